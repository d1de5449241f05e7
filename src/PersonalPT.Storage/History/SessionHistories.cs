using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using PersonalPT.Contracts.Models;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Counting;
using PersonalPT.Storage.Reading;
using PersonalPT.Storage.Schema;

namespace PersonalPT.Storage.History;

/// <summary>Reads what the log was projected into. Each page is one query, hence one moment's picture.</summary>
internal sealed class SessionHistories(DatabaseReader reader) : IHistory
{
    /// <summary>Sessions read at once in an export: no read stays open while a slow receiver takes what it got.</summary>
    private const int ExportPage = 32;

    public async Task<IReadOnlyList<SessionHistory>> Sessions(
        string gymId, string athleteId, HistoryPosition? before, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        var rows = await reader.Read(
            (context, cancel) =>
            {
                var sessions = context.Sessions.Where(row => row.GymId == gymId && row.AthleteId == athleteId);
                if (before is { } place)
                {
                    sessions = sessions.Where(row => row.StartedMicros < place.StartedMicros
                        || (row.StartedMicros == place.StartedMicros && string.Compare(row.SessionId, place.SessionId) < 0));
                }

                return WithSets(sessions.OrderByDescending(row => row.StartedMicros).ThenByDescending(row => row.SessionId).Take(limit))
                    .ToListAsync(cancel);
            },
            cancellationToken);
        return rows.ConvertAll(ToHistory);
    }

    public async Task<SessionHistory?> Session(SessionKey session, CancellationToken cancellationToken)
    {
        var (gymId, sessionId) = session;
        var row = await reader.Read(
            (context, cancel) => WithSets(context.Sessions.Where(row => row.GymId == gymId && row.SessionId == sessionId)).SingleOrDefaultAsync(cancel),
            cancellationToken);
        return row is null ? null : ToHistory(row);
    }

    public async IAsyncEnumerable<RepHistory> Reps(
        string gymId, string athleteId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var after = new HistoryPosition(long.MinValue, "");
        List<SessionRow> page;
        do
        {
            var (startedMicros, lastSessionId) = after;
            page = await reader.Read(
                (context, cancel) => WithSets(context.Sessions
                        .Where(row => row.GymId == gymId && row.AthleteId == athleteId)
                        .Where(row => row.StartedMicros > startedMicros
                            || (row.StartedMicros == startedMicros && string.Compare(row.SessionId, lastSessionId) > 0))
                        .OrderBy(row => row.StartedMicros).ThenBy(row => row.SessionId)
                        .Take(ExportPage))
                    .ToListAsync(cancel),
                cancellationToken);
            foreach (var session in page)
            {
                foreach (var set in session.Sets)
                {
                    for (var i = 0; i < set.Reps.Count; i++)
                        yield return new RepHistory(session.SessionId, set.SetNumber, Model(set), i + 1, ToRep(set.Reps[i]));
                }

                after = new HistoryPosition(session.StartedMicros, session.SessionId);
            }
        }
        while (page.Count == ExportPage);
    }

    // While a set runs its reps are numbered in the order of finding, so the order of time has to be made here.
    private static IQueryable<SessionRow> WithSets(IQueryable<SessionRow> sessions) => sessions
        .AsNoTracking()
        .Include(session => session.Sets.OrderBy(set => set.SetNumber))
        .ThenInclude(set => set.Reps.OrderBy(rep => rep.StartMicros).ThenBy(rep => rep.Ordinal));

    private static SessionHistory ToHistory(SessionRow row) => new(
        new SessionKey(row.GymId, row.SessionId),
        row.AthleteId,
        row.StartedMicros,
        row.EndedMicros,
        row.Sets.ConvertAll(set =>
            new SetHistory(set.SetNumber, Model(set), set.StartMicros, set.EndMicros, set.EndReason, set.Reps.ConvertAll(ToRep))));

    private static ModelReference Model(SetRow set) => new(set.ModelAthleteId, set.ExerciseId, set.ModelVersion);

    private static Rep ToRep(RepRow row) => new(row.StartMicros, row.PeakMicros, row.EndMicros);
}
