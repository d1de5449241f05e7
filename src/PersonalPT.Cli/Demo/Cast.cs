using PersonalPT.Athletes;
using PersonalPT.Athletes.Exercises;
using PersonalPT.Athletes.Workouts;

namespace PersonalPT.Cli.Demo;

/// <summary>Who takes part in the demo and what they do; the same seed gives the same.</summary>
internal static class Cast
{
    private const double FramesPerSecond = 30;

    private static readonly string[] Names = ["Ada", "Ben", "Cleo", "Dan", "Eva", "Finn", "Gus", "Hana"];

    /// <summary>What so many athletes do between them; with more athletes than exercises, several do the same.</summary>
    public static IReadOnlyList<string> Exercises(int athletes) => [.. Repertoire.Exercises.Take(athletes)];

    /// <summary>The one demonstration of an exercise, by somebody who is not among the athletes.</summary>
    public static Demonstration Coach(string exercise, ulong seed) => Demonstration.Film(exercise, seed + 500, reps: 3);

    /// <summary>What a number of athletes do: two sets each, of 5 to 10 reps.</summary>
    /// <param name="athletes">At least 1.</param>
    /// <param name="seed">Any number.</param>
    /// <param name="speed">Times real time; 0: as fast as it goes.</param>
    /// <param name="now">Workouts are dated so that they end about when the streaming does.</param>
    public static IReadOnlyList<PhonePlan> Plans(int athletes, ulong seed, double speed, DateTimeOffset now)
    {
        return [.. Enumerable.Range(0, athletes).Select(i => Plan(athletes, i, seed + (ulong)i, speed, now))];
    }

    /// <summary>What one of a number of athletes does: two sets of 5 to 10 reps.</summary>
    /// <param name="athletes">At least 1.</param>
    /// <param name="place">Which of them, from 0 on.</param>
    /// <param name="seed">Any number; another one is another workout.</param>
    /// <param name="speed">Times real time; 0: as fast as it goes.</param>
    /// <param name="now">The workout is dated so that it ends about when the streaming does.</param>
    public static PhonePlan Plan(int athletes, int place, ulong seed, double speed, DateTimeOffset now)
    {
        var exercises = Exercises(athletes);
        var exercise = exercises[place % exercises.Count];
        var performance = new Athlete(seed).Perform(new Workout
        {
            Sets =
            [
                new PlannedSet { Exercise = exercise, Reps = 5 + (int)(seed * 7 % 6) },
                new PlannedSet { Exercise = exercise, Reps = 6 + (int)(seed * 3 % 5) },
            ],
            FrameRate = FramesPerSecond,
        });
        var length = TimeSpan.FromMicroseconds(performance.EndMicros - performance.StartMicros);
        var begin = now - length + (speed > 0 ? length / speed : TimeSpan.Zero);
        return new PhonePlan
        {
            Name = place < Names.Length ? Names[place] : $"Athlete-{place + 1}",
            ExerciseId = exercise,
            TrueReps = performance.Sets.Sum(s => s.Reps.Count),
            FramesPerSecond = FramesPerSecond,
            Frames = performance.Frames,
            ShiftMicros = Micros(begin) - performance.StartMicros,
        };
    }

    private static long Micros(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
