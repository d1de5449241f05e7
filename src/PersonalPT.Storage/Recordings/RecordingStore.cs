using Microsoft.EntityFrameworkCore;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Storage.Reading;
using PersonalPT.Storage.Schema;
using PersonalPT.Storage.Writing;

namespace PersonalPT.Storage.Recordings;

/// <summary>
/// Recordings. Every write is a transaction of its own: whatever goes wrong with it, no rep's commit is in it. Large deletions are made a few rows at a
/// time, so that nobody who counts waits long behind them.
/// </summary>
internal sealed class RecordingStore(DatabaseWriter writer, DatabaseReader reader) : IRecordingStore
{
    private const int RowsAtOnce = 100;

    public Task<IReadOnlyList<bool>> Add(IReadOnlyList<NewChunk> chunks, CancellationToken cancellationToken) => writer.Write<IReadOnlyList<bool>>(
        connection =>
        {
            using var context = connection.Context();
            var taken = new bool[chunks.Count];
            for (var i = 0; i < taken.Length; i++)
                taken[i] = Add(context, chunks[i]);
            context.SaveChanges();
            return taken;
        },
        alone: true, cancellationToken);

    public async Task<StoredRecording?> Find(SessionKey session, CancellationToken cancellationToken)
    {
        var (gymId, sessionId) = session;
        var found = await reader.Read(
            (context, cancel) => Load(context, context.Sessions.Where(row => row.GymId == gymId && row.SessionId == sessionId), cancel), cancellationToken);
        return found.SingleOrDefault();
    }

    public async Task<IReadOnlyList<StoredRecording>> OfAthlete(
        string gymId, string athleteId, HistoryPosition? before, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        return await reader.Read(
            (context, cancel) =>
            {
                var sessions = context.Sessions.Where(row => row.GymId == gymId && row.AthleteId == athleteId
                    && context.RecordingChunks.Any(chunk => chunk.GymId == row.GymId && chunk.SessionId == row.SessionId));
                if (before is { } place)
                {
                    sessions = sessions.Where(row => row.StartedMicros < place.StartedMicros
                        || (row.StartedMicros == place.StartedMicros && string.Compare(row.SessionId, place.SessionId) < 0));
                }

                return Load(context, sessions.OrderByDescending(row => row.StartedMicros).ThenByDescending(row => row.SessionId).Take(limit), cancel);
            },
            cancellationToken);
    }

    public Task<byte[]?> Content(SessionKey session, ChunkSpan chunk, CancellationToken cancellationToken)
    {
        var (gymId, sessionId) = session;
        return reader.Read(
            (context, cancel) => context.RecordingChunks
                .Where(row => row.GymId == gymId && row.SessionId == sessionId && row.Claim == chunk.Claim && row.FirstInputSeq == chunk.FirstInputSeq)
                .Select(row => row.Content).SingleOrDefaultAsync(cancel),
            cancellationToken);
    }

    public async Task<bool> Delete(SessionKey session, CancellationToken cancellationToken)
    {
        var (gymId, sessionId) = session;
        // First of all nothing more comes in; what is there then goes in pieces.
        var was = await writer.Write(
            connection =>
            {
                using var context = connection.Context();
                return context.Sessions.Where(row => row.GymId == gymId && row.SessionId == sessionId && row.IsRecorded)
                    .ExecuteUpdate(set => set.SetProperty(row => row.IsRecorded, false)) > 0;
            },
            alone: true, cancellationToken);

        int deleted;
        do
        {
            deleted = await writer.Write(
                connection =>
                {
                    using var context = connection.Context();
                    return Delete(
                        context, context.RecordingChunks.Where(row => row.GymId == gymId && row.SessionId == sessionId)
                            .OrderBy(row => row.Claim).ThenBy(row => row.FirstInputSeq).Take(RowsAtOnce));
                },
                alone: true, cancellationToken);
            was |= deleted > 0;
        }
        while (deleted == RowsAtOnce);
        return was;
    }

    public Task<int> Drop(long beforeMicros, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        return writer.Write(
            connection =>
            {
                using var context = connection.Context();
                return Delete(context, context.RecordingChunks.Where(row => row.WrittenMicros < beforeMicros).OrderBy(row => row.WrittenMicros).Take(limit));
            },
            alone: true, cancellationToken);
    }

    private static bool Add(StorageContext context, NewChunk chunk)
    {
        var (gymId, sessionId) = chunk.Session;
        var span = chunk.Span;
        if (!context.Sessions.Any(row => row.GymId == gymId && row.SessionId == sessionId && row.IsRecorded))
            return false;

        context.RecordingChunks
            .Where(row => row.GymId == gymId && row.SessionId == sessionId && row.Claim < span.Claim
                && row.FirstInputSeq >= chunk.CoveredFrom && row.LastInputSeq <= span.LastInputSeq)
            .ExecuteDelete();
        if (context.RecordingChunks.Any(
            row => row.GymId == gymId && row.SessionId == sessionId && row.Claim == span.Claim && row.FirstInputSeq == span.FirstInputSeq))
        {
            return true;
        }

        context.RecordingChunks.Add(new RecordingChunkRow
        {
            GymId = gymId,
            SessionId = sessionId,
            Claim = span.Claim,
            FirstInputSeq = span.FirstInputSeq,
            LastInputSeq = span.LastInputSeq,
            FirstMicros = span.FirstMicros,
            LastMicros = span.LastMicros,
            WrittenMicros = chunk.WrittenMicros,
            Size = chunk.Content.Length,
            Content = chunk.Content,
        });
        return true;
    }

    private static int Delete(StorageContext context, IQueryable<RecordingChunkRow> which)
    {
        var keys = which.Select(row => new { row.GymId, row.SessionId, row.Claim, row.FirstInputSeq }).ToList();
        foreach (var key in keys)
        {
            context.RecordingChunks
                .Where(row => row.GymId == key.GymId && row.SessionId == key.SessionId && row.Claim == key.Claim && row.FirstInputSeq == key.FirstInputSeq)
                .ExecuteDelete();
        }

        return keys.Count;
    }

    private static async Task<List<StoredRecording>> Load(StorageContext context, IQueryable<SessionRow> sessions, CancellationToken cancellationToken)
    {
        var rows = await sessions.Select(row => new { row.GymId, row.SessionId, row.AthleteId, row.StartedMicros, row.EndedMicros }).ToListAsync(cancellationToken);
        if (rows.Count == 0)
            return [];

        var gymId = rows[0].GymId;
        var names = rows.ConvertAll(row => row.SessionId);
        var chunks = (await context.RecordingChunks
            .Where(row => row.GymId == gymId && names.Contains(row.SessionId))
            .OrderBy(row => row.SessionId).ThenBy(row => row.Claim).ThenBy(row => row.FirstInputSeq)
            .Select(row => new { row.SessionId, row.Claim, row.FirstInputSeq, row.LastInputSeq, row.FirstMicros, row.LastMicros, row.Size, row.WrittenMicros })
            .ToListAsync(cancellationToken))
            .ToLookup(
                row => row.SessionId,
                row => new StoredChunk(new ChunkSpan(row.Claim, row.FirstInputSeq, row.LastInputSeq, row.FirstMicros, row.LastMicros), row.Size, row.WrittenMicros));
        return
        [
            .. rows.Where(row => chunks.Contains(row.SessionId)).Select(row => new StoredRecording(
                new SessionKey(row.GymId, row.SessionId), row.AthleteId, row.StartedMicros, row.EndedMicros, [.. chunks[row.SessionId]])),
        ];
    }
}
