using PersonalPT.Protocol.V1;
using EventCase = PersonalPT.Protocol.V1.SessionEvent.EventOneofCase;

namespace PersonalPT.Testing.Sessions;

/// <summary>How a session's log differs from what the oracle makes of the inputs. All zero: not at all.</summary>
/// <param name="Lost">Reps that the phone's inputs make and the log does not have.</param>
/// <param name="Doubled">Reps that the log has once too often, or that nobody did.</param>
/// <param name="OutOfOrder">Events with a wrong number, or that somebody saw otherwise than they stand in the log.</param>
/// <param name="Different">Events that are there and say something else.</param>
/// <param name="Reps">Reps in the log.</param>
/// <param name="First">The first difference, in words; null where there is none.</param>
public sealed record LogVerdict(int Lost, int Doubled, int OutOfOrder, int Different, int Reps, string? First)
{
    private const int MostHandOvers = 600;

    /// <summary>Whether the log is what it must be.</summary>
    public bool IsRight => Lost + Doubled + OutOfOrder + Different == 0;

    /// <summary>Compares.</summary>
    /// <param name="diary">What the phones made.</param>
    /// <param name="log">The whole log.</param>
    /// <param name="models">Holds every model that the log names.</param>
    /// <param name="seen">What each of those who looked on saw, in the order of seeing.</param>
    public static LogVerdict Of(PhoneDiary diary, IReadOnlyList<SessionEvent> log, ModelBook models, params IEnumerable<IReadOnlyList<SessionEvent>> seen)
    {
        ArgumentNullException.ThrowIfNull(diary);
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(seen);
        // What people say in a session comes from no input.
        IReadOnlyList<SessionEvent> counted =
            [.. log.Where(e => e.EventCase is not (EventCase.CueSent or EventCase.CueAcknowledged or EventCase.SetAnnotated or EventCase.SetCorrected))];
        var expected = Expected(diary, counted, models);
        var outOfOrder = log.Index().Count(e => e.Item.EventSeq != (ulong)e.Index + 1)
            + seen.Sum(one => one.Index().Count(e => e.Index >= log.Count || !e.Item.Equals(log[e.Index])));

        var wanted = RepsOf(expected);
        var there = RepsOf(counted);
        var lost = wanted.Sum(rep => Math.Max(0, rep.Value - there.GetValueOrDefault(rep.Key)));
        var doubled = there.Sum(rep => Math.Max(0, rep.Value - wanted.GetValueOrDefault(rep.Key)));
        var agreed = Agreed(expected, counted);
        var different = lost + doubled == 0
            ? expected.Zip(counted).Count(pair => !Same(pair.First, pair.Second)) + Math.Abs(expected.Count - counted.Count)
            : 0;
        var first = agreed < Math.Max(expected.Count, counted.Count)
            ? $"event {agreed + 1}: expected {Text(expected, agreed)}, logged {Text(counted, agreed)}"
            : outOfOrder > 0 ? "somebody saw other events than the log has" : null;
        return new LogVerdict(lost, doubled, outOfOrder, different, there.Values.Sum(), first);
    }

    // Where one phone takes over from another, the server says from which number on it listens to the new one; the log shows which it was.
    private static IReadOnlyList<SessionEvent> Expected(PhoneDiary diary, IReadOnlyList<SessionEvent> log, ModelBook models)
    {
        var beginnings = diary.Beginnings;
        var takeOvers = beginnings.Skip(1).ToArray();
        var best = Count();
        // The last first: one that was never heard must not stand in the way of those before it.
        foreach (var run in Enumerable.Range(1, beginnings.Count - 1).Reverse().Concat(Enumerable.Range(1, beginnings.Count - 1)))
        {
            var chosen = takeOvers[run - 1];
            var end = diary.LastOf(run - 1) + 1;
            var nearby = Enumerable.Range(1, MostHandOvers).Select(later => beginnings[run] + later).Where(from => from <= end);
            foreach (var from in beginnings.Skip(run + 1).Append(end).Where(from => from > beginnings[run]).Concat(nearby))
            {
                if (Agreed(best, log) == Math.Max(best.Count, log.Count))
                    break;
                takeOvers[run - 1] = from;
                var other = Count();
                if (Agreed(other, log) > Agreed(best, log))
                    (best, chosen) = (other, from);
            }

            takeOvers[run - 1] = chosen;
        }

        return best;

        IReadOnlyList<SessionEvent> Count() => OfflineSession.Count(diary, takeOvers, log, models);
    }

    private static int Agreed(IReadOnlyList<SessionEvent> expected, IReadOnlyList<SessionEvent> log) =>
        expected.Zip(log).TakeWhile(pair => Same(pair.First, pair.Second)).Count();

    private static Dictionary<(uint Set, uint Ordinal), int> RepsOf(IEnumerable<SessionEvent> events) => events
        .Where(e => e.EventCase == EventCase.RepCompleted)
        .GroupBy(e => (e.RepCompleted.SetNumber, e.RepCompleted.Ordinal))
        .ToDictionary(group => group.Key, group => group.Count());

    /// <summary>Whether an event of the log says what is expected.</summary>
    internal static bool Same(SessionEvent expected, SessionEvent logged) => Bare(expected).Equals(Bare(logged));

    // A set that lost inputs ended is written by whoever still knew of it: with final times, or with those that were journaled.
    private static SessionEvent Bare(SessionEvent entry)
    {
        var bare = new SessionEvent(entry) { EventSeq = 0, SessionId = "", AthleteId = "", RecordedTimeUs = 0 };
        if (bare.SetEnded is { Reason: SetEndReason.Gap } cut)
            bare.SetEnded = new SetEnded { SetNumber = cut.SetNumber, Reason = cut.Reason, Reps = { cut.Reps.Select(_ => new Rep()) } };
        return bare;
    }

    private static string Text(IReadOnlyList<SessionEvent> events, int index) => index < events.Count ? $"{Bare(events[index])}" : "nothing";
}
