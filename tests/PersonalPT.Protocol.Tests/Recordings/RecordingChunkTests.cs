using System.Buffers.Binary;
using System.Security.Cryptography;
using CsCheck;
using PersonalPT.Protocol.Recordings;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Protocol.Tests.Recordings;

public sealed class RecordingChunkTests
{
    private static readonly Gen<float[]> s_landmarks = Gen.Float[-2, 2].Array[CompactFrame.FloatCount];

    private static readonly Gen<(RecordedInputKind Kind, long Micros, float[] Landmarks, string? Exercise)> s_input = Gen.Select(
        Gen.Frequency((8, Gen.Const(RecordedInputKind.Frame)), (4, Gen.Enum<RecordedInputKind>())), Gen.Long, s_landmarks, Gen.String[Gen.Char[' ', '\u07ff'], 0, 64], Gen.Bool,
        (kind, micros, landmarks, exercise, isCompact) => (
            kind, micros, kind == RecordedInputKind.Frame ? isCompact ? Rounded(landmarks) : landmarks : [],
            kind == RecordedInputKind.SelectExercise ? exercise : null));

    [Fact]
    public void What_was_written_down_is_read_to_the_last_bit()
    {
        Gen.Select(s_input.Array[1, 60], Gen.Long[1, long.MaxValue / 2], Gen.Long[0, 9], Gen.Double[.1, 10], Gen.Bool).Sample((inputs, first, claim, aspect, normalised) =>
        {
            var draft = new RecordingDraft(first, normalised ? CoordinateSpace.NormalizedImage : CoordinateSpace.World, aspect);
            foreach (var (kind, micros, landmarks, exercise) in inputs)
                draft.Add(kind, micros, landmarks, exercise);

            var chunk = RecordingChunk.Parse(draft.ToBytes(claim));

            Assert.Equal((first, claim, first + inputs.Length - 1), (chunk.FirstInputSeq, chunk.Claim, chunk.LastInputSeq));
            Assert.Equal(inputs.Select(i => i.Kind), chunk.Kinds);
            Assert.Equal(inputs.Select(i => i.Micros), chunk.CaptureMicros);
            Assert.Equal(inputs.Select(i => i.Exercise), chunk.ExerciseIds);
            Assert.Equal(inputs.SelectMany(i => i.Landmarks).Select(BitConverter.SingleToInt32Bits), chunk.Landmarks.ToArray().Select(BitConverter.SingleToInt32Bits));
        });
    }

    [Fact]
    public void Frames_that_came_in_the_compact_form_are_kept_in_it_whatever_space_they_are_in()
    {
        Gen.Select(s_landmarks.Array[10], Gen.Double[.1, 10]).Sample((frames, aspect) =>
        {
            var draft = new RecordingDraft(1, CoordinateSpace.NormalizedImage, aspect);
            foreach (var landmarks in frames)
            {
                var sent = Rounded(landmarks);
                IsotropicLandmarks.Make(CoordinateSpace.NormalizedImage, aspect, sent);
                draft.Add(RecordedInputKind.Frame, 1, sent, null);
            }

            // Numbers drawn by lot cannot be compressed: as floats they would be more than twice as much.
            Assert.InRange(draft.ToBytes(1).Length, 1, 10 * CompactFrame.Size + 150);
        });
    }

    [Fact]
    public void Any_changed_byte_is_noticed()
    {
        var chunk = Sample();
        Gen.Select(Gen.Int[0, chunk.Length - 1], Gen.Byte[1, 255]).Sample((at, change) =>
        {
            var damaged = chunk.ToArray();
            damaged[at] ^= change;
            Assert.Throws<RecordingFormatException>(() => RecordingChunk.Parse(damaged));
        });
    }

    [Fact]
    public void A_chunk_that_is_cut_off_or_followed_by_something_is_none()
    {
        var chunk = Sample();
        for (var length = 0; length < chunk.Length; length++)
            Assert.Throws<RecordingFormatException>(() => RecordingChunk.Parse(chunk.AsSpan(0, length)));
        Assert.Throws<RecordingFormatException>(() => RecordingChunk.Parse([.. chunk, 0]));
        Assert.Equal(chunk.Length, RecordingChunk.SizeOf([.. chunk, 1, 2, 3]));
    }

    [Fact]
    public void A_later_version_is_named()
    {
        var chunk = Sample();
        chunk[4] = 2;
        Assert.Contains("version 2", Assert.Throws<RecordingFormatException>(() => RecordingChunk.Parse(chunk)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_size_that_cannot_be_is_refused_though_its_checksum_is_right()
    {
        foreach (var size in new[] { 0, -1, int.MaxValue })
        {
            var chunk = Sample();
            BinaryPrimitives.WriteInt32LittleEndian(chunk.AsSpan(28), size);
            SHA256.HashData([.. chunk[..36], .. chunk[44..]]).AsSpan(0, 8).CopyTo(chunk.AsSpan(36));
            Assert.Contains("cannot be", Assert.Throws<RecordingFormatException>(() => RecordingChunk.Parse(chunk)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_full_chunk_takes_nothing_more_and_can_be_read()
    {
        var draft = new RecordingDraft(1, CoordinateSpace.World, 1);
        var random = new Random(4);
        while (!draft.IsFull)
            draft.Add(RecordedInputKind.Frame, draft.Count, [.. Enumerable.Range(0, CompactFrame.FloatCount).Select(_ => random.NextSingle())], null);

        Assert.Throws<ArgumentException>(() => draft.Add(RecordedInputKind.NobodySeen, 0, [], null));
        Assert.Equal(draft.Count, RecordingChunk.Parse(draft.ToBytes(1)).Kinds.Count);
    }

    private static byte[] Sample()
    {
        var draft = new RecordingDraft(5, CoordinateSpace.World, 1);
        draft.Add(RecordedInputKind.Frame, 10, Rounded([.. Enumerable.Range(0, CompactFrame.FloatCount).Select(i => i / 140f)]), null);
        draft.Add(RecordedInputKind.SelectExercise, 20, [], "push_up");
        draft.Add(RecordedInputKind.EndSession, 30, [], null);
        return draft.ToBytes(3);
    }

    private static float[] Rounded(float[] landmarks)
    {
        var frame = new byte[CompactFrame.Size];
        var rounded = new float[CompactFrame.FloatCount];
        Assert.True(CompactFrame.TryEncode(landmarks, frame) && CompactFrame.TryDecode(frame, rounded));
        return rounded;
    }
}
