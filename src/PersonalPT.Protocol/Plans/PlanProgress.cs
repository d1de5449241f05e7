using PersonalPT.Protocol.V1;

namespace PersonalPT.Protocol.Plans;

/// <summary>
/// Where a session stands in its plan. A function of the plan's items and of the session's sets and of nothing else, so a phone that was killed, a watcher and
/// the server all find the same; <c>docs/protocol/vectors/plans.json</c> holds clients of other languages to it.
/// </summary>
/// <remarks>
/// A set belongs to the first item of its exercise that has sets left; one of another exercise, or beyond what was planned, belongs to none. A set that was cut by
/// its length, by lost inputs or by a clock is one with the set of the same exercise that follows. A set that was corrected to 0 reps did not take place.
/// </remarks>
public sealed class PlanProgress
{
    private const long MicrosPerSecond = 1_000_000;

    private PlanProgress(IReadOnlyList<PlanItemDone> items, PlanStep? next, bool isRunning, uint repsInSet, long restUntilUs)
    {
        (Items, Next, IsRunning, RepsInSet, RestUntilUs) = (items, next, isRunning, repsInSet, restUntilUs);
        SetsPlanned = (uint)items.Sum(item => item.Item.Sets);
        SetsDone = (uint)items.Sum(item => item.Sets.Count);
    }

    /// <summary>The plan's items, each with its sets that are over.</summary>
    public IReadOnlyList<PlanItemDone> Items { get; }

    /// <summary>The set that is to be done next, or that is being done; null where the whole plan is done.</summary>
    public PlanStep? Next { get; }

    /// <summary>Whether that set is being done.</summary>
    public bool IsRunning { get; }

    /// <summary>Reps counted of the set that is being done.</summary>
    public uint RepsInSet { get; }

    /// <summary>Until when the plan asks for rest, by the phone's clock: microseconds since the Unix epoch; 0 where it does not.</summary>
    public long RestUntilUs { get; }

    /// <summary>Sets of the whole plan.</summary>
    public uint SetsPlanned { get; }

    /// <summary>How many of them are over.</summary>
    public uint SetsDone { get; }

    /// <summary>Whether the whole plan is done.</summary>
    public bool IsComplete => SetsDone == SetsPlanned;

    /// <summary>What is left of the rest.</summary>
    /// <param name="nowUs">The time by the clock that stamps the session's frames: microseconds since the Unix epoch.</param>
    public TimeSpan RestLeft(long nowUs) => TimeSpan.FromMicroseconds(Math.Max(0, RestUntilUs - nowUs));

    /// <summary>Finds where a session stands.</summary>
    /// <param name="items">What the plan asks for, in order.</param>
    /// <param name="sets">The session's sets, in order.</param>
    /// <param name="exerciseId">What counts now; empty: not known. An item of it comes before earlier ones that have sets left.</param>
    public static PlanProgress Of(IEnumerable<PlanItem> items, IEnumerable<PerformedSet> sets, string exerciseId = "")
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(sets);
        ArgumentNullException.ThrowIfNull(exerciseId);
        var done = items.Select(item => new PlanItemDone { Item = item }).ToList();
        Bout? running = null;
        PlanItemDone? runningOf = null;
        var restUntil = 0L;
        foreach (var bout in Bouts(sets))
        {
            if (!bout.IsOver)
                running = bout;
            else if (bout.Reps == 0)
                continue;

            var item = FirstOpen(done, bout.ExerciseId);
            if (!bout.IsOver)
                runningOf = item;
            else if (item is not null)
            {
                item.Sets.Add(new PlannedSetDone { SetNumbers = { bout.SetNumbers }, Reps = bout.Reps });
                restUntil = bout.EndTimeUs + (item.Item.RestSeconds * MicrosPerSecond);
            }
        }

        var next = runningOf ?? FirstOpen(done, exerciseId) ?? done.Find(IsOpen);
        return new PlanProgress(
            done,
            next is null ? null : new PlanStep(done.IndexOf(next), next.Item, (uint)next.Sets.Count + 1),
            runningOf is not null,
            runningOf is null ? 0 : running!.Reps,
            running is not null || next is null ? 0 : restUntil);
    }

    private static bool IsOpen(PlanItemDone item) => item.Sets.Count < item.Item.Sets;

    private static PlanItemDone? FirstOpen(List<PlanItemDone> items, string exerciseId) => items.Find(item => item.Item.ExerciseId == exerciseId && IsOpen(item));

    // Sets that are one for the athlete.
    private static List<Bout> Bouts(IEnumerable<PerformedSet> sets)
    {
        var bouts = new List<Bout>();
        foreach (var set in sets)
        {
            if (bouts is [.., { Last.WasCut: true } before] && before.ExerciseId == set.ExerciseId)
                before.Sets.Add(set);
            else
                bouts.Add(new Bout([set]));
        }

        return bouts;
    }

    private sealed record Bout(List<PerformedSet> Sets)
    {
        public PerformedSet Last => Sets[^1];

        public string ExerciseId => Last.ExerciseId;

        public bool IsOver => Last.EndReason is not null;

        public long EndTimeUs => Last.EndTimeUs;

        public uint Reps => (uint)Sets.Sum(set => set.Reps);

        public IEnumerable<uint> SetNumbers => Sets.Select(set => set.SetNumber);
    }
}
