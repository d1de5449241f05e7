using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using PersonalPT.Contracts.Models;
using PersonalPT.Contracts.Plans;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Counting;
using PersonalPT.Storage.Plans;
using PersonalPT.Storage.Reading;
using PersonalPT.Storage.Schema;
using PersonalPT.Storage.Sets;

namespace PersonalPT.Storage.History;

/// <summary>Reads what the log was projected into. Each page is one query, hence one moment's picture, and another one for what people said.</summary>
internal sealed class SessionHistories(DatabaseReader reader) : IHistory
{
    /// <summary>Sessions read at once in an export: no read stays open while a slow receiver takes what it got.</summary>
    private const int ExportPage = 32;

    public async Task<IReadOnlyList<SessionHistory>> Sessions(
        string gymId, string athleteId, HistoryPosition? before, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        return await reader.Read((context, cancel) => Load(context, NewestFirst(Of(context, gymId, athleteId), before).Take(limit), cancel), cancellationToken);
    }

    public async Task<IReadOnlyList<SessionHistory>> PlanSessions(
        string gymId, string athleteId, string? planId, HistoryPosition? before, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        return await reader.Read(
            (context, cancel) =>
            {
                var sessions = Of(context, gymId, athleteId).Where(row => row.EndedMicros != null);
                sessions = planId is null ? sessions.Where(row => row.PlanId != null) : sessions.Where(row => row.PlanId == planId);
                return Load(context, NewestFirst(sessions, before).Take(limit), cancel);
            },
            cancellationToken);
    }

    public async Task<SessionHistory?> Session(SessionKey session, CancellationToken cancellationToken)
    {
        var (gymId, sessionId) = session;
        var found = await reader.Read(
            (context, cancel) => Load(context, context.Sessions.Where(row => row.GymId == gymId && row.SessionId == sessionId), cancel), cancellationToken);
        return found.SingleOrDefault();
    }

    public async Task<IReadOnlyList<SetFigures>> Sets(
        string gymId, string athleteId, long fromMicros, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        return await reader.Read(
            async (context, cancel) =>
            {
                var sets = await context.Sessions.AsNoTracking()
                    .Where(session => session.GymId == gymId && session.AthleteId == athleteId && session.StartedMicros >= fromMicros)
                    .SelectMany(session => session.Sets, (session, set) => new
                    {
                        session.SessionId,
                        session.StartedMicros,
                        set.SetNumber,
                        set.ExerciseId,
                        Reps = set.Reps.Count,
                        RepMicros = set.Reps.Sum(rep => rep.EndMicros - rep.StartMicros),
                    })
                    .OrderByDescending(set => set.StartedMicros).ThenByDescending(set => set.SessionId).ThenByDescending(set => set.SetNumber)
                    .Take(limit)
                    .ToListAsync(cancel);
                if (sets.Count == 0)
                    return [];

                // Joined from the sessions, so that their index leads to the few changes and not the other way round.
                var oldest = sets[^1].StartedMicros;
                var changes = await context.Sessions.AsNoTracking()
                    .Where(session => session.GymId == gymId && session.AthleteId == athleteId && session.StartedMicros >= oldest)
                    .Join(
                        context.SetChanges, session => new { session.GymId, session.SessionId }, change => new { change.GymId, change.SessionId },
                        (_, change) => change)
                    .OrderBy(change => change.ChangeNumber)
                    .ToListAsync(cancel);
                var ofSets = changes.ToLookup(change => (change.SessionId, change.SetNumber), SetChangeStore.ToRecorded);
                return sets.ConvertAll(set => new SetFigures(
                    set.SessionId, set.StartedMicros, set.SetNumber, set.ExerciseId, set.Reps, set.RepMicros,
                    SetDetails.Of([.. ofSets[(set.SessionId, set.SetNumber)]])));
            },
            cancellationToken);
    }

    public async IAsyncEnumerable<RepHistory> Reps(
        string gymId, string athleteId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var after = new HistoryPosition(long.MinValue, "");
        List<SessionHistory> page;
        do
        {
            var (startedMicros, lastSessionId) = after;
            page = await reader.Read(
                (context, cancel) => Load(
                    context,
                    context.Sessions
                        .Where(row => row.GymId == gymId && row.AthleteId == athleteId)
                        .Where(row => row.StartedMicros > startedMicros
                            || (row.StartedMicros == startedMicros && string.Compare(row.SessionId, lastSessionId) > 0))
                        .OrderBy(row => row.StartedMicros).ThenBy(row => row.SessionId)
                        .Take(ExportPage),
                    cancel),
                cancellationToken);
            foreach (var session in page)
            {
                foreach (var set in session.Sets)
                {
                    var details = set.Details;
                    for (var i = 0; i < set.Reps.Count; i++)
                        yield return new RepHistory(session.Session.SessionId, set.SetNumber, set.Model, i + 1, set.Reps[i], set.Reps.Count, details);
                }

                after = new HistoryPosition(session.StartedMicros, session.Session.SessionId);
            }
        }
        while (page.Count == ExportPage);
    }

