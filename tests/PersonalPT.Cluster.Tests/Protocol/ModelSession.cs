using PersonalPT.Contracts.Models;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Counting;
using PersonalPT.Counting.Training;

namespace PersonalPT.Cluster.Tests.Protocol;

/// <summary>A mistake that a grain could make.</summary>
internal enum Mistake
{
    None,
    /// <summary>Batches are taken whichever stream they come by.</summary>
    TakesLateStreams,
    /// <summary>Events are let out before they are written.</summary>
    TellsBeforeWriting,
    /// <summary>A write that failed is taken for one that was written.</summary>
    TrustsFailedWrites,
    /// <summary>What was taken is called durable.</summary>
    CallsTakenDurable,
    /// <summary>A batch that runs ahead is taken.</summary>
    TakesAhead,
    /// <summary>What the journal holds of the running set is written again.</summary>
    WritesAgain,
    /// <summary>Whoever looks claims.</summary>
    ClaimsToLook,
}

/// <summary>The grain's protocol and nothing else: what a session does with claims, streams, batches and writes.</summary>
internal sealed class ModelSession(IJournal journal, SessionKey key, Func<ModelReference> active, Mistake mistake) : ISessionGrain, IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private StoredSession? _row;
    private ToyCounter? _counter;
    private DurablePoint? _point;
    private InputAcknowledgement _acknowledgement;
    private ISessionObserver? _phone;
    private PhoneOpening? _opening;
    private long _stream;

    /// <summary>It is dead, or another one has taken its place.</summary>
    public bool IsGone { get; set; }

    public async Task<SessionSnapshot?> Get()
    {
        if (mistake == Mistake.ClaimsToLook)
            await Own();
        return _row is not null && !IsGone ? Snapshot() : await Stored();
    }

    public async Task<SessionSnapshot?> Observe(ISessionObserver observer, bool asPhone, long oldestHeldInputSeq, PhoneOpening? opening)
    {
        await _turn.WaitAsync();
        try
        {
            if (IsGone)
                throw new SessionUnavailableException("Moving.", TimeSpan.Zero);

            await Own();
            if (_counter is null)
                return await Stored();
            if (_opening?.Number > opening!.Number)
                return Snapshot() with { StreamNumber = 0 };

            _opening = opening;
            _stream = _stream == 0 ? (_row!.Epoch * 1000) + 1 : _stream + 1;
            _phone = observer;
            if (oldestHeldInputSeq > _counter.Next)
            {
                _counter.Gap(oldestHeldInputSeq);
                if (!await Commit())
                    throw new SessionUnavailableException("Moving.", TimeSpan.Zero);
            }

            return Snapshot();
        }
        finally
        {
            _turn.Release();
        }
    }

    public async Task<SubmitResult> Submit(InputBatch batch)
    {
        await _turn.WaitAsync();
        try
        {
            if (IsGone)
                return new SubmitResult(SubmitOutcome.Resume, _acknowledgement);
            if (batch.StreamNumber != 0 && batch.StreamNumber != _stream && mistake != Mistake.TakesLateStreams)
                return new SubmitResult(batch.StreamNumber < _stream ? SubmitOutcome.Superseded : SubmitOutcome.Resume, _acknowledgement);

            await Own();
            if (_counter is null)
                return new SubmitResult(SubmitOutcome.Ended, _acknowledgement);

            var outcome = Take(_counter, batch);
            return new SubmitResult(await Commit() ? outcome : SubmitOutcome.Resume, _acknowledgement);
        }
        finally
        {
            _turn.Release();
        }
    }

    public Task<SessionSnapshot?> Renew(ISessionObserver observer, long streamNumber) => Get();

    public Task Forget(ISessionObserver observer) => Task.CompletedTask;

    public Task<StartSessionResult> Start(StartSession command) => throw new NotSupportedException();

    public Task<CueResult> SendCue(Contracts.Sessions.CueSent cue) => throw new NotSupportedException();

    public Task<CueResult> AcknowledgeCue(string cueId) => throw new NotSupportedException();

    public Task<Contracts.Sessions.SetChangeResult> ChangeSet(Contracts.Sessions.SetChange change) => throw new NotSupportedException();

    public Task<PackedFrames?> HeldFrames(CaptureSpan span) => throw new NotSupportedException();

    public void Dispose() => _turn.Dispose();

    private async Task Own()
    {
        if (_row is not null)
            return;

        var row = (await journal.Find(key, CancellationToken.None))!;
        if (row.EndedMicros is null)
        {
            row = (await journal.Claim(key, CancellationToken.None))!;
            var log = await journal.Read(key, 0, 100_000, CancellationToken.None);
            _counter = row.EndedMicros is not null ? null : new ToyCounter(row.Point, mistake == Mistake.WritesAgain ? [] : [.. log.Select(e => e.Body)]);
            _row = row;
        }

        _point = row.Point;
        Show(row.LastEventSeq);
    }

    private SubmitOutcome Take(ToyCounter counter, InputBatch batch)
    {
        var first = batch.FirstInputSeq;
        if (first > counter.Next && mistake != Mistake.TakesAhead)
        {
            var oldest = Math.Min(batch.OldestHeldInputSeq, first);
            if (oldest > counter.Next)
                counter.Gap(oldest);
            if (oldest != first)
                return SubmitOutcome.NeedFrom;
        }

        for (var i = Math.Max(0, counter.Next - first); i < batch.Inputs.Length && !counter.HasEnded; i++)
            counter.Take(batch.Inputs.Span[(int)i], active);
        return SubmitOutcome.Taken;
    }

    private async Task<bool> Commit()
    {
        var counter = _counter!;
        var point = counter.Point(_point!);
        var entries = counter.TakeEntries();
        var last = _acknowledgement.LastEventSeq;
        if (entries.Length > 0 || point != _point)
        {
            var append = new JournalAppend(key, _row!.Epoch, last, _row.AthleteId, entries, point, 0);
            var events = entries.Select((body, i) => new SessionEvent(key, _row.AthleteId, last + 1 + i, 0, body)).ToArray();
            if (mistake == Mistake.TellsBeforeWriting)
                _phone?.OnEvents(events);
            if (await Write(append) is not AppendOutcome.Committed)
            {
                IsGone = true;
                return false;
            }

            if (IsGone)
                return false;

            _point = point;
            last += entries.Length;
            if (entries.Length > 0)
                _phone?.OnEvents(events);
        }

        Show(last);
        if (counter.HasEnded)
            _counter = null;
        return true;
    }

    private async Task<AppendOutcome?> Write(JournalAppend append)
    {
        for (var attempt = 0; attempt < 2; attempt++)
        {
            try
            {
                return await journal.Append(append, CancellationToken.None);
            }
            catch (Exception e) when (e is JournalException or TimeoutException)
            {
                if (mistake == Mistake.TrustsFailedWrites)
                    return AppendOutcome.Committed;
            }
        }

        return null;
    }

    private void Show(long last)
    {
        var next = _counter?.Next ?? _point!.InputSeq;
        _acknowledgement = new InputAcknowledgement(next, mistake == Mistake.CallsTakenDurable ? next : _point!.InputSeq, last);
    }

    private SessionSnapshot Snapshot() => Snapshot(_row!, _counter is null ? SessionPhase.Ended : SessionPhase.Live, _acknowledgement) with { StreamNumber = _stream };

    private async Task<SessionSnapshot?> Stored() => await journal.Find(key, CancellationToken.None) is { } row
        ? Snapshot(
            row, row.EndedMicros is null ? SessionPhase.Stalled : SessionPhase.Ended, new InputAcknowledgement(row.Point.InputSeq, row.Point.InputSeq, row.LastEventSeq))
        : null;

    private static SessionSnapshot Snapshot(StoredSession row, SessionPhase phase, InputAcknowledgement acknowledgement) => new(
        row.Session, row.AthleteId, phase, row.Point.Model, row.Capture, row.StartedMicros, 0, acknowledgement,
        new SessionStatus(phase, new CountingStatus(false, MovementState.Rest, 0, 1, false, 0)));
}
