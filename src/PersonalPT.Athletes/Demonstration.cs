using PersonalPT.Athletes.Bodies;
using PersonalPT.Athletes.Cameras;
using PersonalPT.Athletes.Exercises;
using PersonalPT.Athletes.Workouts;
using PersonalPT.Counting;
using PersonalPT.Counting.Skeletons;
using PersonalPT.Counting.Training;

namespace PersonalPT.Athletes;

/// <summary>A coach shows an exercise once, cleanly, for a model to be made of it: a few full, even reps, and nothing else.</summary>
public sealed record Demonstration
{
    private Demonstration()
    {
    }

    /// <summary>What is shown.</summary>
    public required string Exercise { get; init; }

    /// <summary>The frames, in the units of <see cref="Performance.Frames"/>.</summary>
    public required IReadOnlyList<CapturedFrame> Frames { get; init; }

    /// <summary>The true reps.</summary>
    public required IReadOnlyList<Rep> Reps { get; init; }

    /// <summary>Where the phone stood.</summary>
    public required CameraView View { get; init; }

    /// <summary>The reps as labels for training: each from rest to rest.</summary>
    public DemonstrationLabels.RepSpans Labels => new([.. Reps.Select(rep => new CaptureSpan(rep.StartMicros, rep.EndMicros))]);

    /// <summary>Films a coach.</summary>
    /// <param name="exercise">One of <see cref="Repertoire.Exercises"/>.</param>
    /// <param name="seed">Any number; gives the coach's build, tempo and small habits.</param>
    /// <param name="reps">At least 1.</param>
    /// <param name="view">Where the phone stands; by default somewhere usual for the exercise, drawn by the seed.</param>
    /// <param name="frameRate">Frames a second, 5 to 120.</param>
    /// <exception cref="ArgumentException">It cannot be done; the message says why.</exception>
    public static Demonstration Film(string exercise, ulong seed, int reps = 3, CameraView? view = null, double frameRate = 30)
    {
        var set = new PlannedSet { Exercise = exercise, Reps = reps };
        var filming = new Workout
        {
            Sets = [set],
            View = view,
            FrameRate = frameRate,
            FrameJitter = .02,
            Noise = LandmarkNoise.Good,
            PersonLost = 0,
        };
        filming.Validate();
        var shown = Repertoire.Find(exercise);
        var body = Body.FromSeed(seed);
        var style = Style.FromSeed(seed, shown).AsCoach();
        var camera = Camera.Framing(view ?? CameraView.Usual(exercise, seed), body, Programme.Extremes(body, [shown], _ => style));
        var programme = Programme.OfDemonstration(seed, body, camera, filming.StartMicros, shown, style, set);
        var performance = new Performance(seed, body, filming, camera, programme);
        return new Demonstration
        {
            Exercise = exercise,
            Frames = [.. performance.Frames],
            Reps = performance.Sets[0].Reps,
            View = performance.View,
        };
    }
}
