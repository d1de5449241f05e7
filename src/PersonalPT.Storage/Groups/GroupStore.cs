using Microsoft.EntityFrameworkCore;
using PersonalPT.Contracts;
using PersonalPT.Contracts.Groups;
using PersonalPT.Contracts.Storage;
using PersonalPT.Contracts.Webhooks;
using PersonalPT.Storage.Reading;
using PersonalPT.Storage.Schema;
using PersonalPT.Storage.Writing;

namespace PersonalPT.Storage.Groups;

/// <summary>Group sessions. Rare writes, each in a transaction of its own.</summary>
internal sealed class GroupStore(DatabaseWriter writer, DatabaseReader reader, TimeProvider time) : IGroupStore
{
    public Task<StoredGroup?> Create(StoredGroup group, CancellationToken cancellationToken) => writer.Write(
        connection =>
        {
            using var context = connection.Context();
            var (gymId, groupId) = group.Group;
            if (Whole(context.Groups).SingleOrDefault(row => row.GymId == gymId && row.GroupId == groupId) is { } there)
                return GroupRows.Read(there);
            if (context.Groups.Any(row => row.GymId == gymId && row.Code == group.Code))
                return null;

            connection.Journal.RefuseErased(gymId, group.PlannedBy);
            connection.Journal.AddGym(gymId, group.PlannedMicros);
            var made = group with { Revision = 1 };
            context.Groups.Add(GroupRows.Make(made));
            context.SaveChanges();
            return made;
        },
        alone: true, cancellationToken);

    public async Task<StoredGroup?> Find(GroupKey group, CancellationToken cancellationToken)
    {
        var (gymId, groupId) = group;
        var row = await reader.Read(
            async (context, cancel) =>
            {
                var groups = context.Groups.AsNoTracking().Where(row => row.GymId == gymId && row.GroupId == groupId);
                while (true)
                {
                    // The head is read first and every write moves its revision: where that still stands, all parts are of one moment.
                    var row = await Whole(groups).SingleOrDefaultAsync(cancel);
                    if (row is null || await groups.Select(head => head.Revision).SingleOrDefaultAsync(cancel) == row.Revision)
                        return row;
                }
            },
            cancellationToken);
        return row is null ? null : GroupRows.Read(row);
    }

    public async Task<GroupKey?> FindByCode(string gymId, string code, CancellationToken cancellationToken)
    {
        var groupId = await reader.Read(
            (context, cancel) => context.Groups
                .Where(row => row.GymId == gymId && row.Code == code).Select(row => row.GroupId).SingleOrDefaultAsync(cancel),
            cancellationToken);
        return groupId is null ? null : new GroupKey(gymId, groupId);
    }

    public async Task<IReadOnlyList<StoredGroup>> List(
        string gymId, string? athleteId, bool openOnly, GroupPosition? before, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        var rows = await reader.Read(
            (context, cancel) =>
            {
                var groups = context.Groups.AsNoTracking().Where(row => row.GymId == gymId);
                if (athleteId is not null)
                {
                    groups = groups.Where(row =>
                        row.Participants.Any(p => p.AthleteId == athleteId && p.Standing != ParticipantStanding.Removed));
                }

                if (openOnly)
                    groups = groups.Where(row => row.EndedMicros == null);
                if (before is { } place)
                {
                    groups = groups.Where(row => row.PlannedMicros < place.PlannedMicros
                        || (row.PlannedMicros == place.PlannedMicros && string.Compare(row.GroupId, place.GroupId) < 0));
                }

                return Whole(groups.OrderByDescending(row => row.PlannedMicros).ThenByDescending(row => row.GroupId).Take(limit)).ToListAsync(cancel);
            },
            cancellationToken);
        return rows.ConvertAll(GroupRows.Read);
    }

    public Task<AppendOutcome> Save(StoredGroup group, string author, CancellationToken cancellationToken) => writer.Write(
        connection =>
        {
            using var context = connection.Context();
            var (gymId, groupId) = group.Group;
            var next = group.Revision + 1;
            // Takes the row before anything is read: of two servers the one that comes later sees what the other left.
            var taken = context.Groups
                .Where(row => row.GymId == gymId && row.GroupId == groupId && row.Revision == group.Revision)
                .ExecuteUpdate(set => set.SetProperty(row => row.Revision, next).SetProperty(row => row.Writer, author));
            if (taken == 0)
            {
                // Done again because nobody knew whether it was committed: this very revision is there already.
                return context.Groups.Any(row => row.GymId == gymId && row.GroupId == groupId && row.Revision == next && row.Writer == author)
                    ? AppendOutcome.Committed
                    : AppendOutcome.Fenced;
            }

            var stored = Whole(context.Groups).Single(row => row.GymId == gymId && row.GroupId == groupId);
            foreach (var newcomer in group.Participants.Skip(stored.Participants.Count))
                connection.Journal.RefuseErased(gymId, newcomer.AthleteId);
            if (group.Settled && !stored.Settled)
                connection.Journal.AddDeliveries(gymId, groupId, 0, WebhookEvents.GroupFinished, time.UtcMicros());
            GroupRows.Bring(stored, group);
            context.SaveChanges();
            return AppendOutcome.Committed;
        },
        alone: true, cancellationToken);

    // Apart, because the product of all lists would be huge.
    private static IQueryable<GroupRow> Whole(IQueryable<GroupRow> groups) => groups
        .Include(group => group.Rounds.OrderBy(row => row.RoundNumber))
        .Include(group => group.Spans.OrderBy(row => row.SpanNumber))
        .Include(group => group.Participants.OrderBy(row => row.ParticipantNumber))
        .ThenInclude(participant => participant.Results.OrderBy(row => row.RoundNumber))
        .Include(group => group.Attachments.OrderBy(row => row.AttachmentNumber))
        .AsSplitQuery();
}
