using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace PersonalPT.Protocol.Recordings;

/// <summary>A chunk of a recording that was read: inputs of one session, numbered without a hole.</summary>
public sealed class RecordingChunk
{
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private RecordingChunk(long claim, long firstInputSeq, RecordedInputKind[] kinds, long[] captureMicros, string?[] exerciseIds, float[] landmarks)
    {
        Claim = claim;
        FirstInputSeq = firstInputSeq;
        Kinds = kinds;
        CaptureMicros = captureMicros;
        ExerciseIds = exerciseIds;
        Landmarks = landmarks;
    }

    /// <summary>Bytes of a chunk's header; its size is in it.</summary>
    public static int HeaderSize => ChunkLayout.PayloadAt;

    /// <summary>Which claim on the session took the inputs; of an input that is in several chunks, the highest claim's counts.</summary>
    public long Claim { get; }

    /// <summary>Number of the first input.</summary>
    public long FirstInputSeq { get; }

    /// <summary>Number of the last input.</summary>
    public long LastInputSeq => FirstInputSeq + Kinds.Count - 1;

    /// <summary>What the inputs are; at least one.</summary>
    public IReadOnlyList<RecordedInputKind> Kinds { get; }

    /// <summary>When they were captured, microseconds since the Unix epoch; one for each.</summary>
    public IReadOnlyList<long> CaptureMicros { get; }

    /// <summary>What was chosen, where it is a choice of exercise; one for each input.</summary>
    public IReadOnlyList<string?> ExerciseIds { get; }

    /// <summary>132 values for each <see cref="RecordedInputKind.Frame"/>, in order; all finite, isotropic.</summary>
    public ReadOnlyMemory<float> Landmarks { get; }

    /// <summary>Bytes of the chunk that begins here, so that chunks can lie in a file one behind the other.</summary>
    /// <param name="bytes">At least <see cref="HeaderSize"/> bytes.</param>
    /// <exception cref="RecordingFormatException">No chunk begins here.</exception>
    public static int SizeOf(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < ChunkLayout.PayloadAt || !bytes.StartsWith(ChunkLayout.Magic))
            throw new RecordingFormatException("Not a chunk of a recording.");
        if (bytes[ChunkLayout.VersionAt] != ChunkLayout.Version)
            throw new RecordingFormatException($"A chunk of version {bytes[ChunkLayout.VersionAt]}; version {ChunkLayout.Version} is known here.");

