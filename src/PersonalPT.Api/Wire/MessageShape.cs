using System.Buffers;
using System.Runtime.InteropServices;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using PersonalPT.Api.Errors;

namespace PersonalPT.Api.Wire;

/// <summary>
/// Looks through a large message before it is parsed. Two bytes on the wire can become an object of a hundred bytes, so a message of ten megabytes that is
/// within the limit could become one of five hundred; what no service would take is refused before that.
/// </summary>
internal static class MessageShape
{
    /// <summary>Messages up to this size are harmless whatever is in them.</summary>
    public const int Harmless = 16 * 1024;

    // 36,000 frames, each a part with its landmarks in another, and two lists of 1,000 spans.
    private const int MostParts = 80_000;
    private const int Deepest = 16;

    /// <summary>Checks the bytes of a message.</summary>
    /// <param name="message">What it should be.</param>
    /// <param name="bytes">Its bytes.</param>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT: more parts than any message has.</exception>
    /// <exception cref="InvalidProtocolBufferException">The bytes are no message.</exception>
    public static void Check(MessageDescriptor message, in ReadOnlySequence<byte> bytes)
    {
        if (bytes.Length <= Harmless)
            return;

        if (!bytes.IsSingleSegment || !MemoryMarshal.TryGetArray(bytes.First, out var array))
            array = bytes.ToArray();
        var parts = 0;
        Count(message, array.Array!, array.Offset, array.Count, ref parts, depth: 0);
    }

    private static void Count(MessageDescriptor message, byte[] bytes, int offset, int length, ref int parts, int depth)
    {
        using var input = new CodedInputStream(bytes, offset, length);
        var start = input.Position - offset;
        while (input.ReadTag() is var tag && tag != 0)
        {
            var at = (int)(input.Position - start);
            var field = message.FindFieldByNumber(WireFormat.GetTagFieldNumber(tag));
            if ((field is null || field.FieldType is FieldType.Message or FieldType.String or FieldType.Bytes) && ++parts > MostParts)
                throw Refusals.BadRequest("request", $"No call takes a message of more than {MostParts} parts.");

            input.SkipLastField();
            if (field?.FieldType == FieldType.Message && WireFormat.GetTagWireType(tag) == WireFormat.WireType.LengthDelimited && depth < Deepest)
            {
                var (inner, innerLength) = Inside(bytes, at, (int)(input.Position - start) - at);
                Count(field.MessageType, bytes, inner, innerLength, ref parts, depth + 1);
            }
        }
    }

    // A part's bytes, after those that say how many they are.
    private static (int Offset, int Length) Inside(byte[] bytes, int offset, int length)
    {
        using var part = new CodedInputStream(bytes, offset, length);
        var start = part.Position;
        var inner = part.ReadLength();
        return (offset + (int)(part.Position - start), inner);
    }
}
