using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Protocol.Recordings;

/// <summary>
/// A chunk of a recording while it is made: inputs of one session, numbered without a hole. Frames are kept in the compact form where that gives back
/// the same numbers to the last bit, as it does with frames that came so; else as floats. So what is counted from a recording is what was counted.
/// Not safe for concurrent use.
/// </summary>
public sealed class RecordingDraft
{
    private const int Quality = 5;
    private const int Window = 20;

    private readonly float _aspect;
    private readonly List<byte> _kinds = [];
    private readonly List<long> _micros = [];
    private readonly List<string> _exercises = [];
    private byte[] _compact = [];
    private int _compactFrames;
    private float[] _floats = [];
    private int _floatFrames;

    /// <summary>An empty chunk.</summary>
    /// <param name="firstInputSeq">Number of the first input.</param>
    /// <param name="space">The space in which the phone gave its landmarks.</param>
    /// <param name="imageAspect">Width divided by height of the image; matters in <see cref="CoordinateSpace.NormalizedImage"/> only.</param>
    public RecordingDraft(long firstInputSeq, CoordinateSpace space, double imageAspect)
    {
        FirstInputSeq = firstInputSeq;
        _aspect = space == CoordinateSpace.NormalizedImage && (float)imageAspect is > 0 and < float.PositiveInfinity and var aspect ? aspect : 0;
    }

    /// <summary>Number of the first input.</summary>
    public long FirstInputSeq { get; }

    /// <summary>Inputs.</summary>
    public int Count => _kinds.Count;

    /// <summary>Whether nothing more fits in.</summary>
    public bool IsFull => Count == ChunkLayout.MostInputs;

    /// <summary>Capture time of the first input, microseconds since the Unix epoch; only where there is one.</summary>
    public long FirstMicros => _micros[0];

    /// <summary>Capture time of the last input, microseconds since the Unix epoch; only where there is one.</summary>
    public long LastMicros => _micros[^1];

    /// <summary>Adds the next input.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="captureMicros">When, microseconds since the Unix epoch.</param>
    /// <param name="landmarks">Of a frame with a person: 132 values, isotropic. Else none.</param>
    /// <param name="exerciseId">Of a choice of exercise: what was chosen.</param>
    /// <exception cref="ArgumentException">A frame without its values, or the chunk is full.</exception>
    public void Add(RecordedInputKind kind, long captureMicros, ReadOnlySpan<float> landmarks, string? exerciseId)
    {
        if (IsFull)
            throw new ArgumentException("The chunk is full.", nameof(kind));
        if (landmarks.Length != (kind == RecordedInputKind.Frame ? CompactFrame.FloatCount : 0))
            throw new ArgumentException($"A frame has {CompactFrame.FloatCount} values, and nothing else has any.", nameof(landmarks));

        var isCompact = kind == RecordedInputKind.Frame && TryAddCompact(landmarks);
        if (kind == RecordedInputKind.Frame && !isCompact)
            AddFloats(landmarks);
        if (kind == RecordedInputKind.SelectExercise)
            _exercises.Add(exerciseId ?? "");
        _kinds.Add((byte)((byte)kind | (kind == RecordedInputKind.Frame && !isCompact ? ChunkLayout.FloatsMark : 0)));
        _micros.Add(captureMicros);
    }

    /// <summary>The chunk as it is stored and sent.</summary>
    /// <param name="claim">Which claim on the session took the inputs; of an input that is in several chunks, the highest claim's counts.</param>
    public byte[] ToBytes(long claim)
    {
        var payload = new ArrayBufferWriter<byte>(Count * 8 + _compactFrames * CompactFrame.Size + _floatFrames * CompactFrame.FloatCount * sizeof(float));
        payload.Write(CollectionsMarshal.AsSpan(_kinds));
        var before = 0L;
        foreach (var micros in _micros)
        {
            // Wraps around where it must, and is unwrapped alike.
            WriteVarint(payload, ZigZag(unchecked(micros - before)));
            before = micros;
        }

        foreach (var exercise in _exercises)
        {
            var name = Encoding.UTF8.GetBytes(exercise);
            WriteVarint(payload, (ulong)name.Length);
            payload.Write(name);
        }

        WritePlanes(payload);
        WriteFloats(payload);

        var chunk = new byte[ChunkLayout.PayloadAt + BrotliEncoder.GetMaxCompressedLength(payload.WrittenCount)];
        if (!BrotliEncoder.TryCompress(payload.WrittenSpan, chunk.AsSpan(ChunkLayout.PayloadAt), out var packed, Quality, Window))
            throw new InvalidOperationException("A chunk could not be compressed into as much as it takes at most.");

        Array.Resize(ref chunk, ChunkLayout.PayloadAt + packed);
        ChunkLayout.Magic.CopyTo(chunk);
        chunk[ChunkLayout.VersionAt] = ChunkLayout.Version;
        BinaryPrimitives.WriteUInt16LittleEndian(chunk.AsSpan(ChunkLayout.CountAt), (ushort)Count);
        BinaryPrimitives.WriteInt64LittleEndian(chunk.AsSpan(ChunkLayout.ClaimAt), claim);
        BinaryPrimitives.WriteInt64LittleEndian(chunk.AsSpan(ChunkLayout.FirstInputAt), FirstInputSeq);
        BinaryPrimitives.WriteSingleLittleEndian(chunk.AsSpan(ChunkLayout.AspectAt), _aspect);
        BinaryPrimitives.WriteInt32LittleEndian(chunk.AsSpan(ChunkLayout.SizeAt), payload.WrittenCount);
        BinaryPrimitives.WriteInt32LittleEndian(chunk.AsSpan(ChunkLayout.PackedSizeAt), packed);
        ChunkLayout.Checksum(chunk, chunk.AsSpan(ChunkLayout.ChecksumAt));
        return chunk;
    }