        var packed = BinaryPrimitives.ReadInt32LittleEndian(bytes[ChunkLayout.PackedSizeAt..]);
        return packed is > 0 and <= 2 * ChunkLayout.LargestPayload
            ? ChunkLayout.PayloadAt + packed
            : throw new RecordingFormatException($"A chunk cannot have {packed} bytes.");
    }

    /// <summary>Reads a chunk.</summary>
    /// <param name="bytes">The chunk and nothing else.</param>
    /// <exception cref="RecordingFormatException">It is none, is damaged, or is of another version.</exception>
    public static RecordingChunk Parse(ReadOnlySpan<byte> bytes)
    {
        if (SizeOf(bytes) != bytes.Length)
            throw new RecordingFormatException("A chunk is cut off, or something follows it.");

        Span<byte> checksum = stackalloc byte[ChunkLayout.PayloadAt - ChunkLayout.ChecksumAt];
        ChunkLayout.Checksum(bytes, checksum);
        if (!checksum.SequenceEqual(bytes[ChunkLayout.ChecksumAt..ChunkLayout.PayloadAt]))
            throw new RecordingFormatException("A chunk is damaged: its checksum is another one.");

        int count = BinaryPrimitives.ReadUInt16LittleEndian(bytes[ChunkLayout.CountAt..]);
        var claim = BinaryPrimitives.ReadInt64LittleEndian(bytes[ChunkLayout.ClaimAt..]);
        var first = BinaryPrimitives.ReadInt64LittleEndian(bytes[ChunkLayout.FirstInputAt..]);
        var aspect = BinaryPrimitives.ReadSingleLittleEndian(bytes[ChunkLayout.AspectAt..]);
        var size = BinaryPrimitives.ReadInt32LittleEndian(bytes[ChunkLayout.SizeAt..]);
        if (count is 0 or > ChunkLayout.MostInputs || first < 1 || first > long.MaxValue - count || claim < 0 || !(aspect is >= 0 and <= 100)
            || size < count || size > ChunkLayout.LargestPayload)
        {
            throw new RecordingFormatException("A chunk's header says what cannot be.");
        }

        var payload = new byte[size];
        if (!BrotliDecoder.TryDecompress(bytes[ChunkLayout.PayloadAt..], payload, out var written) || written != size)
            throw new RecordingFormatException("A chunk cannot be decompressed.");

        var reader = new PayloadReader(payload);
        var kinds = reader.Kinds(count, out var compact, out var floats);
        var micros = reader.Times(count);
        var exercises = reader.Exercises(kinds);
        var landmarks = reader.Landmarks(kinds, compact, floats, aspect);
        return new RecordingChunk(claim, first, Array.ConvertAll(kinds, PayloadReader.KindOf), micros, exercises, landmarks);
    }

    private ref struct PayloadReader(ReadOnlySpan<byte> left)
    {
        private ReadOnlySpan<byte> _left = left;

        public static RecordedInputKind KindOf(byte kind) => (RecordedInputKind)(kind & ~ChunkLayout.FloatsMark);

        public byte[] Kinds(int count, out int compact, out int floats)
        {
            var kinds = Take(count).ToArray();
            (compact, floats) = (0, 0);
            foreach (var kind in kinds)
            {
                if (!Enum.IsDefined(KindOf(kind)) || (kind >= ChunkLayout.FloatsMark && KindOf(kind) != RecordedInputKind.Frame))
                    throw new RecordingFormatException($"There is no input of kind {kind}.");
                if (kind >= ChunkLayout.FloatsMark)
                    floats++;
                else if (KindOf(kind) == RecordedInputKind.Frame)
                    compact++;
            }

            return kinds;
        }

        public long[] Times(int count)
        {
            var micros = new long[count];
            var before = 0L;
            for (var i = 0; i < count; i++)
            {
                var value = Varint();
                before = micros[i] = unchecked(before + ((long)(value >> 1) ^ -(long)(value & 1)));
            }

            return micros;
        }

        public string?[] Exercises(ReadOnlySpan<byte> kinds)
        {
            var exercises = new string?[kinds.Length];
            for (var i = 0; i < kinds.Length; i++)
            {
                if (KindOf(kinds[i]) != RecordedInputKind.SelectExercise)
                    continue;

                var length = Varint();
                if (length > ChunkLayout.LongestName)
                    throw new RecordingFormatException("An exercise's name is too long.");
                exercises[i] = Text(Take((int)length));
            }

            return exercises;
        }

        public float[] Landmarks(ReadOnlySpan<byte> kinds, int compact, int floats, float aspect)
        {
            var planes = Take(compact * CompactFrame.Size);
            var values = Take(floats * CompactFrame.FloatCount * sizeof(float));
            if (_left.Length > 0)
                throw new RecordingFormatException("A chunk holds more than its inputs.");

            var landmarks = new float[(compact + floats) * CompactFrame.FloatCount];
            Span<byte> frame = stackalloc byte[CompactFrame.Size];
            frame.Clear();
            var (at, nextCompact, nextFloats) = (0, 0, 0);
            foreach (var kind in kinds)
            {
                if (KindOf(kind) != RecordedInputKind.Frame)
                    continue;

                var target = landmarks.AsSpan(at++ * CompactFrame.FloatCount, CompactFrame.FloatCount);
                if (kind < ChunkLayout.FloatsMark)
                {
                    for (var position = 0; position < CompactFrame.Size; position++)
                        frame[position] = unchecked((byte)(frame[position] + planes[position * compact + nextCompact]));
                    nextCompact++;
                    if (!CompactFrame.TryDecode(frame, target))
                        throw new RecordingFormatException("A chunk holds a frame that is none.");
                    RecordingDraft.Restore(aspect, target);
                }
                else
                {
                    for (var i = 0; i < target.Length; i++)
                        target[i] = BinaryPrimitives.ReadSingleLittleEndian(values[((nextFloats * CompactFrame.FloatCount + i) * sizeof(float))..]);
                    nextFloats++;
                }

                foreach (var value in target)
                {
                    if (!float.IsFinite(value))
                        throw new RecordingFormatException("A chunk holds a number that is none.");
                }
            }

            return landmarks;
        }

        private static string Text(ReadOnlySpan<byte> name)
        {
            try
            {
                return s_strict.GetString(name);
            }
            catch (DecoderFallbackException)
            {
                throw new RecordingFormatException("An exercise's name is no text.");
            }
        }

        private ReadOnlySpan<byte> Take(int count)
        {
            if (count > _left.Length)
                throw new RecordingFormatException("A chunk ends before its inputs do.");

            var taken = _left[..count];
            _left = _left[count..];
            return taken;
        }

        private ulong Varint()
        {
            var value = 0UL;
            for (var shift = 0; shift < 70; shift += 7)
            {
                var part = Take(1)[0];
                if (shift == 63 && part > 1)
                    break;
                value |= (ulong)(part & 0x7F) << shift;
                if (part < 0x80)
                    return value;
            }

            throw new RecordingFormatException("A number in a chunk is too long.");
        }
    }
}
