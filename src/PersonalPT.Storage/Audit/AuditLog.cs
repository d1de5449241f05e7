using Microsoft.EntityFrameworkCore;
using PersonalPT.Contracts.Audit;
using PersonalPT.Contracts.Storage;
using PersonalPT.Storage.Reading;
using PersonalPT.Storage.Schema;
using PersonalPT.Storage.Writing;

namespace PersonalPT.Storage.Audit;

/// <summary>The audit log.</summary>
internal sealed class AuditLog(DatabaseWriter writer, DatabaseReader reader) : IAuditLog
{
    // One row: it goes with the next group, as an append does, and nobody waits for a transaction of its own.
    public Task Write(string gymId, AuditEntry entry, CancellationToken cancellationToken) => writer.Write(
        connection =>
        {
            connection.Journal.AddAudit(gymId, entry);
            return 0;
        },
        alone: false, cancellationToken);

    public async Task<IReadOnlyList<AuditEntry>> List(string gymId, string? person, AuditPosition? before, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        var rows = await reader.Read(
            (context, cancel) =>
            {
                var entries = context.Audit.AsNoTracking().Where(row => row.GymId == gymId);
                if (person is not null)
                    entries = entries.Where(row => row.ActorId == person || row.AthleteId == person || row.OtherId == person);
                if (before is { } place)
                {
                    var entryId = place.EntryId.ToString();
                    entries = entries.Where(row => row.AtMicros < place.AtMicros
                        || (row.AtMicros == place.AtMicros && string.Compare(row.EntryId, entryId) < 0));
                }

                return entries.OrderByDescending(row => row.AtMicros).ThenByDescending(row => row.EntryId).Take(limit).ToListAsync(cancel);
            },
            cancellationToken);
        return rows.ConvertAll(ToEntry);
    }

    public Task<int> Drop(long beforeMicros, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        return writer.Write(
            connection =>
            {
                using var context = connection.Context();
                var old = context.Audit.Where(row => row.AtMicros < beforeMicros).OrderBy(row => row.AtMicros).Take(limit)
                    .Select(row => new { row.GymId, row.AtMicros, row.EntryId }).ToList();
                foreach (var entry in old)
                {
                    context.Audit.Where(row => row.GymId == entry.GymId && row.AtMicros == entry.AtMicros && row.EntryId == entry.EntryId)
                        .ExecuteDelete();
                }

                return old.Count;
            },
            alone: true, cancellationToken);
    }

    private static AuditEntry ToEntry(AuditRow row) => new(
        Guid.Parse(row.EntryId), row.AtMicros, row.ActorId, row.ActorRole, row.Action, row.Outcome, row.AthleteId, row.OtherId, row.Means);
}
