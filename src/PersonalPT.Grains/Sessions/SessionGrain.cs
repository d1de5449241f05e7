using Microsoft.Extensions.Logging;
using Orleans.Placement;
using PersonalPT.Contracts.Gyms;
using PersonalPT.Contracts.Models;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Counting;
using PersonalPT.Counting.Models;
using PersonalPT.Counting.Training;
using PersonalPT.Grains.Gyms;
using PersonalPT.Grains.Models;

namespace PersonalPT.Grains.Sessions;

/// <summary>
/// One session. It holds the session's claim in the journal, rebuilds the counter from the durable point, takes inputs, and lets nothing out that is
/// not durable. Whenever it cannot go on as the owner (fenced, the journal fails, a model cannot be had) it drops everything and says "resume": what
/// counts is in the journal, and what is not the phone still holds.
/// </summary>
[PreferLocalPlacement]
internal sealed partial class SessionGrain(
    IJournal journal,
    JournalWriter writer,
    ModelShelf models,
    GymAnnouncer announcer,
    SessionInstruments instruments,
    TimeProvider clock,
    ILogger<SessionGrain> logger) : Grain, ISessionGrain, IAbandonedSession
{
    private const int NewestEvents = 128;
    private const string Moving = "The session is moving; look again.";

    // A durable point that moved alone, without events, is not worth a write of its own more often than this.
    private static readonly TimeSpan s_pointRests = TimeSpan.FromSeconds(4);

    private SessionKey _key;
    private StoredSession? _row;
    private SessionCounter? _counter;

    // Instead of the counter, where this server cannot read the session's model: it can only be ended.
    private JournaledSet? _uncounted;
    private SessionPresence? _presence;
    private HeldFrames? _held;
    private DurablePoint? _point;
    private InputAcknowledgement _acknowledgement;
    private long _pointWritten;
    private int _differences;
    private bool _replayMeasured;
    private bool _lost;

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _key = SessionKey.Parse(this.GetPrimaryKeyString());
        if (await journal.Claim(_key, cancellationToken) is { } row)
            await Rebuild(row, cancellationToken);
    }

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        Retire();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<StartSessionResult> Start(StartSession command)
    {
        if (_row is null)
        {
            if (await Catalog.Resolve(command.AthleteId, command.ExerciseId) is not { } model || await Usable(model, CancellationToken.None) is null)
                return new StartSessionResult(StartSessionOutcome.UnknownExercise, null);

            var point = new DurablePoint(1, 1, model, CountingSettingsText.Default, RepCounter.Version, Paused: false);
            await journal.Create(
                new NewSession(_key, command.AthleteId, command.Capture, command.HoldFramesForTeaching, point, clock.UtcMicros()), CancellationToken.None);
            await Rebuild(
                await journal.Claim(_key, CancellationToken.None) ?? throw new InvalidOperationException("A session that was just made is not there."),
                CancellationToken.None);
            var first = await journal.Read(_key, 0, NewestEvents, CancellationToken.None);
            instruments.Opened.Add(1);
            instruments.Written(first);
            announcer.Announce(first);
        }

        return _row!.AthleteId == command.AthleteId && _row.Capture == command.Capture
            ? new StartSessionResult(StartSessionOutcome.Started, Snapshot())
            : new StartSessionResult(StartSessionOutcome.Conflict, null);
    }

    /// <inheritdoc/>
    public Task<SessionSnapshot?> Get() => Task.FromResult(_row is null ? null : Snapshot());

    /// <inheritdoc/>
    public async Task<SubmitResult> Submit(InputBatch batch)
    {
        if (_lost)
            return Result(SubmitOutcome.Resume);
        if (_row is null)
            return Result(SubmitOutcome.NoSuchSession);
        if (_counter is null)
            return Result(_row.EndedMicros is null ? SubmitOutcome.Unusable : SubmitOutcome.Ended);
        if (InputCursor.Fault(batch) is { } fault)
        {
            instruments.Rejected.Add(batch.Inputs.Length);
            throw new ArgumentException(fault, nameof(batch));
        }

        _presence!.Hear();
        if (batch.ArrivedMicros > 0)
            instruments.FrameAge.Record(SecondsSince(batch.ArrivedMicros));

        try
        {
            var outcome = await Take(_counter, batch);
            return await Commit(batch.ArrivedMicros) ? Result(outcome) : Result(SubmitOutcome.Resume);
        }
        catch (Exception e)
        {
            // Some of the batch may be in the counter, and what it found is nowhere: rebuilt, the counter takes it from the phone again.
            LogDropped(e, _key.GymId, _key.SessionId);
            Lose();
            return Result(SubmitOutcome.Resume);
        }
    }

    /// <inheritdoc/>
    public async Task<SessionSnapshot?> Observe(ISessionObserver observer, bool asPhone, long oldestHeldInputSeq)
    {
        if (_row is null)
            return null;
        if (_lost)
            throw new InvalidOperationException(Moving);

        var isNew = _presence!.Audience.Admit(observer, asPhone);
        if (asPhone && _counter is { } counter)
        {
            if (isNew && counter.NextInputSeq > 1)
                instruments.Resumed.Add(1);
            if (oldestHeldInputSeq > counter.NextInputSeq)
            {
                // The phone's first message names the next input; better the right one.
                await ChangeAndCommit(counter, c => c.Gap(oldestHeldInputSeq));
                if (_lost)
                    throw new InvalidOperationException(Moving);
            }
        }

        return Snapshot();
    }

    /// <inheritdoc/>
    public Task Forget(ISessionObserver observer)
    {
        _presence?.Audience.Dismiss(observer);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<PackedFrames?> HeldFrames(CaptureSpan span) => Task.FromResult(_held is { Count: > 0 } ? _held.Within(span) : null);

    /// <inheritdoc/>
    public async Task EndIfAbandoned()
    {
        if (_lost || _row is null || _row.EndedMicros is not null || _presence!.Silence < AbandonedSessionSweep.AbandonedAfter)
            return;

        if (_counter is { } counter)
            await ChangeAndCommit(counter, c => c.EndSession(c.NextInputSeq - 1, SessionEndReason.Abandoned));
        else
            await EndUncounted(_uncounted!);
    }

    private ICatalogGrain Catalog => GrainFactory.GetGrain<ICatalogGrain>(_key.GymId);

    private async Task Rebuild(StoredSession row, CancellationToken cancellationToken)
    {
        SessionCounter? counter = null;
        if (row.EndedMicros is null)
        {
            var journaled = new JournaledSet(row.Point, await ReadNewest(row, cancellationToken));
            if (await Usable(row.Point.Model, cancellationToken) is { } model)
            {
                _held = row.HoldFramesForTeaching ? new HeldFrames() : null;
                counter = new SessionCounter(row.Point, model, journaled, _held);
            }
            else
            {
                _uncounted = journaled;
            }

            if (row.LastEventSeq > 2 || row.Point.InputSeq > 1)
                instruments.Rebuilt.Add(1);
        }

        _presence = new SessionPresence(_key, row.AthleteId, clock);
        (_row, _counter, _point) = (row, counter, row.Point);
        _pointWritten = clock.GetTimestamp();
        Show(row.LastEventSeq);
        if (counter is not null)
            announcer.Enter(_presence);
    }

    // The running set's events are the newest of the log; how many there are is not known before.
    private async Task<IReadOnlyList<SessionEvent>> ReadNewest(StoredSession row, CancellationToken cancellationToken)
    {
        for (var count = NewestEvents; ; count *= 4)
        {
            var newest = await journal.Read(_key, Math.Max(0, row.LastEventSeq - count), count, cancellationToken);
            if (JournaledSet.ReachesBack(row.Point, newest))
                return newest;
        }
    }

    private async Task<SubmitOutcome> Take(SessionCounter counter, InputBatch batch)
    {
        var next = counter.NextInputSeq;
        if (batch.FirstInputSeq > next)
        {
            var oldest = Math.Min(batch.OldestHeldInputSeq, batch.FirstInputSeq);
            if (oldest > next)
                counter.Gap(oldest);
            if (oldest != batch.FirstInputSeq)
            {
                instruments.Ahead.Add(batch.Inputs.Length);
                return SubmitOutcome.NeedFrom;
            }
        }

        var cursor = new InputCursor(batch);
        cursor.SkipTo(counter.NextInputSeq);
        instruments.Duplicate.Add(cursor.Seq - batch.FirstInputSeq);
        var first = cursor.Seq;
        try
        {
            while (!cursor.AtEnd && !counter.HasEnded)
            {
                if (counter.TakeFrames(ref cursor))
                {
                    await TakeOverActiveModel(counter, cursor.Seq - 1);
                }
                else if (!cursor.AtEnd)
                {
                    await TakeControl(counter, cursor.Current, cursor.Seq);
                    cursor.Advance();
                }
            }
        }
        finally
        {
            instruments.Received.Add(cursor.Seq - first);
        }

        return SubmitOutcome.Taken;
    }

    private async Task TakeControl(SessionCounter counter, SessionInput input, long seq)
    {
        switch (input.Kind)
        {
            case InputKind.SelectExercise:
                var exercise = input.ExerciseId ?? "";
                if (await Catalog.Resolve(_row!.AthleteId, exercise) is { } reference && await Usable(reference, CancellationToken.None) is { } model)
                {
                    counter.SelectExercise(seq, reference, model);
                }
                else
                {
                    counter.ExerciseNotKnown(seq, exercise);
                    await TakeOverActiveModel(counter, seq);
                }

                break;
            case InputKind.EndSet:
                counter.EndSet(seq);
                await TakeOverActiveModel(counter, seq);
                break;
            case InputKind.Pause:
                counter.Pause(seq);
                break;
            case InputKind.Unpause:
                if (counter.Unpause(seq))
                    await TakeOverActiveModel(counter, seq);
                break;
            case InputKind.EndSession:
                counter.EndSession(seq, SessionEndReason.Client);
                break;
            default:
                throw new InvalidOperationException($"An input of kind {input.Kind} is no control.");
        }
    }

    // A version that a newer server stored may be in a format that this one cannot read.
    private async Task<ExerciseModel?> Usable(ModelReference reference, CancellationToken cancellationToken)
    {
        try
        {
            return await models.Get(_key.GymId, reference, cancellationToken);
        }
        catch (ModelFormatException e)
        {
            LogModelUnusable(e, _key.GymId, reference.ExerciseId, reference.Version);
            return null;
        }
    }

    /// <summary>Between sets: a model that was activated meanwhile counts from the next input on. Where it cannot be asked for now, the next boundary will do.</summary>
    private async Task TakeOverActiveModel(SessionCounter counter, long lastSeq)
    {
        try
        {
            var active = await Catalog.Resolve(_row!.AthleteId, counter.Model.ExerciseId);
            if (active is not null && active != counter.Model)
                counter.GoOnWith(lastSeq, active, await models.Get(_key.GymId, active, CancellationToken.None));
        }
        catch (Exception e)
        {
            LogModelNotAsked(e, _key.GymId, counter.Model.ExerciseId);
        }
    }

    /// <summary>A change that no batch brought. As with a batch: where it fails it is in the counter and nowhere else, so the counter goes.</summary>
    private async Task ChangeAndCommit(SessionCounter counter, Action<SessionCounter> change)
    {
        try
        {
            change(counter);
            await Commit(arrivedMicros: 0);
        }
        catch (Exception e)
        {
            LogDropped(e, _key.GymId, _key.SessionId);
            Lose();
        }
    }

    /// <summary>Writes what is new and then lets it out.</summary>
    /// <returns>Whether this is still the session's owner; else the state is dropped.</returns>
    private async Task<bool> Commit(long arrivedMicros)
    {
        var counter = _counter!;
        var point = counter.Point(_point!);
        var entries = counter.TakeEntries();
        var lastEventSeq = _acknowledgement.LastEventSeq;
        if (entries.Length > 0 || (point != _point && clock.GetElapsedTime(_pointWritten) >= s_pointRests))
        {
            if (await Write(entries, point) is not { } events)
                return false;

            lastEventSeq += events.Length;
            if (arrivedMicros > 0 && events.Length > 0)
                instruments.EventLatency.Record(SecondsSince(arrivedMicros));
        }

        Show(lastEventSeq, counter);
        Measure(counter);
        if (counter.HasEnded)
            SayEnded();
        return true;
    }

    // Ends a session whose model this server cannot read: what is stored stands.
    private async Task EndUncounted(JournaledSet journaled)
    {
        var ended = new SessionEnded(SessionEndReason.Abandoned);
        if (await Write(journaled.IsOpen ? [journaled.Close(SetEndReason.SessionEnded), ended] : [ended], _point!) is not { } events)
            return;

        Show(events[^1].EventSeq);
        SayEnded();
    }

    /// <summary>Makes entries durable, and then lets them out. Null where this is not the session's owner any more: the state is dropped.</summary>
    private async Task<SessionEvent[]?> Write(SessionEventBody[] entries, DurablePoint point)
    {
        var row = _row!;
        var append = new JournalAppend(_key, row.Epoch, _acknowledgement.LastEventSeq, row.AthleteId, entries, point, clock.UtcMicros());
        var outcome = await writer.Append(append, CancellationToken.None);
        if (outcome is not AppendOutcome.Committed)
        {
            if (outcome is AppendOutcome.Fenced)
            {
                instruments.Fenced.Add(1);
                LogFenced(_key.GymId, _key.SessionId);
            }

            Lose();
            return null;
        }

        _point = point;
        _pointWritten = clock.GetTimestamp();
        if (entries is [.., SessionEnded])
        {
            _row = row with { EndedMicros = append.WrittenMicros };
            _counter = null;
        }

        var events = Numbered(append);
        if (events.Length > 0)
        {
            instruments.Written(events);
            _presence!.Audience.Tell(events);
            announcer.Announce(events);
        }

        return events;
    }

    private void SayEnded()
    {
        _presence!.Audience.Close(ClosingReason.SessionEnded);
        GrainFactory.GetGrain<IGymGrain>(_key.GymId).SessionHasEnded(_key.SessionId).Ignore();
    }

    private CountingStatus StatusUncounted()
    {
        var nothing = new CountingStatus(false, MovementState.Rest, 0, _point!.SetNumber, false, 0);
        return _uncounted?.Within(nothing) ?? nothing;
    }

    private SessionEvent[] Numbered(JournalAppend append)
    {
        var events = new SessionEvent[append.Events.Count];
        for (var i = 0; i < events.Length; i++)
            events[i] = new SessionEvent(_key, append.AthleteId, append.LastEventSeq + 1 + i, append.WrittenMicros, append.Events[i]);
        return events;
    }

    // Only what is durable shows: a rep that anyone has seen must be there for good.
    private void Show(long lastEventSeq, SessionCounter? counter = null)
    {
        counter ??= _counter;
        _acknowledgement = new InputAcknowledgement(counter?.NextInputSeq ?? _point!.InputSeq, _point!.InputSeq, lastEventSeq);
        var phase = _row!.EndedMicros is not null ? SessionPhase.Ended
            : counter?.IsPaused ?? _point.Paused ? SessionPhase.Paused
            : _acknowledgement.NextInputSeq == 1 ? SessionPhase.Opened
            : SessionPhase.Live;
        _presence!.Show(phase, counter?.Status ?? StatusUncounted(), lastEventSeq);
    }

    private void Measure(SessionCounter counter)
    {
        if (counter.Differences > _differences)
        {
            instruments.Differences.Add(counter.Differences - _differences);
            LogDifferences(_key.GymId, _key.SessionId, counter.Differences - _differences);
            _differences = counter.Differences;
        }

        if (!_replayMeasured && counter.ReplayLength is { } length)
        {
            _replayMeasured = true;
            instruments.ReplayLength.Record(length);
        }
    }

    private void Lose()
    {
        _lost = true;
        Retire();
        DeactivateOnIdle();
    }

    private void Retire()
    {
        if (_presence is null)
            return;

        _presence.Audience.Close(_row!.EndedMicros is null ? ClosingReason.Resume : ClosingReason.SessionEnded);
        if (_counter is not null)
            announcer.Leave(_presence);
    }

    private SubmitResult Result(SubmitOutcome outcome) => new(outcome, _acknowledgement);

    private SessionSnapshot Snapshot() => new(
        _key,
        _row!.AthleteId,
        _presence!.Status.Phase,
        _point!.Model,
        _row.Capture,
        _row.StartedMicros,
        _row.EndedMicros ?? 0,
        _acknowledgement,
        _presence.Status);

    private double SecondsSince(long micros) => Math.Max(0, clock.UtcMicros() - micros) / 1e6;

    [LoggerMessage(LogLevel.Information, "Another activation has session {gymId}/{sessionId} now; this one stops.")]
    private partial void LogFenced(string gymId, string sessionId);

    [LoggerMessage(LogLevel.Error, "Session {gymId}/{sessionId} could not take a batch; it will be rebuilt.")]
    private partial void LogDropped(Exception exception, string gymId, string sessionId);

    [LoggerMessage(LogLevel.Warning, "Session {gymId}/{sessionId} was rebuilt and {count} events came out differently; what is stored stands.")]
    private partial void LogDifferences(string gymId, string sessionId, int count);

    [LoggerMessage(LogLevel.Error, "Version {version} of {gymId}'s model of {exerciseId} cannot be read by this server.")]
    private partial void LogModelUnusable(Exception exception, string gymId, string exerciseId, int version);

    [LoggerMessage(LogLevel.Warning, "The active model of {gymId}'s {exerciseId} could not be asked for; the set is counted with the one before.")]
    private partial void LogModelNotAsked(Exception exception, string gymId, string exerciseId);
}
