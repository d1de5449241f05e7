using PersonalPT.Contracts.Models;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Counting.Models;
using PersonalPT.Counting.Training;
using Rep = PersonalPT.Counting.Rep;
using SetEndReason = PersonalPT.Counting.SetEndReason;

namespace PersonalPT.Storage.Tests;

/// <summary>Plausible content.</summary>
internal static class SampleData
{
    /// <summary>2026-01-05 18:00 UTC.</summary>
    public const long Monday = 1_767_636_000_000_000;

    public const long Second = 1_000_000;

    public static readonly ModelReference Squat = new("", "squat", 1);

    public static readonly ModelReference OwnLunge = new("ann", "lunge", 3);

    public static SessionKey NewKey(string gymId = "gym") => new(gymId, Guid.NewGuid().ToString());

    public static DurablePoint Point(long inputSeq = 0, int setNumber = 1) => new(inputSeq, setNumber, Squat, """{"SplitSets":true}""", 1, Paused: false);

    public static NewSession Session(SessionKey? key = null, string athleteId = "ann", long startedMicros = Monday) => new(
        key ?? NewKey(), athleteId, new CaptureHeader(1, 0.5625, 2, 29.97, startedMicros - Second, "a phone"), HoldFramesForTeaching: true, Point(), startedMicros);

    public static JournalAppend Append(StoredSession claimed, params SessionEventBody[] events) =>
        new(claimed.Session, claimed.Epoch, claimed.LastEventSeq, claimed.AthleteId, events, claimed.Point, claimed.StartedMicros + Second);

    public static Rep RepAt(double seconds) =>
        new(
            Monday + (long)(seconds * Second), Monday + (long)((seconds + 1) * Second), Monday + (long)((seconds + 2) * Second),
            // Some counters knew nothing of ranges.
            Range: seconds % 3 == 0 ? null : (float)seconds / 3);

    public static SetStarted Started(int set = 1, double seconds = 0) => new(set, Monday + (long)(seconds * Second), Squat);

    public static RepCompleted Completed(int ordinal, double seconds, int set = 1) => new(set, ordinal, RepAt(seconds), FoundLate: false);

    public static SetEnded Ended(int set, params double[] seconds) =>
        new(set, SetEndReason.Rest, [.. seconds.Select(RepAt)], seconds.Length);

    public static NewModel Model(string? requestId = null, byte content = 7) => new(
        requestId ?? Guid.NewGuid().ToString(), [content, 1, 2], ModelOrigin.Demonstration, Report, Monday, "coach");

    public static TrainingReport Report { get; } = new()
    {
        DemonstrationReps = 5,
        CountedReps = 4,
        Separation = 6.25,
        Features = [new FeatureShare("knee angle", .75)],
        DominantJoint = "knee",
        Frames = 300,
        FramesWithoutPerson = 2,
        Warnings = [new TrainingWarning("single_rep", "only one rep")],
    };

    /// <summary>
    /// The n-th event (from 0) of an endless session as a counter and a client would make it: two reps found out of order, then the set's end, then a
    /// pause.
    /// </summary>
    public static SessionEventBody Scripted(int index)
    {
        var (set, step) = (index / 6 + 1, index % 6);
        var start = set * 60.0;
        return step switch
        {
            0 => Started(set, start),
            1 => Completed(1, start + 5, set),
            2 => Completed(2, start + 1, set),
            3 => Ended(set, start + 1.25, start + 5.25),
            4 => new SessionPaused(index),
            _ => new SessionUnpaused(index),
        };
    }
}
