using PersonalPT.Contracts.Groups;
using PersonalPT.Contracts.Storage;

namespace PersonalPT.Testing.Storage;

/// <summary>Group sessions in memory.</summary>
public sealed class InMemoryGroupStore : IGroupStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<GroupKey, (StoredGroup Group, string Writer)> _groups = [];

    /// <summary>Asked before each save: says what goes wrong. Default: nothing.</summary>
    public Func<StoredGroup, AppendFault> BeforeSave { get; set; } = _ => AppendFault.None;

    /// <inheritdoc/>
    public Task<StoredGroup?> Create(StoredGroup group, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_groups.TryGetValue(group.Group, out var there))
                return Task.FromResult<StoredGroup?>(there.Group);
            if (_groups.Values.Any(g => g.Group.Group.GymId == group.Group.GymId && g.Group.Code == group.Code))
                return Task.FromResult<StoredGroup?>(null);

            var made = group with { Revision = 1 };
            _groups.Add(group.Group, (made, ""));
            return Task.FromResult<StoredGroup?>(made);
        }
    }

    /// <inheritdoc/>
    public Task<StoredGroup?> Find(GroupKey group, CancellationToken cancellationToken)
    {
        lock (_lock)
            return Task.FromResult<StoredGroup?>(_groups.TryGetValue(group, out var there) ? there.Group : null);
    }

    /// <inheritdoc/>
    public Task<GroupKey?> FindByCode(string gymId, string code, CancellationToken cancellationToken)
    {
        lock (_lock)
            return Task.FromResult<GroupKey?>(_groups.Values.FirstOrDefault(g => g.Group.Group.GymId == gymId && g.Group.Code == code).Group?.Group);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredGroup>> List(
        string gymId, string? athleteId, bool openOnly, GroupPosition? before, int limit, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<StoredGroup>>(
            [
                .. _groups.Values.Select(g => g.Group)
                    .Where(g => g.Group.GymId == gymId && (!openOnly || g.EndedMicros is null))
                    .Where(g => athleteId is null || g.Participants.Any(p => p.AthleteId == athleteId && p.Standing != ParticipantStanding.Removed))
                    .Where(g => before is not { } place || (g.PlannedMicros, g.Group.GroupId).CompareTo((place.PlannedMicros, place.GroupId)) < 0)
                    .OrderByDescending(g => g.PlannedMicros).ThenByDescending(g => g.Group.GroupId, StringComparer.Ordinal)
                    .Take(limit),
            ]);
        }
    }

    /// <inheritdoc/>
    public Task<AppendOutcome> Save(StoredGroup group, string writer, CancellationToken cancellationToken)
    {
        var fault = BeforeSave(group);
        if (fault == AppendFault.NotWritten)
            throw new JournalException("The disk is full, the test says.");

        var outcome = Write(group, writer);
        return fault == AppendFault.UnknownOutcome ? throw new JournalException("Nobody knows, the test says.") : Task.FromResult(outcome);
    }

    private AppendOutcome Write(StoredGroup group, string writer)
    {
        lock (_lock)
        {
            var (there, lastWriter) = _groups[group.Group];
            if (there.Revision == group.Revision + 1 && lastWriter == writer)
                return AppendOutcome.Committed;
            if (there.Revision != group.Revision)
                return AppendOutcome.Fenced;

            _groups[group.Group] = (group with { Revision = group.Revision + 1 }, writer);
            return AppendOutcome.Committed;
        }
    }
}
