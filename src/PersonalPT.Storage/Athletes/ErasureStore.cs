using Microsoft.EntityFrameworkCore;
using PersonalPT.Contracts.Athletes;
using PersonalPT.Contracts.Audit;
using PersonalPT.Contracts.Groups;
using PersonalPT.Contracts.Models;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Storage.Accounts;
using PersonalPT.Storage.Journal;
using PersonalPT.Storage.Reading;
using PersonalPT.Storage.Schema;
using PersonalPT.Storage.Writing;

namespace PersonalPT.Storage.Athletes;

/// <summary>Erasures. Each step is a transaction of its own, small enough that nobody who counts waits long behind it.</summary>
internal sealed class ErasureStore(DatabaseWriter writer, DatabaseReader reader) : IErasureStore
{
    private const int RowsAtOnce = 200;

    public Task<Erasure?> Begin(AthleteKey athlete, AuditEntry asked, CancellationToken cancellationToken) => writer.Write<Erasure?>(
        connection =>
        {
            using var context = connection.Context();
            var (gymId, athleteId) = athlete;
            if (context.Erasures.Find(gymId, athleteId) is { } there)
                return ToErasure(there);
            if (AccountStore.IsLastAdministrator(context, gymId, athleteId))
                return null;

            // Begins with a character that no person's id has, so that nobody can ever sign in as a mark.
            var row = new ErasureRow
            {
                GymId = gymId,
                AthleteId = athleteId,
                Mark = $"~{Guid.NewGuid():N}",
                AskedBy = asked.ActorId,
                AskedByRole = asked.ActorRole,
                AskedByMeans = asked.Means,
                BegunMicros = asked.AtMicros,
            };
            context.Erasures.Add(row);
            context.SaveChanges();
            connection.Journal.AddAudit(gymId, asked);
            return ToErasure(row);
        },
        alone: true, cancellationToken);

    public async Task<Erasure?> Find(AthleteKey athlete, CancellationToken cancellationToken)
    {
        var (gymId, athleteId) = athlete;
        var row = await reader.Read(
            (context, cancel) => context.Erasures.AsNoTracking().SingleOrDefaultAsync(row => row.GymId == gymId && row.AthleteId == athleteId, cancel),
            cancellationToken);
        return row is null ? null : ToErasure(row);
    }

    public async Task<IReadOnlyList<AthleteKey>> Unfinished(int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        return await reader.Read(
            (context, cancel) => context.Erasures.OrderBy(row => row.BegunMicros).Take(limit)
                .Select(row => new AthleteKey(row.GymId, row.AthleteId)).ToListAsync(cancel),
            cancellationToken);
    }

    public Task<bool> WasErased(SessionKey session, CancellationToken cancellationToken)
    {
        var (gymId, sessionId) = session;
        return reader.Read(
            (context, cancel) => context.ErasedSessions.AnyAsync(row => row.GymId == gymId && row.SessionId == sessionId, cancel), cancellationToken);
    }

    public async Task<IReadOnlyList<SessionKey>> Sessions(Erasure erasure, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        var (gymId, athleteId) = erasure.Athlete;
        // Those that live first: whoever looks on at them is told soonest.
        return await reader.Read(
            (context, cancel) => context.Sessions.Where(row => row.GymId == gymId && row.AthleteId == athleteId)
                .OrderBy(row => row.EndedMicros != null).ThenByDescending(row => row.StartedMicros).Take(limit)
                .Select(row => new SessionKey(row.GymId, row.SessionId)).ToListAsync(cancel),
            cancellationToken);
    }

    public async Task<IReadOnlyList<SessionKey>> Deleted(Erasure erasure, string after, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        return await reader.Read(
            (context, cancel) => context.ErasedSessions
                .Where(row => row.GymId == erasure.Athlete.GymId && row.Mark == erasure.Mark && string.Compare(row.SessionId, after) > 0)
                .OrderBy(row => row.SessionId).Take(limit)
                .Select(row => new SessionKey(row.GymId, row.SessionId)).ToListAsync(cancel),
            cancellationToken);
    }

    public Task Delete(Erasure erasure, IReadOnlyList<SessionKey> sessions, CancellationToken cancellationToken) => writer.Write(
        connection =>
        {
            using var context = connection.Context();
            var (gymId, athleteId) = erasure.Athlete;
            foreach (var (_, sessionId) in sessions)
            {
                // The rest goes with the row. From then on whoever still counts the session is fenced, and its name is not free.
                var deleted = context.Sessions.Where(row => row.GymId == gymId && row.SessionId == sessionId && row.AthleteId == athleteId).ExecuteDelete();
                if (deleted == 0)
                    continue;

                context.WebhookDeliveries.Where(row => row.GymId == gymId && row.SubjectId == sessionId).ExecuteDelete();
                context.ErasedSessions.Add(new ErasedSessionRow { GymId = gymId, SessionId = sessionId, Mark = erasure.Mark });
            }

            return context.SaveChanges();
        },
        alone: true, cancellationToken);

