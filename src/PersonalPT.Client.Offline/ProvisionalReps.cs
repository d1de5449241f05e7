using PersonalPT.Protocol.V1;

namespace PersonalPT.Client.Offline;

/// <summary>
/// The reps that were shown and that the log has not spoken of. The log wins: each of them becomes one of its entries, as it was shown or otherwise, or is
/// taken away; nothing is shown twice.
/// </summary>
internal sealed class ProvisionalReps
{
    private readonly List<ProvisionalRep> _open = [];

    /// <summary>How many wait for the log.</summary>
    public int Count => _open.Count;

    /// <summary>Shows a rep, if it is not being shown.</summary>
    /// <returns>Whether it is a new one.</returns>
    public bool Add(ProvisionalRep rep, List<CountUpdate> updates)
    {
        if (_open.Exists(open => IsSame(open, rep) || LoggedSets.Overlap(open.Rep, rep.Rep) && open.SetNumber != rep.SetNumber))
            return false;
        _open.Add(rep);
        updates.Add(new CountUpdate(CountUpdateKind.Provisional, null, rep));
        return true;
    }

    /// <summary>Takes the log's next entry.</summary>
    public void Take(SessionEvent entry, List<CountUpdate> updates)
    {
        if (entry.EventCase == SessionEvent.EventOneofCase.RepCompleted)
        {
            TakeRep(entry, updates);
            return;
        }

        updates.Add(new CountUpdate(CountUpdateKind.Logged, entry, null));
        if (entry.EventCase == SessionEvent.EventOneofCase.InputGap)
            WithdrawBelow(entry.InputGap.NextInputSeq, updates);
        else if (entry.EventCase == SessionEvent.EventOneofCase.SessionEnded)
            WithdrawBelow(ulong.MaxValue, updates);
    }

    /// <summary>The log has spoken of all inputs below a number: what it has not said by now it will not say.</summary>
    public void WithdrawBelow(ulong inputSeq, List<CountUpdate> updates)
    {
        foreach (var rep in _open)
        {
            if (rep.InputSeq < inputSeq)
                updates.Add(new CountUpdate(CountUpdateKind.Withdrawn, null, rep));
        }

        _open.RemoveAll(rep => rep.InputSeq < inputSeq);
    }

    private void TakeRep(SessionEvent entry, List<CountUpdate> updates)
    {
        var logged = entry.RepCompleted;
        var times = LoggedSets.Times(logged.Rep);
        var at = _open.FindIndex(open => open.SetNumber == logged.SetNumber && open.Ordinal == logged.Ordinal);
        if (at < 0)
            at = _open.FindIndex(open => LoggedSets.Overlap(open.Rep, times));
        if (at < 0)
        {
            updates.Add(new CountUpdate(CountUpdateKind.Logged, entry, null));
            return;
        }

        var rep = _open[at];
        _open.RemoveAt(at);
        var isAsShown = rep.SetNumber == logged.SetNumber && rep.Ordinal == logged.Ordinal && rep.Rep == times;
        updates.Add(new CountUpdate(isAsShown ? CountUpdateKind.Confirmed : CountUpdateKind.Corrected, entry, rep));
    }

    private static bool IsSame(ProvisionalRep one, ProvisionalRep other) => one.SetNumber == other.SetNumber && one.Ordinal == other.Ordinal;
}
