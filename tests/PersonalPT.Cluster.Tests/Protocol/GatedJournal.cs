using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Grains.Tests.House;

namespace PersonalPT.Cluster.Tests.Protocol;

/// <summary>What becomes of a write.</summary>
internal enum Fate
{
    Written,
    NotWritten,
    WrittenUnheard,
}

/// <summary>A write that waits for its fate.</summary>
internal sealed class ParkedWrite(int place)
{
    private readonly TaskCompletionSource<Fate> _fate = new();
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Place => place;

    public Task<Fate> Fate => _fate.Task;

    /// <summary>It has had its effect.</summary>
    public Task Done => _done.Task;

    public void Decide(Fate fate) => _fate.TrySetResult(fate);

    public void Finish() => _done.TrySetResult();
}

/// <summary>
/// One session's journal, seen from several places at once: each claim and each append waits until the world decides about it. Holds every write against
/// what a log promises: it only grows, without a hole, and only the newest claim writes.
/// </summary>
internal sealed class GatedJournal(IJournal store, SessionKey session)
{
    private readonly Lock _gate = new();
    private readonly List<ParkedWrite> _parked = [];
    private readonly List<string> _log = [];
    private readonly List<string> _broken = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _epoch;
    private bool _isOpen;

    public IJournal Store => store;

    public SessionKey Session => session;

    /// <summary>Where the journal broke its promises.</summary>
    public IReadOnlyList<string> Broken
    {
        get
        {
            lock (_gate)
                return [.. _broken];
        }
    }

    /// <summary>Writes that wait.</summary>
    public IReadOnlyList<ParkedWrite> Parked
    {
        get
        {
            lock (_gate)
                return [.. _parked];
        }
    }

    /// <summary>Completes when another write waits.</summary>
    public Task Changed
    {
        get
        {
            lock (_gate)
                return _changed.Task;
        }
    }

    /// <summary>Claims since the watch began.</summary>
    public int Claims { get; private set; }

    /// <summary>Takes the log as it is for what must stay.</summary>
    public async Task Begin()
    {
        var row = await store.Find(session, CancellationToken.None);
        lock (_gate)
            _epoch = row!.Epoch;
        await Check();
    }

    /// <summary>Nothing goes wrong any more, and nothing waits.</summary>
    public void Open()
    {
        lock (_gate)
            _isOpen = true;
        foreach (var write in Parked)
            Decide(write, Fate.Written);
    }

    public void Decide(ParkedWrite write, Fate fate)
    {
        lock (_gate)
            _parked.Remove(write);
        write.Decide(fate);
    }

    /// <summary>Whether an event is in the log.</summary>
    public bool Holds(SessionEvent e)
    {
        lock (_gate)
            return e.EventSeq >= 1 && e.EventSeq <= _log.Count && _log[(int)e.EventSeq - 1] == Words.Of(e);
    }

    public async Task<StoredSession?> Claim(int place, IJournal through)
    {
        var write = Park(place);
        try
        {
            var fate = await write.Fate;
            if (fate == Fate.NotWritten)
                throw new JournalException("The disk is full, the test says.");

            var row = await ClaimNow(through);
            return fate == Fate.WrittenUnheard ? throw new TimeoutException("Nobody knows, the test says.") : row;
        }
        finally
        {
            write.Finish();
        }
    }

    /// <summary>A claim that is not asked about.</summary>
    public Task<StoredSession?> ClaimNow() => ClaimNow(store);

    private async Task<StoredSession?> ClaimNow(IJournal through)
    {
        var row = await through.Claim(session, CancellationToken.None);
        lock (_gate)
        {
            _epoch = Math.Max(_epoch, row?.Epoch ?? 0);
            Claims++;
        }
        return row;
    }