    private bool TryAddCompact(ReadOnlySpan<float> landmarks)
    {
        Span<float> sent = stackalloc float[CompactFrame.FloatCount];
        landmarks.CopyTo(sent);
        if (_aspect > 0)
        {
            for (var i = 0; i < sent.Length; i += 4)
            {
                sent[i] /= _aspect;
                sent[i + 2] /= _aspect;
            }
        }

        var at = _compactFrames * CompactFrame.Size;
        if (_compact.Length < at + CompactFrame.Size)
            Array.Resize(ref _compact, Math.Min(Math.Max(16 * CompactFrame.Size, 2 * _compact.Length), ChunkLayout.MostInputs * CompactFrame.Size));
        var bytes = _compact.AsSpan(at, CompactFrame.Size);
        if (!CompactFrame.TryEncode(sent, bytes) || !CompactFrame.TryDecode(bytes, sent))
            return false;

        Restore(_aspect, sent);
        // To the bit: minus nought is another number than nought.
        if (!MemoryMarshal.AsBytes(sent).SequenceEqual(MemoryMarshal.AsBytes(landmarks)))
            return false;

        _compactFrames++;
        return true;
    }

    private void AddFloats(ReadOnlySpan<float> landmarks)
    {
        var at = _floatFrames++ * CompactFrame.FloatCount;
        if (_floats.Length < at + CompactFrame.FloatCount)
            Array.Resize(ref _floats, Math.Min(Math.Max(16 * CompactFrame.FloatCount, 2 * _floats.Length), ChunkLayout.MostInputs * CompactFrame.FloatCount));
        landmarks.CopyTo(_floats.AsSpan(at));
    }

    /// <summary>Makes what came out of the compact form what was counted.</summary>
    internal static void Restore(float aspect, Span<float> landmarks)
    {
        if (aspect > 0)
            IsotropicLandmarks.Make(CoordinateSpace.NormalizedImage, aspect, landmarks);
    }

    // Each number's way through time lies together, as what it changes by: that is what compresses well.
    private void WritePlanes(ArrayBufferWriter<byte> payload)
    {
        if (_compactFrames == 0)
            return;

        var planes = payload.GetSpan(_compactFrames * CompactFrame.Size)[..(_compactFrames * CompactFrame.Size)];
        for (var position = 0; position < CompactFrame.Size; position++)
        {
            var plane = planes.Slice(position * _compactFrames, _compactFrames);
            byte before = 0;
            for (var frame = 0; frame < _compactFrames; frame++)
            {
                var value = _compact[frame * CompactFrame.Size + position];
                plane[frame] = unchecked((byte)(value - before));
                before = value;
            }
        }

        payload.Advance(planes.Length);
    }

    private void WriteFloats(ArrayBufferWriter<byte> payload)
    {
        foreach (var value in _floats.AsSpan(0, _floatFrames * CompactFrame.FloatCount))
        {
            BinaryPrimitives.WriteSingleLittleEndian(payload.GetSpan(sizeof(float)), value);
            payload.Advance(sizeof(float));
        }
    }

    private static ulong ZigZag(long value) => unchecked((ulong)((value << 1) ^ (value >> 63)));

    private static void WriteVarint(ArrayBufferWriter<byte> payload, ulong value)
    {
        var bytes = payload.GetSpan(10);
        var length = 0;
        while (value >= 0x80)
        {
            bytes[length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        bytes[length++] = (byte)value;
        payload.Advance(length);
    }
}
