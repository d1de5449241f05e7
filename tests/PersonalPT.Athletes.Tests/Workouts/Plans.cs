using PersonalPT.Athletes.Exercises;
using PersonalPT.Athletes.Workouts;

namespace PersonalPT.Athletes.Tests.Workouts;

/// <summary>Short workouts for tests.</summary>
internal static class Plans
{
    public static TheoryData<string> Exercises => [.. Repertoire.Exercises];

    public static Workout Of(string exercise, int reps = 3) => new() { Sets = [new PlannedSet { Exercise = exercise, Reps = reps }], Rest = TimeSpan.FromSeconds(1) };

    /// <summary>One of everything: all exercises, all other movements, lost and dropped frames.</summary>
    public static Workout Everything => new()
    {
        Sets =
        [
            .. Repertoire.Exercises.Select((exercise, i) => new PlannedSet
            {
                Exercise = exercise,
                Reps = 2,
                Afterwards = [(OtherMovement)(1 + i % Enum.GetValues<OtherMovement>().Length)],
            }),
        ],
        WalksIn = true,
        Rest = TimeSpan.FromSeconds(1),
        DroppedFrames = .05,
        PersonLost = .05,
        FrameJitter = .4,
    };
}
