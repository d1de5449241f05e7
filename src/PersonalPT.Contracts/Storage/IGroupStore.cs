using PersonalPT.Contracts.Groups;

namespace PersonalPT.Contracts.Storage;

/// <summary>Group sessions: what has to outlive the grain that leads them. Reps stand in the logs of the participants' sessions.</summary>
public interface IGroupStore
{
    /// <summary>Makes the group if it is not there; one that is there is left as it is.</summary>
    /// <param name="group">The group; its revision becomes 1.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>What is there now; null where another group of the gym has the code.</returns>
    Task<StoredGroup?> Create(StoredGroup group, CancellationToken cancellationToken);

    /// <summary>The group; null where there is none.</summary>
    Task<StoredGroup?> Find(GroupKey group, CancellationToken cancellationToken);

    /// <summary>The group that a code lets in; null where there is none.</summary>
    Task<GroupKey?> FindByCode(string gymId, string code, CancellationToken cancellationToken);

    /// <summary>A gym's groups, those planned last first.</summary>
    /// <param name="gymId">The gym.</param>
    /// <param name="athleteId">Only those that this athlete takes part in or took part in without being removed; null: all.</param>
    /// <param name="openOnly">Without those that are over.</param>
    /// <param name="before">Only groups after this place in the order; null: from the newest on.</param>
    /// <param name="limit">At most this many.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task<IReadOnlyList<StoredGroup>> List(
        string gymId, string? athleteId, bool openOnly, GroupPosition? before, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Replaces what is stored, if it is still the revision that <paramref name="group"/> carries; the next one has the number after it. Plan, author and time
    /// of planning never change; participants, spans and attachments are only added or changed. The same write may be done again when its outcome is unknown.
    /// </summary>
    /// <param name="group">What the group is now, with the revision that it was made of.</param>
    /// <param name="writer">The write: a name of its own, so that another one of the same revision is never taken for it.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns><see cref="AppendOutcome.Fenced"/> where something else was written meanwhile: nothing was changed.</returns>
    Task<AppendOutcome> Save(StoredGroup group, string writer, CancellationToken cancellationToken);
}

/// <summary>A place in the order of groups.</summary>
/// <param name="PlannedMicros">When the last group of the page was planned.</param>
/// <param name="GroupId">Its name.</param>
public readonly record struct GroupPosition(long PlannedMicros, string GroupId);

/// <summary>All that is durable of a group. Times are the server's, microseconds since the Unix epoch.</summary>
public sealed record StoredGroup
{
    /// <summary>Its name.</summary>
    public required GroupKey Group { get; init; }

    /// <summary>Rises with every write.</summary>
    public long Revision { get; init; }

    /// <summary>What it does.</summary>
    public required GroupPlan Plan { get; init; }

    /// <summary>What people join by; null once it is over.</summary>
    public required string? Code { get; init; }

    /// <summary>Who planned it.</summary>
    public required string PlannedBy { get; init; }

    /// <summary>When.</summary>
    public required long PlannedMicros { get; init; }

    /// <summary>When it was started; null: not yet.</summary>
    public long? StartedMicros { get; init; }

    /// <summary>When it ended; null: not yet.</summary>
    public long? EndedMicros { get; init; }

    /// <summary>Its results do not change any more.</summary>
    public bool Settled { get; init; }

    /// <summary>What is going on.</summary>
    public GroupPhase Phase { get; init; } = GroupPhase.Planned;

    /// <summary>The round that runs, or in a count-in or rest the next one; 0: not started.</summary>
    public int RoundNumber { get; init; }

    /// <summary>When the phase began, moved on by its pauses.</summary>
    public long PhaseStartedMicros { get; init; }

    /// <summary>Since when the clock stands still; null: it goes.</summary>
    public long? PausedMicros { get; init; }

    /// <summary>When reps count, in order; only the last one may be open.</summary>
    public IReadOnlyList<GroupSpan> Spans { get; init; } = [];

    /// <summary>Everybody who ever joined, in the order of joining.</summary>
    public IReadOnlyList<GroupParticipant> Participants { get; init; } = [];

    /// <summary>Whose session counted when, in the order of attaching.</summary>
    public IReadOnlyList<GroupAttachment> Attachments { get; init; } = [];
}

/// <summary>A time in which reps count: a round, or what a pause left of it.</summary>
/// <param name="RoundNumber">The round.</param>
/// <param name="StartMicros">From here.</param>
/// <param name="EndMicros">Up to here and not including it; null: it runs.</param>
public sealed record GroupSpan(int RoundNumber, long StartMicros, long? EndMicros);

/// <summary>Somebody who takes or took part.</summary>
/// <param name="Number">From 1, in the order of joining.</param>
/// <param name="AthleteId">Who.</param>
/// <param name="Nickname">How boards name him; null: by his id.</param>
/// <param name="Ranked">Whether he is ranked.</param>
/// <param name="Muted">Boards leave him out.</param>
/// <param name="Standing">Whether he takes part.</param>
/// <param name="JoinedMicros">When he joined first.</param>
/// <param name="Rounds">One a round of the plan.</param>
public sealed record GroupParticipant(
    int Number,
    string AthleteId,
    string? Nickname,
    bool Ranked,
    bool Muted,
    ParticipantStanding Standing,
    long JoinedMicros,
    IReadOnlyList<GroupRoundResult> Rounds);

/// <summary>What a participant did in a round.</summary>
/// <param name="Reps">Reps, as of the last write.</param>
/// <param name="Best">The most that he had done in as long a time before he joined; 0: nothing known.</param>
public readonly record struct GroupRoundResult(int Reps, int Best);

/// <summary>Whether somebody takes part. Never renumber.</summary>
public enum ParticipantStanding
{
    /// <summary>He does.</summary>
    Present = 1,
    /// <summary>He left.</summary>
    Left = 2,
    /// <summary>Staff removed him.</summary>
    Removed = 3,
}

/// <summary>A time in which a session counts for a participant. Those of one participant do not overlap.</summary>
/// <param name="ParticipantNumber">The participant.</param>
/// <param name="SessionId">The session.</param>
/// <param name="ClockOffsetMicros">What has to be added to its capture times to get the server's time; the same for all of a session's attachments.</param>
/// <param name="FromMicros">From here.</param>
/// <param name="UntilMicros">Up to here and not including it; null: still.</param>
public sealed record GroupAttachment(int ParticipantNumber, string SessionId, long ClockOffsetMicros, long FromMicros, long? UntilMicros);