    public async Task<ErasureTraces> Clean(Erasure erasure, CancellationToken cancellationToken)
    {
        await CleanCues(erasure, cancellationToken);
        await CleanSetChanges(erasure, cancellationToken);
        return await writer.Write(connection => CleanTables(connection, erasure), alone: true, cancellationToken);
    }

    public Task<ErasureReport?> Finish(Erasure erasure, long atMicros, CancellationToken cancellationToken) => writer.Write(
        connection =>
        {
            using var context = connection.Context();
            var (gymId, athleteId) = erasure.Athlete;
            if (context.Sessions.Any(row => row.GymId == gymId && row.AthleteId == athleteId))
                return null;

            var report = new ErasureReport(erasure.Mark, context.ErasedSessions.Count(row => row.GymId == gymId && row.Mark == erasure.Mark));
            // Whoever deletes the row has ended the erasure, and nobody else does it again.
            if (context.Erasures.Find(gymId, athleteId) is not { } row || row.Mark != erasure.Mark)
                return report;

            context.Erasures.Remove(row);
            context.SaveChanges();
            connection.Journal.AddAudit(gymId, new AuditEntry(
                Guid.NewGuid(), atMicros, row.AskedBy, row.AskedByRole, AuditAction.Erase, AuditOutcome.Done, athleteId, null, row.AskedByMeans));
            CleanTables(connection, erasure);
            context.Athletes.Where(athlete => athlete.GymId == gymId && athlete.AthleteId == athleteId).ExecuteDelete();
            return report;
        },
        alone: true, cancellationToken);

    private static ErasureTraces CleanTables(WriterConnection connection, Erasure erasure)
    {
        using var context = connection.Context();
        var (gymId, id) = erasure.Athlete;
        var mark = erasure.Mark;
        var traces = new ErasureTraces(ModelsOf(context, erasure), CleanGroups(context, erasure));

        context.ModelActivations.Where(row => row.GymId == gymId && row.AthleteId == id).ExecuteDelete();
        context.ModelVersions.Where(row => row.GymId == gymId && row.AthleteId == id).ExecuteDelete();
        context.ModelVersions.Where(row => row.GymId == gymId && row.CreatedBy == id).ExecuteUpdate(set => set.SetProperty(row => row.CreatedBy, mark));
        context.ModelActivations.Where(row => row.GymId == gymId && row.ActivatedBy == id).ExecuteUpdate(set => set.SetProperty(row => row.ActivatedBy, mark));
        context.Plans.Where(row => row.GymId == gymId && row.AthleteId == id).ExecuteDelete();
        context.PlanRevisions.Where(row => row.GymId == gymId && row.AuthorId == id).ExecuteUpdate(set => set.SetProperty(row => row.AuthorId, mark));
        context.Grants.Where(row => row.GymId == gymId && (row.AthleteId == id || row.CoachId == id)).ExecuteDelete();
        // Before anything else could be forgotten: he is out from here on.
        AccountStore.Delete(context, gymId, id);
        context.Audit.Where(row => row.GymId == gymId && row.ActorId == id).ExecuteUpdate(set => set.SetProperty(row => row.ActorId, mark));
        context.Audit.Where(row => row.GymId == gymId && row.AthleteId == id).ExecuteUpdate(set => set.SetProperty(row => row.AthleteId, mark));
        context.Audit.Where(row => row.GymId == gymId && row.OtherId == id).ExecuteUpdate(set => set.SetProperty(row => row.OtherId, mark));
        return traces;
    }

    // Also those where it has been done: their grains may not have heard of it.
    private static List<ModelKey> ModelsOf(StorageContext context, Erasure erasure)
    {
        var (gymId, id) = erasure.Athlete;
        var mark = erasure.Mark;
        var own = context.Exercises.Where(row => row.GymId == gymId).Select(row => row.ExerciseId)
            .Union(context.ModelVersions.Where(row => row.GymId == gymId && row.AthleteId == id).Select(row => row.ExerciseId)).ToList();
        var made = context.ModelVersions.Where(row => row.GymId == gymId && row.AthleteId != id && (row.CreatedBy == id || row.CreatedBy == mark))
            .Select(row => new { row.AthleteId, row.ExerciseId })
            .Union(context.ModelActivations.Where(row => row.GymId == gymId && row.AthleteId != id && (row.ActivatedBy == id || row.ActivatedBy == mark))
                .Select(row => new { row.AthleteId, row.ExerciseId }))
            .ToList();
        return [.. own.Select(exercise => new ModelKey(gymId, id, exercise)), .. made.Select(model => new ModelKey(gymId, model.AthleteId, model.ExerciseId))];
    }

