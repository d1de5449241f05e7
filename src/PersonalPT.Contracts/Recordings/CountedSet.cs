using PersonalPT.Contracts.Models;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Counting;
using RepCompleted = PersonalPT.Contracts.Sessions.RepCompleted;
using SetEnded = PersonalPT.Contracts.Sessions.SetEnded;
using SetStarted = PersonalPT.Contracts.Sessions.SetStarted;

namespace PersonalPT.Contracts.Recordings;

/// <summary>A set as it was, or would have been, counted.</summary>
/// <param name="SetNumber">From 1, within its own count.</param>
/// <param name="Model">What counted it.</param>
/// <param name="Reason">Why it ended; null where it was still running.</param>
/// <param name="Reps">Its reps in time order; final where it has ended.</param>
public sealed record CountedSet(int SetNumber, ModelReference Model, SetEndReason? Reason, IReadOnlyList<Rep> Reps)
{
    /// <summary>The sets that a log, or what a counter would have written to one, tells of.</summary>
    public static IReadOnlyList<CountedSet> Of(IEnumerable<SessionEventBody> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var sets = new SortedDictionary<int, CountedSet>();
        foreach (var entry in entries)
        {
            switch (entry)
            {
                case SetStarted started:
                    sets[started.SetNumber] = new CountedSet(started.SetNumber, started.Model, null, []);
                    break;
                case RepCompleted rep:
                    var running = sets[rep.SetNumber];
                    sets[rep.SetNumber] = running with { Reps = [.. running.Reps.Append(rep.Rep).OrderBy(r => r.StartMicros)] };
                    break;
                case SetEnded ended:
                    sets[ended.SetNumber] = sets[ended.SetNumber] with { Reason = ended.Reason, Reps = ended.Reps };
                    break;
            }
        }

        return [.. sets.Values];
    }
}