    public async Task<AppendOutcome> Append(int place, IJournal through, JournalAppend append)
    {
        var write = Park(place);
        try
        {
            var fate = await write.Fate;
            if (fate == Fate.NotWritten)
                throw new JournalException("The disk is full, the test says.");

            // A claim that is made while this is written may come before it or behind it.
            long claimed;
            lock (_gate)
                claimed = _epoch;
            var outcome = await through.Append(append, CancellationToken.None);
            if (outcome == AppendOutcome.Committed && append.Epoch < claimed)
                Break($"The claim {append.Epoch} wrote after {claimed} had claimed.");
            await Grow();
            return fate == Fate.WrittenUnheard ? throw new TimeoutException("Nobody knows, the test says.") : outcome;
        }
        finally
        {
            write.Finish();
        }
    }

    /// <summary>Holds all of the log against what it was.</summary>
    public async Task Check()
    {
        var events = await store.Read(session, 0, 100_000, CancellationToken.None);
        lock (_gate)
        {
            for (var i = 0; i < Math.Min(events.Count, _log.Count); i++)
            {
                if (Words.Of(events[i]) is var words && _log[i] != words)
                    _broken.Add($"The log said {_log[i]} and says {words}.");
            }

            if (events.Count < _log.Count)
                _broken.Add("The log has become shorter.");
            foreach (var twice in events.GroupBy(e => e.Body.IdempotencyKey).Where(group => group.Count() > 1))
                _broken.Add($"{twice.Key} is in the log {twice.Count()} times.");
        }

        await Grow();
    }

    private void Break(string promise)
    {
        lock (_gate)
            _broken.Add(promise);
    }

    // Whatever is new in the log stands behind what was there.
    private async Task Grow()
    {
        int known;
        lock (_gate)
            known = _log.Count;
        var events = await store.Read(session, known, 100_000, CancellationToken.None);
        lock (_gate)
        {
            foreach (var e in events)
            {
                if (e.EventSeq <= _log.Count)
                    continue;

                if (e.EventSeq > _log.Count + 1)
                    _broken.Add($"There is a hole in the log before {e.EventSeq}.");
                _log.Add(Words.Of(e));
            }
        }
    }

    private ParkedWrite Park(int place)
    {
        var write = new ParkedWrite(place);
        TaskCompletionSource changed;
        lock (_gate)
        {
            if (_isOpen)
            {
                write.Decide(Fate.Written);
                return write;
            }

            _parked.Add(write);
            changed = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        changed.TrySetResult();
        return write;
    }
}

/// <summary>The journal as one place sees it: sessions that are watched over go through their gates, others straight on.</summary>
internal sealed class PlaceJournal(int place, IJournal store, Func<SessionKey, GatedJournal?> gates) : IJournal
{
    public Task<StoredSession> Create(NewSession session, CancellationToken cancellationToken) => store.Create(session, cancellationToken);

    public Task<StoredSession?> Claim(SessionKey session, CancellationToken cancellationToken) =>
        gates(session)?.Claim(place, store) ?? store.Claim(session, cancellationToken);

    public Task<AppendOutcome> Append(JournalAppend append, CancellationToken cancellationToken) =>
        gates(append.Session)?.Append(place, store, append) ?? store.Append(append, cancellationToken);

    public Task<AppendOutcome> KeepPhones(SessionKey session, long epoch, IReadOnlyList<string> phones, CancellationToken cancellationToken) =>
        store.KeepPhones(session, epoch, phones, cancellationToken);

    public Task<StoredSession?> Find(SessionKey session, CancellationToken cancellationToken) => store.Find(session, cancellationToken);

    public Task<IReadOnlyList<SessionEvent>> Read(SessionKey session, long afterEventSeq, int limit, CancellationToken cancellationToken) =>
        store.Read(session, afterEventSeq, limit, cancellationToken);

    public Task<IReadOnlyList<SessionKey>> FindAbandoned(long lastWrittenBeforeMicros, int limit, CancellationToken cancellationToken) =>
        store.FindAbandoned(lastWrittenBeforeMicros, limit, cancellationToken);
}
