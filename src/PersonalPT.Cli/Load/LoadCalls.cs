using System.Buffers;
using Google.Protobuf;
using Grpc.Core;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Cli.Load;

/// <summary>Track with requests that are bytes already, so that the phones of a load cost no more than sending does.</summary>
internal static class LoadCalls
{
    public static readonly Method<byte[], TrackResponse> Track = new(
        MethodType.DuplexStreaming,
        TrackingService.Descriptor.FullName,
        "Track",
        Marshallers.Create<byte[]>(
            static (request, context) =>
            {
                context.SetPayloadLength(request.Length);
                context.GetBufferWriter().Write(request);
                context.Complete();
            },
            static _ => throw new NotSupportedException("A phone does not read requests.")),
        Marshallers.Create<TrackResponse>(
            static (_, _) => throw new NotSupportedException("A phone does not write responses."),
            static context => TrackResponse.Parser.ParseFrom(context.PayloadAsReadOnlySequence())));

    /// <summary>The first message of a new session's stream.</summary>
    public static byte[] Open(string sessionId) =>
        new TrackRequest { Open = new TrackOpen { SessionId = sessionId, OldestHeldInputSeq = 1 } }.ToByteArray();
}
