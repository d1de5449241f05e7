using System.Runtime.InteropServices;
using PersonalPT.Athletes;
using PersonalPT.Athletes.Workouts;
using PersonalPT.Counting.Skeletons;
using PersonalPT.Protocol;

namespace PersonalPT.Testing.Sessions;

/// <summary>What a phone films of a generated athlete: frames as they come out of the wire's compact form, so that phone, server and oracle see the same.</summary>
/// <param name="ExerciseId">What is done.</param>
/// <param name="Frames">In the order of capture.</param>
/// <param name="TrueReps">How many reps are really done.</param>
public sealed record Film(string ExerciseId, IReadOnlyList<CapturedFrame> Frames, int TrueReps)
{
    /// <summary>30 frames a second, the person always found.</summary>
    /// <param name="exercise">One of the generator's repertoire.</param>
    /// <param name="seed">Of the athlete; the same gives the same.</param>
    /// <param name="reps">Of each set, with a rest after each.</param>
    public static Film Of(string exercise, ulong seed, params IReadOnlyList<int> reps)
    {
        ArgumentNullException.ThrowIfNull(reps);
        var workout = new Workout { Sets = [.. reps.Select(count => new PlannedSet { Exercise = exercise, Reps = count })], PersonLost = 0 };
        return new Film(exercise, [.. new Athlete(seed).Perform(workout).Frames.Select(AsSent)], reps.Sum());
    }

    /// <summary>The same, captured at another time.</summary>
    public Film Shifted(TimeSpan by) => this with
    {
        Frames = [.. Frames.Select(frame => frame with { CaptureMicros = frame.CaptureMicros + (by.Ticks / TimeSpan.TicksPerMicrosecond) })],
    };

    private static CapturedFrame AsSent(CapturedFrame frame)
    {
        if (frame.Landmarks.IsEmpty)
            return frame;
        Span<byte> bytes = stackalloc byte[CompactFrame.Size];
        var landmarks = new Landmark[CompactFrame.LandmarkCount];
        return CompactFrame.TryEncode(MemoryMarshal.Cast<Landmark, float>(frame.Landmarks.Span), bytes)
            && CompactFrame.TryDecode(bytes, MemoryMarshal.Cast<Landmark, float>(landmarks.AsSpan()))
            ? new CapturedFrame(frame.CaptureMicros, landmarks)
            : throw new InvalidOperationException("The generator made a frame that cannot be sent.");
    }
}
