using PersonalPT.Contracts.Groups;
using PersonalPT.Contracts.Storage;

namespace PersonalPT.Grains.Groups;

/// <summary>
/// How a group goes from phase to phase. Functions of what is stored and of the time and of nothing else, so a grain that was away finds the clock where it would
/// be had it never gone.
/// </summary>
internal static class GroupCourse
{
    /// <summary>So long after it was started, or planned and never started, a group is over by itself, and its code with it.</summary>
    public static readonly TimeSpan ExpiresAfter = TimeSpan.FromHours(24);

    /// <summary>So long after the end, reps that phones still hold from its rounds are counted.</summary>
    public static readonly TimeSpan SettlesAfter = TimeSpan.FromMinutes(10);

    /// <summary>The clock at a moment.</summary>
    public static GroupClock Clock(StoredGroup group, long now)
    {
        var at = group.PausedMicros ?? now;
        var left = Length(group) is { } length ? Math.Max(0, length - (at - group.PhaseStartedMicros)) : (long?)null;
        return new GroupClock(group.Phase, group.PausedMicros is not null, group.RoundNumber, now, group.PhaseStartedMicros + (now - at), left);
    }

    /// <summary>Everything that has become due.</summary>
    /// <param name="group">The group.</param>
    /// <param name="now">Up to when.</param>
    /// <param name="allDone">Whether everybody has done what the running round by reps asks for.</param>
    public static StoredGroup Advance(StoredGroup group, long now, Func<StoredGroup, bool> allDone)
    {
        while (group.Phase != GroupPhase.Finished)
        {
            var expires = (group.StartedMicros ?? group.PlannedMicros) + Micros(ExpiresAfter);
            var due = group.PausedMicros is null && Length(group) is { } length ? group.PhaseStartedMicros + length : long.MaxValue;
            if (expires <= Math.Min(due, now))
                return Finish(group, expires);
            if (due <= now)
                group = Next(group, due);
            else if (group is { Phase: GroupPhase.Round, PausedMicros: null } && Round(group).TargetReps > 0 && allDone(group))
                group = Next(group, now);
            else
                return group;
        }

        return group;
    }

    /// <summary>Begins; one that has begun goes on.</summary>
    public static StoredGroup Start(StoredGroup group, long now)
    {
        if (group.Phase != GroupPhase.Planned)
            return group;

        group = group with { StartedMicros = now, RoundNumber = 1, PhaseStartedMicros = now };
        return group.Plan.CountInSeconds > 0 ? group with { Phase = GroupPhase.CountIn } : BeginRound(group, 1, now);
    }

    /// <summary>Stops the clock.</summary>
    public static StoredGroup Pause(StoredGroup group, long now) =>
        group.PausedMicros is not null || !Runs(group) ? group : CloseSpan(group, now) with { PausedMicros = now };

    /// <summary>Lets the clock go on.</summary>
    public static StoredGroup Resume(StoredGroup group, long now)
    {
        if (group.PausedMicros is not { } paused)
            return group;

        group = group with { PausedMicros = null, PhaseStartedMicros = group.PhaseStartedMicros + (now - paused) };
        return group.Phase == GroupPhase.Round ? OpenSpan(group, now) : group;
    }

    /// <summary>Ends the running phase; the next one runs.</summary>
    public static StoredGroup Skip(StoredGroup group, long now) => Next(Resume(group, now), now);

    /// <summary>Ends the group.</summary>
    public static StoredGroup Finish(StoredGroup group, long now) => group.Phase == GroupPhase.Finished
        ? group
        : CloseSpan(group, now) with { Phase = GroupPhase.Finished, PhaseStartedMicros = now, EndedMicros = now, PausedMicros = null, Code = null };

    /// <summary>Whether something runs, or stands still in the midst of it.</summary>
    public static bool Runs(StoredGroup group) => group.Phase is GroupPhase.CountIn or GroupPhase.Round or GroupPhase.Rest;

    /// <summary>The round that runs or comes next.</summary>
    public static GroupRound Round(StoredGroup group) => group.Plan.Rounds[group.RoundNumber - 1];

    /// <summary>The round that a board shows: the one that runs, or ran last; 0 where none has run.</summary>
    public static int ShownRound(StoredGroup group) => group.Spans.Count == 0 ? 0 : group.Spans[^1].RoundNumber;

    /// <summary>When a span ends: of one that runs, when it is due to.</summary>
    public static long EndOf(StoredGroup group, GroupSpan span) =>
        span.EndMicros ?? (Length(group) is { } length ? group.PhaseStartedMicros + length : long.MaxValue);

    /// <summary>A duration in the unit of all times.</summary>
    public static long Micros(TimeSpan time) => time.Ticks / TimeSpan.TicksPerMicrosecond;

    private static StoredGroup Next(StoredGroup group, long at)
    {
        if (group.Phase is GroupPhase.CountIn or GroupPhase.Rest)
            return BeginRound(group, group.RoundNumber, at);
        if (group.RoundNumber == group.Plan.Rounds.Count)
            return Finish(group, at);

        var rests = Round(group).RestSeconds > 0;
        group = CloseSpan(group, at);
        return rests
            ? group with { Phase = GroupPhase.Rest, RoundNumber = group.RoundNumber + 1, PhaseStartedMicros = at }
            : BeginRound(group, group.RoundNumber + 1, at);
    }

    private static StoredGroup BeginRound(StoredGroup group, int round, long at) =>
        OpenSpan(group with { Phase = GroupPhase.Round, RoundNumber = round, PhaseStartedMicros = at }, at);

    private static StoredGroup OpenSpan(StoredGroup group, long at) => group with { Spans = [.. group.Spans, new GroupSpan(group.RoundNumber, at, null)] };

    private static StoredGroup CloseSpan(StoredGroup group, long at) => group.Spans is [.., { EndMicros: null } open]
        ? group with { Spans = [.. group.Spans.SkipLast(1), open with { EndMicros = Math.Max(at, open.StartMicros) }] }
        : group;

    // Microseconds; null: without end.
    private static long? Length(StoredGroup group) => group.Phase switch
    {
        GroupPhase.CountIn => group.Plan.CountInSeconds * 1_000_000L,
        GroupPhase.Round when Round(group).Seconds > 0 => Round(group).Seconds * 1_000_000L,
        GroupPhase.Rest => group.Plan.Rounds[group.RoundNumber - 2].RestSeconds * 1_000_000L,
        _ => null,
    };
}