    private static IQueryable<SessionRow> Of(StorageContext context, string gymId, string athleteId) =>
        context.Sessions.Where(row => row.GymId == gymId && row.AthleteId == athleteId);

    private static IQueryable<SessionRow> NewestFirst(IQueryable<SessionRow> sessions, HistoryPosition? before)
    {
        if (before is { } place)
        {
            sessions = sessions.Where(row => row.StartedMicros < place.StartedMicros
                || (row.StartedMicros == place.StartedMicros && string.Compare(row.SessionId, place.SessionId) < 0));
        }

        return sessions.OrderByDescending(row => row.StartedMicros).ThenByDescending(row => row.SessionId);
    }

    // While a set runs its reps are numbered in the order of finding, so the order of time has to be made here.
    private static IQueryable<SessionRow> WithSets(IQueryable<SessionRow> sessions) => sessions
        .AsNoTracking()
        .Include(session => session.Sets.OrderBy(set => set.SetNumber))
        .ThenInclude(set => set.Reps.OrderBy(rep => rep.StartMicros).ThenBy(rep => rep.Ordinal));

    private static SessionHistory ToHistory(
        SessionRow row, ILookup<(string SessionId, int SetNumber), RecordedSetChange> changes,
        Dictionary<(string AthleteId, PlanReference Plan), PlanContent> plans) => new(
        new SessionKey(row.GymId, row.SessionId),
        row.AthleteId,
        row.StartedMicros,
        row.EndedMicros,
        row.Sets.ConvertAll(set =>
            new SetHistory(set.SetNumber, Model(set), set.StartMicros, set.EndMicros, set.EndReason, set.Reps.ConvertAll(ToRep))
            {
                Changes = [.. changes[(row.SessionId, set.SetNumber)]],
            }))
        {
            Plan = Plan(row),
            Planned = Plan(row) is { } plan ? plans.GetValueOrDefault((row.AthleteId, plan)) : null,
        };

    // A query of its own: joined with the reps each change would come once a rep. It is as if they were made a moment later.
    private static async Task<List<SessionHistory>> Load(StorageContext context, IQueryable<SessionRow> sessions, CancellationToken cancellationToken)
    {
        var rows = await WithSets(sessions).ToListAsync(cancellationToken);
        if (rows.Count == 0)
            return [];

        var gymId = rows[0].GymId;
        var names = rows.ConvertAll(row => row.SessionId);
        var changes = await context.SetChanges.AsNoTracking()
            .Where(change => change.GymId == gymId && names.Contains(change.SessionId))
            .OrderBy(change => change.ChangeNumber)
            .ToListAsync(cancellationToken);
        var ofSets = changes.ToLookup(change => (change.SessionId, change.SetNumber), SetChangeStore.ToRecorded);
        var plans = await Plans(context, gymId, rows, cancellationToken);
        return rows.ConvertAll(row => ToHistory(row, ofSets, plans));
    }

    private static async Task<Dictionary<(string AthleteId, PlanReference Plan), PlanContent>> Plans(
        StorageContext context, string gymId, List<SessionRow> sessions, CancellationToken cancellationToken)
    {
        var names = sessions.Where(row => row.PlanId is not null).Select(row => row.PlanId).Distinct().ToList();
        if (names.Count == 0)
            return [];

        var athletes = sessions.Select(row => row.AthleteId).Distinct().ToList();
        var wanted = sessions.Where(row => row.PlanId is not null).Select(row => row.PlanRevision!.Value).Distinct().ToList();
        var revisions = await context.PlanRevisions.AsNoTracking()
            .Where(row => row.GymId == gymId && athletes.Contains(row.AthleteId) && names.Contains(row.PlanId) && wanted.Contains(row.Revision))
            .ToListAsync(cancellationToken);
        return revisions.ToDictionary(row => (row.AthleteId, new PlanReference(row.PlanId, row.Revision)), row => PlanContentJson.Read(row.Body));
    }

    private static PlanReference? Plan(SessionRow row) => row.PlanId is { } planId ? new PlanReference(planId, row.PlanRevision!.Value) : null;

    private static ModelReference Model(SetRow set) => new(set.ModelAthleteId, set.ExerciseId, set.ModelVersion);

    private static Rep ToRep(RepRow row) => new(row.StartMicros, row.PeakMicros, row.EndMicros, row.MovementRange);
}
