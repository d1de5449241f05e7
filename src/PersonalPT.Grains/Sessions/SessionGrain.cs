using Microsoft.Extensions.Logging;
using Orleans.Placement;
using PersonalPT.Contracts;
using PersonalPT.Contracts.Gyms;
using PersonalPT.Contracts.Models;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Counting;
using PersonalPT.Counting.Models;
using PersonalPT.Counting.Training;
using PersonalPT.Grains.Gyms;
using PersonalPT.Grains.Models;
using PersonalPT.Grains.Recordings;

namespace PersonalPT.Grains.Sessions;

/// <summary>
/// One session. Whoever counts it holds its claim in the journal; the claim is taken with the first input, or when the phone opens its stream, and not
/// before: who only wants to know is answered without one, so that a look can never take a session from the place where it is being counted. The owner
/// rebuilds the counter from the durable point, takes inputs, and lets nothing out that is not durable. Whenever it cannot go on (fenced, the journal
/// fails, a model cannot be had) it drops everything and says "resume": what counts is in the journal, and what is not the phone still holds.
/// </summary>
[PreferLocalPlacement]
internal sealed partial class SessionGrain(
    IJournal journal,
    JournalWriter writer,
    ISetChangeStore setChanges,
    ModelShelf models,
    GymAnnouncer announcer,
    RebuildAdmission admission,
    HeldFramesMemory memory,
    RecordingWriter recordings,
    SessionLimits limits,
    RecordingPolicy recordingPolicy,
    SessionInstruments instruments,
    TimeProvider clock,
    ILogger<SessionGrain> logger) : Grain, ISessionGrain, IAbandonedSession, IErasedSession, IRecordedSession
{
    private const int NewestEvents = 128;

    // A durable point that moved alone, without events, is not worth a write of its own more often than this.
    private static readonly TimeSpan s_pointRests = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan s_moment = TimeSpan.FromMilliseconds(100);

    private readonly SessionAudience _audience = new(clock);
    private SessionKey _key;

    // What stands below is there only while the session is owned.
    private bool _owned;
    private StoredSession? _row;
    private SessionCounter? _counter;

    // Instead of the counter, where this server cannot read the session's model: it can only be ended.
    private JournaledSet? _uncounted;
    private SessionPresence? _presence;
    private SessionCues? _cues;
    private PhoneStreams? _streams;
    private HeldFrames? _held;

    // Only where the athlete has asked for it.
    private SessionRecorder? _recorder;
    private DurablePoint? _point;
    private InputAcknowledgement _acknowledgement;
    private IDisposable? _rebuilding;
    private long _pointWritten;
    private int _differences;
    private bool _replayMeasured;
    private bool _lost;

    private enum Claim
    {
        Held,
        NoSuchSession,
        Ended,
        Busy,
    }

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _key = SessionKey.Parse(this.GetPrimaryKeyString());
        return Task.CompletedTask;
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
        var row = _owned ? _row! : await journal.Find(_key, CancellationToken.None);
        if (row is null)
        {
            if (await Catalog.Resolve(command.AthleteId, command.ExerciseId) is not { } model || await Usable(model, CancellationToken.None) is null)
                return new StartSessionResult(StartSessionOutcome.UnknownExercise, null);

            var point = new DurablePoint(1, 1, model, CountingSettingsText.Default, RepCounter.Version, Paused: false);
            await journal.Create(
                new NewSession(_key, command.AthleteId, command.Capture, command.HoldFramesForTeaching, point, clock.UtcMicros())
                {
                    IsRecorded = command.Record && recordingPolicy.IsOn,
                    Plan = command.Plan,
                },
                CancellationToken.None);
            row = await journal.Claim(_key, CancellationToken.None) ?? throw new InvalidOperationException("A session that was just made is not there.");
            await Rebuild(row, CancellationToken.None);
            var first = await journal.Read(_key, 0, NewestEvents, CancellationToken.None);
            instruments.Opened.Add(1);
            instruments.Written(first);
            announcer.Announce(first);
        }

        return row.AthleteId == command.AthleteId && row.Capture == command.Capture && row.Plan?.PlanId == command.Plan?.PlanId
            ? new StartSessionResult(StartSessionOutcome.Started, ForAnotherRun(await Get()))
            : new StartSessionResult(StartSessionOutcome.Conflict, null);
    }

    // Whoever starts a session that is there already holds nothing of it. Where the counter has not got everything again that the journal tells of, what
    // he would number on from its next input would be taken for the rest of that; so it stands where a counter stands that has got nothing yet.
    private SessionSnapshot? ForAnotherRun(SessionSnapshot? session) => session is not null && _owned && _counter is { IsCaughtUp: false }
        ? session with { Acknowledgement = session.Acknowledgement with { NextInputSeq = session.Acknowledgement.DurableInputSeq } }
        : session;

    /// <inheritdoc/>
    public async Task<SessionSnapshot?> Get()
    {
        if (_owned && !_lost)
            return Snapshot();

        var stored = await Stored();
        return _owned && !_lost ? Snapshot() : stored;
    }

    /// <inheritdoc/>
    public async Task<SubmitResult> Submit(InputBatch batch)
    {
        if (_lost)
            return Result(SubmitOutcome.Resume);
        if (InputCursor.Fault(batch) is { } fault)
        {
            instruments.Rejected.Add(batch.Inputs.Length);
            throw new ArgumentException(fault, nameof(batch));
        }

        // Looked at before anything is claimed: a batch that went astray must not take the session from where it is counted.
        if ((_streams is null ? batch.StreamNumber == 0 ? null : SubmitOutcome.Resume : _streams.Refuse(batch.StreamNumber)) is { } refusal)
        {
            instruments.Superseded.Add(batch.Inputs.Length);
            return Result(refusal);
        }

        switch (await Own(isReplayed: true, CancellationToken.None))
        {
            case Claim.NoSuchSession:
                return Result(SubmitOutcome.NoSuchSession);
            case Claim.Busy:
                return Result(SubmitOutcome.Busy) with { RetryAfter = limits.RebuildRetryAfter };
            case Claim.Ended:
                return Result(SubmitOutcome.Ended);
        }

        if (_row!.EndedMicros is not null)
            return Result(SubmitOutcome.Ended);

        try
        {
            if (_counter is not { } counter)
                return Result(await TakeEndOnly(_uncounted!, batch));

            _presence!.Hear();
            if (batch.ArrivedMicros > 0)
                instruments.FrameAge.Record(SecondsSince(batch.ArrivedMicros));
            var before = counter.NextInputSeq;
            var outcome = await Take(counter, batch);
            if (!await Commit(batch.ArrivedMicros))
                return Result(SubmitOutcome.Resume);

            _recorder?.Take(batch, before, counter.NextInputSeq);
            return batch.TakesStatus ? Result(outcome) with { Status = _presence.TellPhone() }
                : Result(outcome);
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
    public async Task<SessionSnapshot?> Observe(ISessionObserver observer, bool asPhone, long oldestHeldInputSeq, PhoneOpening? opening)
    {
        if (_lost)
            throw Moving();
        if (!asPhone)
        {
            if (await Get() is not { } looked)
                return null;

            _audience.Admit(observer, asPhone: false);
            return looked;
        }

        // One that has lost its claim and written nothing since does not know; a phone that comes from the one that has it now would be told that it
        // knows events which do not exist.
        if (_owned && await journal.Find(_key, CancellationToken.None) is { } stored && stored.Epoch != _row!.Epoch)
        {
            instruments.Fenced.Add(1);
            LogFenced(_key.GymId, _key.SessionId);
            Lose();
            throw Moving();
        }

        switch (await Own(isReplayed: true, CancellationToken.None))
        {
            case Claim.NoSuchSession:
                return null;
            case Claim.Ended:
                return await Stored();
            case Claim.Busy:
                throw new SessionUnavailableException("Too many sessions are coming back at once.", limits.RebuildRetryAfter);
        }

        if (_streams!.Open(opening) is null)
            return Snapshot() with { StreamNumber = 0 };

        // Before it is told that it is let in: from then on the one before it is out, whatever becomes of this server.
        if (_streams.HasChanged)
        {
            var kept = await writer.KeepPhones(_key, _row!.Epoch, _streams.Phones, CancellationToken.None);
            if (kept == AppendOutcome.Fenced)
            {
                instruments.Fenced.Add(1);
                LogFenced(_key.GymId, _key.SessionId);
            }

            if (kept != AppendOutcome.Committed)
            {
                // Nobody may be let in, and nobody out: whoever comes again finds what the row says.
                Lose();
                throw Moving();
            }

            _streams.Keep();
        }

        _audience.Admit(observer, asPhone: true, opening?.PhoneId);
        if (_counter is { } counter)
        {
            if (counter.NextInputSeq > 1)
                instruments.Resumed.Add(1);
            if (oldestHeldInputSeq > counter.NextInputSeq)
            {
                // The phone's first message names the next input; better the right one.
                await ChangeAndCommit(counter, c => c.Gap(oldestHeldInputSeq));
                if (_lost)
                    throw Moving();
            }
        }

        return Snapshot();
    }

    /// <inheritdoc/>
    public Task<SessionSnapshot?> Renew(ISessionObserver observer, long streamNumber)
    {
        if (_owned && !_lost && _row!.EndedMicros is null && _streams!.Current == streamNumber)
            _audience.Admit(observer, asPhone: true, _streams.PhoneId);
        return Get();
    }

    /// <inheritdoc/>
    public Task Forget(ISessionObserver observer)
    {
        _audience.Dismiss(observer);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<CueResult> SendCue(CueSent cue) => AddToCues(cue, cues => cues.IsFull ? CueOutcome.TooMany : CueOutcome.Written);

    /// <inheritdoc/>
    public Task<CueResult> AcknowledgeCue(string cueId) =>
        AddToCues(new CueAcknowledged(cueId), cues => cues.Has(cueId) ? CueOutcome.Written : CueOutcome.NoSuchCue);

    /// <inheritdoc/>
    public async Task<SetChangeResult> ChangeSet(SetChange change)
    {
        if (_lost)
            return new SetChangeResult(SetChangeOutcome.Resume);
        if ((_owned ? _row : await journal.Find(_key, CancellationToken.None)) is not { } row)
            return new SetChangeResult(SetChangeOutcome.NoSuchSession);
        if (SetChangeRules.Answer(change, await setChanges.Look(_key, change.SetNumber, change.ChangeId, CancellationToken.None)) is { } answer)
            return answer;

        if (row.EndedMicros is not null)
        {
            // Another activation may have written the same change meanwhile.
            return await setChanges.Add(_key, change, clock.UtcMicros(), CancellationToken.None) is not { } kept ? new SetChangeResult(SetChangeOutcome.Resume)
                : kept.Change == change ? new SetChangeResult(SetChangeOutcome.Written, kept)
                : new SetChangeResult(SetChangeOutcome.Conflict);
        }

        if (await (_owned ? Write([change], _point!) : WriteUnowned(change)) is not [var entry])
            return new SetChangeResult(SetChangeOutcome.Resume);

        if (_owned)
            Show(entry.EventSeq);
        return new SetChangeResult(SetChangeOutcome.Written, new RecordedSetChange(change, entry.RecordedMicros, entry.EventSeq));
    }

    /// <inheritdoc/>
    public Task<PackedFrames?> HeldFrames(CaptureSpan span) => Task.FromResult(_held is { Count: > 0 } ? _held.Within(span) : null);

    /// <inheritdoc/>
    public async Task EndIfAbandoned()
    {
        if (_lost || (_owned && (_row!.EndedMicros is not null || _presence!.Silence < AbandonedSessionSweep.AbandonedAfter)))
            return;
        await End(SessionEndReason.Abandoned);
    }

    /// <inheritdoc/>
    public Task EndForErasure() => _lost || (_owned && _row!.EndedMicros is not null) ? Task.CompletedTask : End(SessionEndReason.Erased);

    /// <inheritdoc/>
    public Task DropErased()
    {
        Lose();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopRecording()
    {
        _recorder?.Stop();
        _recorder = null;
        if (_row is not null)
            _row = _row with { IsRecorded = false };
        return Task.CompletedTask;
    }

    private async Task End(SessionEndReason reason)
    {
        if (await Own(isReplayed: false, CancellationToken.None) != Claim.Held)
            return;

        if (_counter is { } counter)
            await ChangeAndCommit(counter, c => c.EndSession(c.NextInputSeq - 1, reason));
        else
            await EndUncounted(_uncounted!, _point!.InputSeq, reason);
    }

    private ICatalogGrain Catalog => GrainFactory.GetGrain<ICatalogGrain>(_key.GymId);

    private static SessionUnavailableException Moving() => new("The session is moving; come again.", s_moment);

    // What came before is answered whoever owns the session; only its owner writes.
    private async Task<CueResult> AddToCues(SessionEventBody body, Func<SessionCues, CueOutcome> decide)
    {
        if (_lost)
            return new CueResult(CueOutcome.Resume);
        if ((_owned ? _row : await journal.Find(_key, CancellationToken.None)) is not { } row)
            return new CueResult(CueOutcome.NoSuchSession);

        var cues = _cues ?? await SessionCues.Read(journal, _key, CancellationToken.None);
        if (_owned)
            _cues = cues;
        if (cues.Find(body) is { } written)
            return written.Body == body ? new CueResult(CueOutcome.Written, written) : new CueResult(CueOutcome.Conflict);
        if (decide(cues) is not CueOutcome.Written and var refusal)
            return new CueResult(refusal);
        if (row.EndedMicros is not null)
            return new CueResult(CueOutcome.Ended);
        if (!_owned || await Write([body], _point!) is not [var entry])
            return new CueResult(CueOutcome.Resume);

        Show(entry.EventSeq);
        cues.Hear(entry);
        return new CueResult(CueOutcome.Written, entry);
    }

    // Nobody counts the session here, and its phone may be gone for good: the claim is taken for one entry and nothing is rebuilt for it.
    private async Task<SessionEvent[]?> WriteUnowned(SessionEventBody entry)
    {
        if (await journal.Claim(_key, CancellationToken.None) is not { EndedMicros: null } row)
            return null;

        var append = new JournalAppend(_key, row.Epoch, row.LastEventSeq, row.AthleteId, [entry], row.Point, clock.UtcMicros());
        if (await writer.Append(append, CancellationToken.None) is not AppendOutcome.Committed)
            return null;

        var events = Numbered(append);
        instruments.Written(events);
        _audience.Tell(events);
        announcer.Announce(events);
        return events;
    }

    /// <summary>Claims the session and rebuilds its counter, where that has not been done.</summary>
    /// <param name="isReplayed">Whether inputs will come again: so many sessions at once, and no more.</param>
    /// <param name="cancellationToken">Stops it.</param>
    private async Task<Claim> Own(bool isReplayed, CancellationToken cancellationToken)
    {
        if (_owned)
            return Claim.Held;
        if (await journal.Find(_key, cancellationToken) is not { } row)
            return Claim.NoSuchSession;
        if (row.EndedMicros is not null)
        {
            _acknowledgement = AcknowledgementOf(row);
            return Claim.Ended;
        }

        if (isReplayed && HasMoved(row))
        {
            if (await admission.Enter(cancellationToken) is not { } place)
            {
                _acknowledgement = AcknowledgementOf(row);
                return Claim.Busy;
            }

            _rebuilding = place;
        }

        try
        {
            await Rebuild(
                await journal.Claim(_key, cancellationToken) ?? throw new InvalidOperationException("A session has vanished from the journal."),
                cancellationToken);
        }
        catch
        {
            EndRebuilding();
            throw;
        }

        if (_row!.EndedMicros is not null)
            return Claim.Ended;
        if (_counter is not { IsCaughtUp: false })
            EndRebuilding();
        return Claim.Held;
    }

    private async Task Rebuild(StoredSession row, CancellationToken cancellationToken)
    {
        SessionCounter? counter = null;
        JournaledSet? uncounted = null;
        if (row.EndedMicros is null)
        {
            var journaled = new JournaledSet(row.Point, await ReadNewest(row, cancellationToken));
            if (await Usable(row.Point.Model, cancellationToken) is { } model)
            {
                _held ??= row.HoldFramesForTeaching ? new HeldFrames(memory) : null;
                counter = new SessionCounter(row.Point, model, journaled, _held);
                _recorder = row.IsRecorded && recordingPolicy.IsOn ? new SessionRecorder(_key, row.Epoch, row.Capture, row.Point.Paused, recordings) : null;
            }
            else
            {
                uncounted = journaled;
            }

            if (HasMoved(row))
                instruments.Rebuilt.Add(1);
        }

        (_row, _counter, _uncounted, _point) = (row, counter, uncounted, row.Point);
        _presence = new SessionPresence(_key, row.AthleteId, _audience, clock);
        _streams = new PhoneStreams(row.Epoch, row.Phones);
        _pointWritten = clock.GetTimestamp();
        Show(row.LastEventSeq);
        _owned = true;
        if (counter is not null)
            announcer.Enter(_presence);
    }

    private void EndRebuilding()
    {
        _rebuilding?.Dispose();
        _rebuilding = null;
    }

    // More than its start is in the journal.
    private static bool HasMoved(StoredSession row) => row.LastEventSeq > 2 || row.Point.InputSeq > 1;

    private static InputAcknowledgement AcknowledgementOf(StoredSession row) => new(row.Point.InputSeq, row.Point.InputSeq, row.LastEventSeq);

    /// <summary>The session as the journal has it: what a rebuilt counter would show before anything has come again.</summary>
    private async Task<SessionSnapshot?> Stored()
    {
        if (await journal.Find(_key, CancellationToken.None) is not { } row)
            return null;

        var phase = row.EndedMicros is not null ? SessionPhase.Ended
            : row.Point.Paused ? SessionPhase.Paused
            : HasMoved(row) ? SessionPhase.Stalled
            : SessionPhase.Opened;
        var counting = row.EndedMicros is null
            ? StatusUncounted(row.Point, new JournaledSet(row.Point, await ReadNewest(row, CancellationToken.None)))
            : StatusUncounted(row.Point, null);
        return new SessionSnapshot(
            _key, row.AthleteId, phase, row.Point.Model, row.Capture, row.StartedMicros, row.EndedMicros ?? 0, AcknowledgementOf(row),
            new SessionStatus(phase, counting))
        {
            IsRecorded = row.IsRecorded,
            Plan = row.Plan,
        };
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
        if (cursor.Seq > batch.FirstInputSeq)
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
        if (counter.IsCaughtUp)
            EndRebuilding();
        if (counter.HasEnded)
            SayEnded();
        return true;
    }

    /// <summary>Of a session whose model this server cannot read only its end is taken; what comes before it cannot be counted and is lost.</summary>
    private async Task<SubmitOutcome> TakeEndOnly(JournaledSet journaled, InputBatch batch)
    {
        var end = IndexOfEnd(batch.Inputs.Span);
        if (end < 0 || batch.FirstInputSeq + end < _point!.InputSeq)
            return SubmitOutcome.Unusable;

        return await EndUncounted(journaled, batch.FirstInputSeq + end, SessionEndReason.Client) ? SubmitOutcome.Taken : SubmitOutcome.Resume;
    }

    private static int IndexOfEnd(ReadOnlySpan<SessionInput> inputs)
    {
        for (var i = 0; i < inputs.Length; i++)
        {
            if (inputs[i].Kind == InputKind.EndSession)
                return i;
        }

        return -1;
    }

    // Ends a session whose model this server cannot read: what is stored stands.
    private async Task<bool> EndUncounted(JournaledSet journaled, long inputSeq, SessionEndReason reason)
    {
        var point = _point!;
        var entries = new List<SessionEventBody>();
        if (journaled.IsOpen)
        {
            point = point with { SetNumber = point.SetNumber + 1 };
            entries.Add(journaled.Close(SetEndReason.SessionEnded));
        }

        if (inputSeq > point.InputSeq)
            entries.Add(new InputGap(point.InputSeq, inputSeq));
        if (reason == SessionEndReason.Client)
            point = point with { InputSeq = inputSeq + 1 };
        entries.Add(new SessionEnded(reason));
        if (await Write([.. entries], point) is not { } events)
            return false;

        Show(events[^1].EventSeq);
        SayEnded();
        return true;
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
            _audience.Tell(events);
            announcer.Announce(events);
        }

        return events;
    }

    private void SayEnded()
    {
        _recorder?.HandOver();
        _audience.Close(ClosingReason.SessionEnded);
        GrainFactory.GetGrain<IGymGrain>(_key.GymId).SessionHasEnded(_key.SessionId).Ignore();
    }

    private static CountingStatus StatusUncounted(DurablePoint point, JournaledSet? journaled)
    {
        var nothing = new CountingStatus(false, MovementState.Rest, 0, point.SetNumber, false, 0);
        return journaled?.Within(nothing) ?? nothing;
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
            : _acknowledgement.NextInputSeq == 1 && lastEventSeq <= 2 ? SessionPhase.Opened
            : SessionPhase.Live;
        _presence!.Show(phase, counter?.Status ?? StatusUncounted(_point, _uncounted), lastEventSeq);
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
        EndRebuilding();
        _held?.Dispose();
        _held = null;
        _recorder?.HandOver();
        _recorder = null;
        _audience.Close(_row?.EndedMicros is null ? ClosingReason.Resume : ClosingReason.SessionEnded);
        if (_presence is not null && _counter is not null)
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
        _presence.Status)
    {
        StreamNumber = _streams!.Current,
        PhoneId = _streams.PhoneId,
        IsRecorded = _row.IsRecorded,
        Plan = _row.Plan,
    };

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
