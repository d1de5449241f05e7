using PersonalPT.Contracts.Groups;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;

namespace PersonalPT.Grains.Tests.Groups;

/// <summary>Groups and logs to test with.</summary>
internal static class SampleGroups
{
    public const long Second = 1_000_000;

    /// <summary>A round of squats by time, ten seconds of rest, a round of push-ups by reps that lasts at most 30 seconds.</summary>
    public static GroupPlan Plan(int countIn = 0, GroupRanking ranking = GroupRanking.Reps) =>
        new("Class", ranking, countIn, [new GroupRound("squat", 0, 60, 10), new GroupRound("push_up", 5, 30, 0)]);

    /// <summary>A group that was planned at 0.</summary>
    public static StoredGroup Planned(GroupPlan? plan = null) => new()
    {
        Group = new GroupKey("gym", "7c0f7f0e-6f5c-4c39-9f3f-3f1c8d6d0b11"),
        Plan = plan ?? Plan(),
        Code = "234567",
        PlannedBy = "sam",
        PlannedMicros = 0,
    };

    /// <summary>Somebody who joins.</summary>
    public static JoinGroup Joining(string athlete, string? session = null, long offset = 0, bool ranked = true, params int[] bests) =>
        new(athlete, session, null, ranked, offset, bests);

    /// <summary>An entry of a log.</summary>
    public static SessionEvent Entry(string session, long seq, long recorded, SessionEventBody body) =>
        new(new SessionKey("gym", session), "anna", seq, recorded, body);

    /// <summary>A rep that ended at a time.</summary>
    public static RepCompleted Rep(int set, int ordinal, long end) => new(set, ordinal, new Counting.Rep(end - Second, end - Second / 2, end), false);

    /// <summary>The log of one set with reps that ended at the given times and were written at once.</summary>
    public static SessionEvent[] Log(string session, string exercise, params long[] ends) =>
    [
        Entry(session, 1, 0, new SessionStarted()),
        Entry(session, 2, 0, new SetStarted(1, 0, new Contracts.Models.ModelReference("", exercise, 1))),
        .. ends.Select((end, i) => Entry(session, i + 3, end + Second / 10, Rep(1, i + 1, end))),
    ];
}
