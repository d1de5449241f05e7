using System.Buffers;
using Google.Protobuf;
using Grpc.Core;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Client;

/// <summary>A request of Track as bytes, used again for the next one once it has been written.</summary>
internal sealed class EncodedRequest
{
    /// <summary>Track, with requests that are bytes already.</summary>
    public static readonly Method<EncodedRequest, TrackResponse> Track = new(
        MethodType.DuplexStreaming,
        TrackingService.Descriptor.FullName,
        "Track",
        Marshallers.Create<EncodedRequest>(
            static (request, context) =>
            {
                context.SetPayloadLength(request._size);
                context.GetBufferWriter().Write(request._bytes.AsSpan(0, request._size));
                context.Complete();
            },
            static _ => throw new NotSupportedException("A client does not read requests.")),
        Marshallers.Create<TrackResponse>(
            static (_, _) => throw new NotSupportedException("A client does not write responses."),
            static context => TrackResponse.Parser.ParseFrom(context.PayloadAsReadOnlySequence())));

    private byte[] _bytes = [];
    private int _size;

    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _size);

    /// <summary>Makes this the first request of a stream.</summary>
    public void Set(TrackOpen open)
    {
        _bytes = new TrackRequest { Open = open }.ToByteArray();
        _size = _bytes.Length;
    }

    /// <summary>Makes this a batch; its inputs are to be written to what is returned.</summary>
    /// <param name="firstInputSeq">Number of the first input.</param>
    /// <param name="maxInputBytes">Room for its inputs.</param>
    public Span<byte> Begin(ulong firstInputSeq, int maxInputBytes)
    {
        if (_bytes.Length < InputEncoding.MaxFirstInputSeqSize + maxInputBytes)
            _bytes = new byte[InputEncoding.MaxFirstInputSeqSize + maxInputBytes];
        _size = InputEncoding.WriteFirstInputSeq(firstInputSeq, _bytes);
        return _bytes.AsSpan(_size, maxInputBytes);
    }

    /// <summary>The batch's inputs have been written.</summary>
    public void Complete(int inputBytes) => _size += inputBytes;
}
