using System.Security.Cryptography;
using PersonalPT.Protocol;
using PersonalPT.Protocol.Recordings;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Fuzz.Targets;

/// <summary>
/// A chunk of a recording. A changed one nearly always fails at its checksum, so what comes is tried twice: as it is, and with the checksum that it ought to have.
/// </summary>
internal static class RecordingChunkTarget
{
    private const int ChecksumAt = 36, PayloadAt = 44;

    public static FuzzTarget Create() => new("recording-chunk", Attempt, [Chunk(CoordinateSpace.NormalizedImage), Chunk(CoordinateSpace.World)]);

    private static bool Attempt(ReadOnlySpan<byte> bytes)
    {
        var isRead = Read(bytes);
        if (bytes.Length < PayloadAt)
            return isRead;

        var signed = bytes.ToArray();
        SHA256.HashData([.. signed[..ChecksumAt], .. signed[PayloadAt..]]).AsSpan(0, PayloadAt - ChecksumAt).CopyTo(signed.AsSpan(ChecksumAt));
        return Read(signed) || isRead;
    }

    private static bool Read(ReadOnlySpan<byte> bytes)
    {
        RecordingChunk chunk;
        try
        {
            chunk = RecordingChunk.Parse(bytes);
        }
        catch (RecordingFormatException)
        {
            return false;
        }

        Leaks.NotFinite(chunk.Landmarks.Span, "a recorded frame");
        var count = chunk.Kinds.Count;
        if (count == 0 || chunk.CaptureMicros.Count != count || chunk.ExerciseIds.Count != count
            || chunk.Landmarks.Length != chunk.Kinds.Count(kind => kind == RecordedInputKind.Frame) * CompactFrame.FloatCount
            || chunk.Kinds.Any(kind => !Enum.IsDefined(kind)) || chunk.FirstInputSeq < 1 || chunk.LastInputSeq < chunk.FirstInputSeq)
        {
            throw new LeakException("A chunk does not hold what it says.");
        }

        // What is read can be written down again, and is the same then.
        var draft = new RecordingDraft(chunk.FirstInputSeq, CoordinateSpace.World, 1);
        var frame = 0;
        for (var i = 0; i < count; i++)
        {
            var landmarks = chunk.Kinds[i] == RecordedInputKind.Frame ? chunk.Landmarks.Span.Slice(CompactFrame.FloatCount * frame++, CompactFrame.FloatCount) : default;
            draft.Add(chunk.Kinds[i], chunk.CaptureMicros[i], landmarks, chunk.ExerciseIds[i]);
        }

        var again = RecordingChunk.Parse(draft.ToBytes(chunk.Claim));
        if (!again.Landmarks.Span.SequenceEqual(chunk.Landmarks.Span) || !again.CaptureMicros.SequenceEqual(chunk.CaptureMicros)
            || !again.Kinds.SequenceEqual(chunk.Kinds))
        {
            throw new LeakException("A chunk that was read, written and read is another one.");
        }

        return true;
    }

    private static byte[] Chunk(CoordinateSpace space)
    {
        var draft = new RecordingDraft(7, space, 1.5);
        for (var i = 0; i < 20; i++)
        {
            var landmarks = Samples.Floats(Samples.Frames[i]);
            if (i % 4 < 3)
            {
                CompactFrame.TryDecode(Samples.Compact(Samples.Frames[i]).Span, landmarks);
                IsotropicLandmarks.Make(space, 1.5, landmarks);
            }

            draft.Add(RecordedInputKind.Frame, Samples.Frames[i].CaptureMicros, landmarks, null);
        }

        draft.Add(RecordedInputKind.SelectExercise, 0, [], "squat");
        draft.Add(RecordedInputKind.FrameLeftOut, 0, [], null);
        draft.Add(RecordedInputKind.EndSession, 0, [], null);
        return draft.ToBytes(claim: 2);
    }
}
