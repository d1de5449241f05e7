using Microsoft.Extensions.Logging;
using PersonalPT.Contracts;
using PersonalPT.Contracts.Groups;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Counting;

namespace PersonalPT.Grains.Groups;

/// <summary>
/// Leads a group. What is durable stands in the store and in the logs of the sessions; everything else is made of these two, so an activation that begins anew
/// shows the same reps and the same clock. It hears of its sessions through the gym's feed and reads their logs where it sees a hole or hears nothing.
/// </summary>
internal sealed partial class GroupSessionGrain(IGroupStore store, IJournal journal, GroupFeeds feeds, TimeProvider clock, ILogger<GroupSessionGrain> logger)
    : Grain, IGroupSessionGrain
{
    private const int LogPage = 1000;
    private const int ReadAtOnce = 8;
    private const int CodesTried = 20;

    // Half of what a board may wait: something that comes right behind a tick is shown by the next but one at the latest.
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_boardAtMost = TimeSpan.FromMilliseconds(95);
    private static readonly TimeSpan s_boardAtLeast = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_feedIsTrusted = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_feedIsRenewed = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan s_signalIsLost = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_observerPatience = TimeSpan.FromMinutes(1);

    private readonly GroupInbox _inbox = new();
    private readonly Dictionary<string, FollowedSession> _sessions = [];
    private readonly Dictionary<IGroupObserver, long> _observers = [];
    private StoredGroup? _group;
    private IGrainTimer? _timer;
    private bool _changed = true;
    private long _published;
    private long _feedHeard;
    private bool _entered;

    private GroupKey Key => GroupKey.Parse(this.GetPrimaryKeyString());

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _feedHeard = _published = clock.GetTimestamp();
        _group = await store.Find(Key, cancellationToken);
        if (_group is not null)
            await Begin(cancellationToken);
    }

    /// <inheritdoc/>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await Hush(siloEnds: reason.ReasonCode == DeactivationReasonCode.ShuttingDown);
    }

    /// <inheritdoc/>
    public async Task<GroupAnswer> Plan(GroupPlan plan, string author)
    {
        if (_group is null)
        {
            var planned = new StoredGroup { Group = Key, Plan = plan, Code = null, PlannedBy = author, PlannedMicros = clock.UtcMicros() };
            for (var i = 0; i < CodesTried && _group is null; i++)
                _group = await store.Create(planned with { Code = GroupCode.Create() }, CancellationToken.None);
            if (_group is null)
                return new GroupAnswer(GroupOutcome.Unavailable, null);

            try
            {
                await Begin(CancellationToken.None);
            }
            catch
            {
                // Whoever comes next finds a group that has been begun, in another activation.
                DeactivateOnIdle();
                throw;
            }
        }

        var same = _group.Plan with { Rounds = plan.Rounds } == plan && _group.Plan.Rounds.SequenceEqual(plan.Rounds);
        return Answer(same ? GroupOutcome.Done : GroupOutcome.OtherPlan);
    }

    /// <inheritdoc/>
    public async Task<GroupSnapshot?> Get()
    {
        await Catch();
        return _group is null ? null : Snapshot(_group);
    }

    /// <inheritdoc/>
    public Task<bool?> HasAthlete(string athleteId) => Task.FromResult<bool?>(
        _group?.Participants.Any(p => p.AthleteId == athleteId && p.Standing != ParticipantStanding.Removed));

    /// <inheritdoc/>
    public async Task<GroupAnswer> Join(JoinGroup command)
    {
        if (_group is null)
            return Answer(GroupOutcome.NoSuchGroup);
        if (!await Catch())
            return new GroupAnswer(GroupOutcome.Unavailable, null);

        var (outcome, joined, number) = GroupRoster.Join(_group, command, clock.UtcMicros());
        if (outcome != GroupOutcome.Done)
            return Answer(outcome);
        if (!await Commit(joined))
            return new GroupAnswer(GroupOutcome.Unavailable, null);

        await Follow(CancellationToken.None);
        return Answer(GroupOutcome.Done) with { ParticipantNumber = number };
    }

    /// <inheritdoc/>
    public Task<GroupAnswer> Leave(string athleteId) => Change(group => group.Participants.FirstOrDefault(p => p.AthleteId == athleteId) is { } participant
        ? (GroupOutcome.Done, GroupRoster.Leave(group, participant, ParticipantStanding.Left, clock.UtcMicros()))
        : (GroupOutcome.NoSuchParticipant, group));

    /// <inheritdoc/>
    public Task<GroupAnswer> Start() => Change(group => group.Phase == GroupPhase.Finished
        ? (GroupOutcome.Over, group)
        : (GroupOutcome.Done, GroupCourse.Start(group, clock.UtcMicros())));

    /// <inheritdoc/>
    public Task<GroupAnswer> Pause() => ChangeCourse(GroupCourse.Pause);

    /// <inheritdoc/>
    public Task<GroupAnswer> Resume() => ChangeCourse(GroupCourse.Resume);

    /// <inheritdoc/>
    public Task<GroupAnswer> Skip(GroupPhase phase, int roundNumber) => ChangeCourse(
        GroupCourse.Skip, group => group.Phase == phase && group.RoundNumber == roundNumber);

    /// <inheritdoc/>
    public Task<GroupAnswer> Finish() => Change(group => (GroupOutcome.Done, GroupCourse.Finish(group, clock.UtcMicros())));

    /// <inheritdoc/>
    public Task<GroupAnswer> Mute(int participantNumber, bool muted) => ChangeParticipant(
        participantNumber, (group, participant) => GroupRoster.Mute(group, participant, muted));

    /// <inheritdoc/>
    public Task<GroupAnswer> Remove(int participantNumber) => ChangeParticipant(
        participantNumber, (group, participant) => GroupRoster.Leave(group, participant, ParticipantStanding.Removed, clock.UtcMicros()));

    /// <inheritdoc/>
    public async Task ReadAnew()
    {
        if (_group is null)
            return;

        _group = await store.Find(Key, CancellationToken.None);
        _changed = true;
    }

    /// <inheritdoc/>
    public async Task<GroupBoard?> Board()
    {
        await Catch();
        return _group is null ? null : Board(_group);
    }

    /// <inheritdoc/>
    public async Task<GroupResults?> Results()
    {
        if (_group is null)
            return null;

        // Not what was heard of the logs, but all that they hold.
        if (!_group.Settled)
            await ReadLogs(_sessions.Values, CancellationToken.None);
        await Catch();
        var reps = _group.Settled ? Stored(_group) : Reps(_group);
        var ranks = GroupScores.Ranks(_group, reps);
        var results = _group.Participants
            .Where(p => p.Standing != ParticipantStanding.Removed)
            .Select(p => new GroupResult(
                p.Number, p.AthleteId, p.Nickname ?? p.AthleteId, ranks[p.Number - 1], reps[p.Number - 1], GroupScores.PercentOfBest(_group, p, reps[p.Number - 1])))
            .OrderBy(r => r.Rank == 0).ThenBy(r => r.Rank).ThenBy(r => r.ParticipantNumber)
            .ToArray();
        return new GroupResults(Snapshot(_group), results, _group.Settled);
    }

    /// <inheritdoc/>
    public async Task<GroupBoard?> Watch(IGroupObserver observer)
    {
        await Catch();
        if (_group is null)
            return null;

        _observers[observer] = clock.GetTimestamp();
        return Board(_group);
    }

    /// <inheritdoc/>
    public Task Forget(IGroupObserver observer)
    {
        _observers.Remove(observer);
        return Task.CompletedTask;
    }

    private async Task Begin(CancellationToken cancellationToken)
    {
        if (_group!.Settled)
            return;

        // The feed first and the logs after it: so nothing can fall between the two.
        await feeds.Enter(Key.GymId, _inbox);
        _entered = true;
        try
        {
            await Follow(cancellationToken);
        }
        catch
        {
            // An activation that does not come about is not told that it ends.
            await Hush(siloEnds: false);
            throw;
        }

        _timer = this.RegisterGrainTimer(Tick, new GrainTimerCreationOptions(s_tick, s_tick) { KeepAlive = true });
    }

    private async Task Hush(bool siloEnds)
    {
        if (!_entered)
            return;

        _entered = false;
        await feeds.Leave(Key.GymId, _inbox, siloEnds);
    }

    private async Task Follow(CancellationToken cancellationToken)
    {
        var added = new List<FollowedSession>();
        foreach (var attachment in _group!.Attachments)
        {
            if (_sessions.ContainsKey(attachment.SessionId))
                continue;

            var session = new FollowedSession(new SessionKey(Key.GymId, attachment.SessionId));
            _inbox.Follow(attachment.SessionId);
            _sessions.Add(attachment.SessionId, session);
            added.Add(session);
        }

        await ReadLogs(added, cancellationToken);
    }

    private async Task Tick(CancellationToken cancellationToken)
    {
        if (_group is null)
            return;

        try
        {
            OpenMail();
            await ReadWhatIsMissing(cancellationToken);
            await Catch();
            Publish();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The next tick finds the same to do.
            LogTickFailed(e, Key.GroupId);
        }
    }

    private void OpenMail()
    {
        foreach (var mail in _inbox.Empty())
        {
            if (!_sessions.TryGetValue(mail.SessionId, out var session))
                continue;

            _changed = true;
            _feedHeard = session.Heard = clock.GetTimestamp();
            session.HasHole |= !session.Tally.Take(mail.Events);
            if (mail.Report is not { } report)
                continue;

            session.Report = report;
            session.HasHole |= report.LastEventSeq > session.Tally.LastEventSeq;
        }
    }

    private async Task ReadWhatIsMissing(CancellationToken cancellationToken)
    {
        // A session that is not live says nothing, and its phone may be told again by another server whose word got lost: its log is looked at now and then.
        var due = _sessions.Values
            .Where(s => s.HasHole || (clock.GetElapsedTime(s.Heard) >= s_feedIsTrusted && clock.GetElapsedTime(s.Read) >= s_feedIsTrusted))
            .ToList();
        if (due.Count > 0)
            await ReadLogs(due, cancellationToken);
        if (_sessions.Count > 0 && GroupCourse.Runs(_group!) && clock.GetElapsedTime(_feedHeard) >= s_feedIsRenewed)
        {
            _feedHeard = clock.GetTimestamp();
            await feeds.Renew(Key.GymId);
        }
    }

    private async Task ReadLogs(IEnumerable<FollowedSession> sessions, CancellationToken cancellationToken)
    {
        foreach (var some in sessions.Chunk(ReadAtOnce))
            await Task.WhenAll(some.Select(session => ReadLog(session, cancellationToken)));
    }

    private async Task ReadLog(FollowedSession session, CancellationToken cancellationToken)
    {
        IReadOnlyList<SessionEvent> events;
        do
        {
            events = await journal.Read(session.Key, session.Tally.LastEventSeq, LogPage, cancellationToken);
            _changed |= events.Count > 0;
        }
        while (session.Tally.Take(events) && events.Count == LogPage);

        session.Read = clock.GetTimestamp();
        session.HasHole = false;
    }

    /// <summary>Lets the clock catch up with the time, durably. Where that cannot be written now, what is stored is shown, and the next tick tries again.</summary>
    /// <returns>Whether it has caught up: what is changed of a clock that has not would change a time that is over.</returns>
    private async Task<bool> Catch()
    {
        if (_group is null || _group.Settled)
            return true;

        var now = clock.UtcMicros();
        var next = GroupCourse.Advance(_group, now, AllDone);
        if (next.EndedMicros + GroupCourse.Micros(GroupCourse.SettlesAfter) <= now)
        {
            await ReadLogs(_sessions.Values, CancellationToken.None);
            next = next with { Settled = true };
        }

        if (next != _group && !await Commit(next))
            return false;

        if (_group.Settled)
        {
            _timer?.Dispose();
            _timer = null;
        }

        return true;
    }

    private bool AllDone(StoredGroup group)
    {
        var target = GroupCourse.Round(group).TargetReps;
        var doing = group.Participants.Where(p => p.Standing == ParticipantStanding.Present && GroupRoster.Attached(group, p.Number) is not null).ToList();
        return doing.Count > 0 && doing.All(p => Score(group, p).Reps[group.RoundNumber - 1] >= target);
    }

    private Task<GroupAnswer> ChangeCourse(Func<StoredGroup, long, StoredGroup> change, Func<StoredGroup, bool>? supposed = null) => Change(group =>
        group.Phase == GroupPhase.Finished ? (GroupOutcome.Over, group)
        : !GroupCourse.Runs(group) ? (GroupOutcome.NotStarted, group)
        : supposed?.Invoke(group) == false ? (GroupOutcome.OtherPhase, group)
        : (GroupOutcome.Done, change(group, clock.UtcMicros())));

    private Task<GroupAnswer> ChangeParticipant(int number, Func<StoredGroup, GroupParticipant, StoredGroup> change) => Change(group =>
        number < 1 || number > group.Participants.Count
            ? (GroupOutcome.NoSuchParticipant, group)
            : (GroupOutcome.Done, change(group, group.Participants[number - 1])));

    private async Task<GroupAnswer> Change(Func<StoredGroup, (GroupOutcome Outcome, StoredGroup Group)> change)
    {
        if (_group is null)
            return Answer(GroupOutcome.NoSuchGroup);
        if (!await Catch())
            return new GroupAnswer(GroupOutcome.Unavailable, null);

        var (outcome, next) = change(_group);
        return next == _group || await Commit(next) ? Answer(outcome) : new GroupAnswer(GroupOutcome.Unavailable, null);
    }

    private async Task<bool> Commit(StoredGroup next)
    {
        var reps = Reps(next);
        next = next with
        {
            Participants =
            [
                .. next.Participants.Select((p, i) => p with { Rounds = [.. p.Rounds.Select((round, r) => round with { Reps = reps[i][r] })] }),
            ],
        };
        try
        {
            // A name for this write alone: where nobody heard that the last one was done, this one must be refused and not be taken for it.
            if (await store.Save(next, Guid.NewGuid().ToString(), CancellationToken.None) == AppendOutcome.Committed)
            {
                _group = next with { Revision = next.Revision + 1 };
                _changed = true;
                return true;
            }

            // Another activation leads the group now.
            DeactivateOnIdle();
        }
        catch (JournalException e)
        {
            LogNotSaved(e, Key.GroupId);
        }

        return false;
    }

    private void Publish()
    {
        foreach (var late in _observers.Where(o => clock.GetElapsedTime(o.Value) >= s_observerPatience).Select(o => o.Key).ToArray())
            _observers.Remove(late);
        var since = clock.GetElapsedTime(_published);
        if (_observers.Count == 0 || since < s_boardAtMost || (!_changed && since < s_boardAtLeast))
            return;

        _published = clock.GetTimestamp();
        _changed = false;
        var board = Board(_group!);
        foreach (var observer in _observers.Keys)
            observer.OnBoard(board).Ignore();
    }

    private GroupBoard Board(StoredGroup group)
    {
        var now = clock.UtcMicros();
        var scores = group.Participants.Select(p => Score(group, p)).ToArray();
        var ranks = GroupScores.Ranks(group, [.. scores.Select(s => s.Reps)]);
        var rows = group.Participants
            .Where(p => p.Standing != ParticipantStanding.Removed)
            .Select(p => Row(group, p, scores[p.Number - 1], ranks[p.Number - 1], now))
            .OrderBy(r => r.Rank == 0).ThenBy(r => r.Rank).ThenBy(r => r.ParticipantNumber)
            .ToArray();
        return new GroupBoard(group.Group, group.Plan, group.Code ?? "", GroupCourse.Clock(group, now), rows);
    }

    private BoardRow Row(StoredGroup group, GroupParticipant participant, GroupScore score, int rank, long now)
    {
        var attached = GroupRoster.Attached(group, participant.Number);
        var session = attached is null ? null : _sessions.GetValueOrDefault(attached.SessionId);
        var signal = participant.Standing == ParticipantStanding.Left ? ParticipantSignal.Left : Signal(session);
        var seen = signal == ParticipantSignal.InPicture ? session!.Report!.Value.Status.Counting : default;
        var shown = GroupCourse.ShownRound(group);
        var inRound = shown == 0 ? 0 : score.Reps[shown - 1];
        return new BoardRow(
            participant.Number,
            participant.AthleteId,
            participant.Nickname ?? participant.AthleteId,
            participant.Muted,
            signal,
            seen.State == MovementState.Active ? MovementState.Active : MovementState.Rest,
            seen.Progress,
            group.Phase == GroupPhase.Round ? GroupScores.Tempo(score.ShownEnds, now) : 0,
            inRound,
            score.Reps.Sum(),
            GroupScores.PercentOfBest(group, participant, score.Reps),
            rank,
            shown > 0 && group.Plan.Rounds[shown - 1].TargetReps is > 0 and var target && inRound >= target);
    }

    private ParticipantSignal Signal(FollowedSession? session)
    {
        if (session is null)
            return ParticipantSignal.Waiting;
        if (session.Report is not { } report)
            return session.Tally.Reps.Count > 0 ? ParticipantSignal.Lost : ParticipantSignal.Waiting;
        if (report.Status.Phase == SessionPhase.Opened)
            return ParticipantSignal.Waiting;
        if (report.Status.Phase != SessionPhase.Live || clock.GetElapsedTime(session.Heard) >= s_signalIsLost)
            return ParticipantSignal.Lost;

        return report.Status.Counting.PersonSeen ? ParticipantSignal.InPicture : ParticipantSignal.NotInPicture;
    }

    private GroupScore Score(StoredGroup group, GroupParticipant participant) =>
        GroupScores.Of(group, participant, session => _sessions.GetValueOrDefault(session)?.Tally);

    private IReadOnlyList<int>[] Reps(StoredGroup group) => [.. group.Participants.Select(p => Score(group, p).Reps)];

    private static IReadOnlyList<int>[] Stored(StoredGroup group) => [.. group.Participants.Select(p => (IReadOnlyList<int>)[.. p.Rounds.Select(r => r.Reps)])];

    private GroupAnswer Answer(GroupOutcome outcome) => new(outcome, _group is null ? null : Snapshot(_group));

    private GroupSnapshot Snapshot(StoredGroup group) => group.Snapshot(clock.UtcMicros());

    [LoggerMessage(LogLevel.Warning, "Group {group} could not be written; it goes on with what is stored.")]
    private partial void LogNotSaved(Exception exception, string group);

    [LoggerMessage(LogLevel.Warning, "A tick of group {group} failed; the next one tries again.")]
    private partial void LogTickFailed(Exception exception, string group);

    private sealed class FollowedSession(SessionKey key)
    {
        public SessionKey Key { get; } = key;

        public SessionTally Tally { get; } = new();

        public SessionStatusReport? Report { get; set; }

        /// <summary>When the feed spoke of it last.</summary>
        public long Heard { get; set; }

        /// <summary>When its log was read last.</summary>
        public long Read { get; set; }

        /// <summary>Its log has more than was taken into account.</summary>
        public bool HasHole { get; set; }
    }
}
