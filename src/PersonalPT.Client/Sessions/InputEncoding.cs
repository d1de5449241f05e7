using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Google.Protobuf;
using PersonalPT.Protocol;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Client;

/// <summary>
/// Inputs as they go over the wire: each is one element of <see cref="TrackRequest.Inputs"/>, so that consecutive inputs are a request once the number of
/// the first stands before them. Written by hand because the generated classes would allocate three objects a frame; the tests hold it against them.
/// </summary>
internal static class InputEncoding
{
    /// <summary>Bytes that the largest frame may take.</summary>
    public const int MaxFrameSize = 560;

    /// <summary>Bytes that a frame takes in the first nine hours of a session.</summary>
    public static int FrameSize(bool asFloats) => asFloats ? 543 : 244;

    /// <summary>Bytes that <see cref="WriteFirstInputSeq"/> may take.</summary>
    public const int MaxFirstInputSeqSize = 11;

    private const int Varint = 0;
    private const int LengthDelimited = 2;

    /// <summary>Writes a frame.</summary>
    /// <param name="timeMicros">Since the session's capture epoch.</param>
    /// <param name="landmarks">132 values.</param>
    /// <param name="asFloats">As floats instead of the compact form.</param>
    /// <param name="destination">At least <see cref="MaxFrameSize"/> bytes.</param>
    /// <returns>How many bytes it took; 0 where a value is not finite or too large.</returns>
    public static int WriteFrame(ulong timeMicros, ReadOnlySpan<float> landmarks, bool asFloats, Span<byte> destination)
    {
        Span<byte> frame = stackalloc byte[MaxFrameSize];
        int frameSize;
        if (asFloats)
        {
            foreach (var value in landmarks)
                if (!(MathF.Abs(value) <= InputLimits.LargestValue))
                    return 0;
            const int valuesSize = sizeof(float) * CompactFrame.FloatCount;
            var at = WriteTag(FloatLandmarks.ValuesFieldNumber, LengthDelimited, frame);
            at += WriteVarint(valuesSize, frame[at..]);
            WriteFloats(landmarks, frame[at..]);
            frameSize = at + valuesSize;
        }
        else
        {
            if (!CompactFrame.TryEncode(landmarks, frame))
                return 0;
            frameSize = CompactFrame.Size;
        }

        Span<byte> head = stackalloc byte[24];
        var headSize = WriteTag(Input.TimeUsFieldNumber, Varint, head);
        headSize += WriteVarint(timeMicros, head[headSize..]);
        headSize += WriteTag(asFloats ? Input.FloatsFieldNumber : Input.CompactFieldNumber, LengthDelimited, head[headSize..]);
        headSize += WriteVarint((ulong)frameSize, head[headSize..]);

        var size = WriteTag(TrackRequest.InputsFieldNumber, LengthDelimited, destination);
        size += WriteVarint((ulong)(headSize + frameSize), destination[size..]);
        head[..headSize].CopyTo(destination[size..]);
        frame[..frameSize].CopyTo(destination[(size + headSize)..]);
        return size + headSize + frameSize;
    }

    /// <summary>Writes a frame in which nobody was found.</summary>
    /// <param name="timeMicros">Since the session's capture epoch.</param>
    /// <param name="destination">At least <see cref="MaxFrameSize"/> bytes.</param>
    /// <returns>How many bytes it took.</returns>
    public static int WriteNobody(ulong timeMicros, Span<byte> destination)
    {
        Span<byte> body = stackalloc byte[16];
        var bodySize = WriteTag(Input.TimeUsFieldNumber, Varint, body);
        bodySize += WriteVarint(timeMicros, body[bodySize..]);
        bodySize += WriteTag(Input.NobodySeenFieldNumber, LengthDelimited, body[bodySize..]);
        bodySize += WriteVarint(0, body[bodySize..]);

        var size = WriteTag(TrackRequest.InputsFieldNumber, LengthDelimited, destination);
        size += WriteVarint((ulong)bodySize, destination[size..]);
        body[..bodySize].CopyTo(destination[size..]);
        return size + bodySize;
    }

    /// <summary>Writes any input.</summary>
    public static byte[] Write(Input input)
    {
        var body = input.CalculateSize();
        Span<byte> head = stackalloc byte[12];
        var headSize = WriteTag(TrackRequest.InputsFieldNumber, LengthDelimited, head);
        headSize += WriteVarint((ulong)body, head[headSize..]);
        var bytes = new byte[headSize + body];
        head[..headSize].CopyTo(bytes);
        input.WriteTo(bytes.AsSpan(headSize));
        return bytes;
    }

    /// <summary>Writes what stands before the inputs of a request.</summary>
    public static int WriteFirstInputSeq(ulong inputSeq, Span<byte> destination)
    {
        var size = WriteTag(TrackRequest.FirstInputSeqFieldNumber, Varint, destination);
        return size + WriteVarint(inputSeq, destination[size..]);
    }

    private static void WriteFloats(ReadOnlySpan<float> values, Span<byte> destination)
    {
        if (BitConverter.IsLittleEndian)
        {
            MemoryMarshal.AsBytes(values).CopyTo(destination);
            return;
        }

        for (var i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(destination[(sizeof(float) * i)..], values[i]);
    }

    // Field numbers up to 15, as all of those above are.
    private static int WriteTag(int field, int wireType, Span<byte> destination)
    {
        destination[0] = (byte)((field << 3) | wireType);
        return 1;
    }

    private static int WriteVarint(ulong value, Span<byte> destination)
    {
        var size = 0;
        while (value >= 0x80)
        {
            destination[size++] = (byte)(value | 0x80);
            value >>= 7;
        }

        destination[size++] = (byte)value;
        return size;
    }
}