    private static List<GroupKey> CleanGroups(StorageContext context, Erasure erasure)
    {
        var (gymId, id) = erasure.Athlete;
        var mark = erasure.Mark;
        var groups = context.Groups.Where(row => row.GymId == gymId
            && (row.PlannedBy == id || row.PlannedBy == mark || row.Participants.Any(p => p.AthleteId == id || p.AthleteId == mark)))
            .Select(row => row.GroupId).ToList();
        foreach (var groupId in groups)
        {
            // Whoever leads it has another revision than this one, and reads it anew before it writes again.
            var changed = context.Groups.Where(row => row.GymId == gymId && row.GroupId == groupId
                && (row.PlannedBy == id || row.Participants.Any(p => p.AthleteId == id)))
                .ExecuteUpdate(set => set
                    .SetProperty(row => row.Revision, row => row.Revision + 1)
                    .SetProperty(row => row.Writer, "")
                    .SetProperty(row => row.PlannedBy, row => row.PlannedBy == id ? mark : row.PlannedBy));
            if (changed == 0)
                continue;

            context.Set<GroupParticipantRow>().Where(row => row.GymId == gymId && row.GroupId == groupId && row.AthleteId == id)
                .ExecuteUpdate(set => set
                    .SetProperty(row => row.AthleteId, mark)
                    .SetProperty(row => row.Nickname, (string?)null)
                    .SetProperty(row => row.Ranked, false)
                    .SetProperty(row => row.Standing, ParticipantStanding.Removed));
        }

        return groups.ConvertAll(groupId => new GroupKey(gymId, groupId));
    }

    // Cues to others stand in their logs, which go on. Found beside the writer, by an index that has nothing but cues.
    private async Task CleanCues(Erasure erasure, CancellationToken cancellationToken)
    {
        var (gymId, id) = erasure.Athlete;
        var sent = $"\"sender_id\":\"{id}\"";
        while (true)
        {
            var found = await reader.Read(
                (context, cancel) => context.SessionEvents.AsNoTracking()
                    .Where(row => row.GymId == gymId && row.Kind == "cue_sent" && row.Body.Contains(sent)).Take(RowsAtOnce).ToListAsync(cancel),
                cancellationToken);
            var cues = found.Where(row => SessionEventJson.Read(row.Body) is CueSent cue && cue.SenderId == id).ToList();
            if (cues.Count == 0)
                return;

            await writer.Write(
                connection =>
                {
                    using var context = connection.Context();
                    foreach (var row in cues)
                    {
                        var body = SessionEventJson.Write((CueSent)SessionEventJson.Read(row.Body) with { SenderId = erasure.Mark });
                        context.SessionEvents.Where(entry => entry.GymId == row.GymId && entry.SessionId == row.SessionId && entry.EventSeq == row.EventSeq)
                            .ExecuteUpdate(set => set.SetProperty(entry => entry.Body, body));
                    }

                    return 0;
                },
                alone: true, cancellationToken);
        }
    }

    // What he said about others' sets, and the events of it where it stands in their logs.
    private async Task CleanSetChanges(Erasure erasure, CancellationToken cancellationToken)
    {
        var (gymId, id) = erasure.Athlete;
        while (await writer.Write(connection => CleanSome(connection), alone: true, cancellationToken) == RowsAtOnce)
        {
        }

        int CleanSome(WriterConnection connection)
        {
            using var context = connection.Context();
            var changes = context.SetChanges.Where(row => row.GymId == gymId && row.AuthorId == id).Take(RowsAtOnce).ToList();
            foreach (var row in changes)
            {
                row.AuthorId = erasure.Mark;
                row.Body = SessionEventJson.Write((SetChange)SessionEventJson.Read(row.Body) with { AuthorId = erasure.Mark });
                if (row.EventSeq is { } eventSeq)
                {
                    context.SessionEvents.Where(entry => entry.GymId == gymId && entry.SessionId == row.SessionId && entry.EventSeq == eventSeq)
                        .ExecuteUpdate(set => set.SetProperty(entry => entry.Body, row.Body));
                }
            }

            context.SaveChanges();
            return changes.Count;
        }
    }

    private static Erasure ToErasure(ErasureRow row) =>
        new(new AthleteKey(row.GymId, row.AthleteId), row.Mark, row.AskedBy, row.AskedByRole, row.BegunMicros);
}
