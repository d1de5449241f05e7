using System.Buffers;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using PersonalPT.Api.Errors;

namespace PersonalPT.Api.Wire;

/// <summary>Reads a request. Bytes that are not the message that they should be are the caller's mistake.</summary>
internal static class CheckedMessage
{
    /// <summary>Reads it.</summary>
    /// <param name="message">What it should be.</param>
    /// <param name="bytes">Its bytes.</param>
    /// <param name="source">Where they are.</param>
    /// <param name="parse">Parses them.</param>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT.</exception>
    public static T Read<TSource, T>(MessageDescriptor message, in ReadOnlySequence<byte> bytes, TSource source, Func<TSource, T> parse)
    {
        try
        {
            MessageShape.Check(message, bytes);
            return parse(source);
        }
        catch (InvalidProtocolBufferException)
        {
            throw Refusals.BadRequest("request", $"These bytes are no {message.Name}.");
        }
    }
}
