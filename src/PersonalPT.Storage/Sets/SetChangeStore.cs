using Microsoft.EntityFrameworkCore;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Storage.Journal;
using PersonalPT.Storage.Reading;
using PersonalPT.Storage.Schema;
using PersonalPT.Storage.Writing;

namespace PersonalPT.Storage.Sets;

/// <summary>Changes of sets. Those of a session that goes on are written by the journal; those after its end here, each in a transaction of its own.</summary>
internal sealed class SetChangeStore(DatabaseWriter writer, DatabaseReader reader) : ISetChangeStore
{
    public Task<SetStanding> Look(SessionKey session, int setNumber, string changeId, CancellationToken cancellationToken)
    {
        var (gymId, sessionId) = session;
        return reader.Read(
            async (context, cancel) =>
            {
                var set = await context.Sets
                    .Where(row => row.GymId == gymId && row.SessionId == sessionId && row.SetNumber == setNumber)
                    .Select(row => new { HasEnded = row.EndMicros != null })
                    .SingleOrDefaultAsync(cancel);
                var changes = context.SetChanges.AsNoTracking().Where(row => row.GymId == gymId && row.SessionId == sessionId);
                var written = await changes.SingleOrDefaultAsync(row => row.ChangeId == changeId, cancel);
                var count = await changes.CountAsync(row => row.SetNumber == setNumber, cancel);
                return new SetStanding(set is not null, set is { HasEnded: true }, count, written is null ? null : ToRecorded(written));
            },
            cancellationToken);
    }

    public Task<RecordedSetChange?> Add(SessionKey session, SetChange change, long recordedMicros, CancellationToken cancellationToken) => writer.Write(
        connection =>
        {
            var (gymId, sessionId) = session;
            using var context = connection.Context();
            // The log of an ended session does not grow any more, so the numbers behind it are free.
            if (context.Sessions.Find(gymId, sessionId) is not { EndedMicros: not null } row || context.Sets.Find(gymId, sessionId, change.SetNumber) is null)
                return null;

            var changes = context.SetChanges.Where(other => other.GymId == gymId && other.SessionId == sessionId);
            if (changes.SingleOrDefault(other => other.ChangeId == change.ChangeId) is { } written)
                return ToRecorded(written);

            var last = Math.Max(row.LastEventSeq, changes.Max(other => (long?)other.ChangeNumber) ?? 0);
            connection.Journal.RefuseErased(gymId, change.AuthorId);
            context.SetChanges.Add(new SetChangeRow
            {
                GymId = gymId,
                SessionId = sessionId,
                ChangeNumber = last + 1,
                SetNumber = change.SetNumber,
                ChangeId = change.ChangeId,
                AuthorId = change.AuthorId,
                RecordedMicros = recordedMicros,
                Body = SessionEventJson.Write(change),
            });
            context.SaveChanges();
            return new RecordedSetChange(change, recordedMicros, 0);
        },
        alone: true, cancellationToken);

    /// <summary>A change as it is kept.</summary>
    public static RecordedSetChange ToRecorded(SetChangeRow row) => new((SetChange)SessionEventJson.Read(row.Body), row.RecordedMicros, row.EventSeq ?? 0);
}
