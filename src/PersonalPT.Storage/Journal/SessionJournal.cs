using Microsoft.EntityFrameworkCore;
using PersonalPT.Contracts.Models;
using PersonalPT.Contracts.Plans;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Storage.Reading;
using PersonalPT.Storage.Schema;
using PersonalPT.Storage.Telemetry;
using PersonalPT.Storage.Writing;

namespace PersonalPT.Storage.Journal;

/// <summary>The sessions' logs: writes are grouped by the writer, reads go beside it.</summary>
internal sealed class SessionJournal(DatabaseWriter writer, DatabaseReader reader, StorageInstruments instruments) : IJournal
{
    public Task<StoredSession> Create(NewSession session, CancellationToken cancellationToken) =>
        writer.Write(session.Session, connection => connection.Journal.Create(session), cancellationToken);

    public Task<StoredSession?> Claim(SessionKey session, CancellationToken cancellationToken) =>
        writer.Write(session, connection => connection.Journal.Claim(session), cancellationToken);

    public async Task<AppendOutcome> Append(JournalAppend append, CancellationToken cancellationToken)
    {
        var outcome = await writer.Write(append, cancellationToken);
        if (outcome == AppendOutcome.Fenced)
            instruments.Fenced();

        return outcome;
    }

    public async Task<AppendOutcome> KeepPhones(SessionKey session, long epoch, IReadOnlyList<string> phones, CancellationToken cancellationToken)
    {
        var isKept = await writer.Write(session, connection => connection.Journal.KeepPhones(session, epoch, phones), cancellationToken);
        if (!isKept)
            instruments.Fenced();

        return isKept ? AppendOutcome.Committed : AppendOutcome.Fenced;
    }

    public async Task<StoredSession?> Find(SessionKey session, CancellationToken cancellationToken)
    {
        var (gymId, sessionId) = session;
        var row = await reader.Read(
            (context, cancel) => context.Sessions.AsNoTracking().SingleOrDefaultAsync(row => row.GymId == gymId && row.SessionId == sessionId, cancel),
            cancellationToken);
        return row is null ? null : ToStoredSession(row);
    }

    public async Task<IReadOnlyList<SessionEvent>> Read(SessionKey session, long afterEventSeq, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        var (gymId, sessionId) = session;
        return await reader.Read(
            async (context, cancel) =>
            {
                var rows = await context.SessionEvents
                    .Where(row => row.GymId == gymId && row.SessionId == sessionId && row.EventSeq > afterEventSeq)
                    .OrderBy(row => row.EventSeq)
                    .Take(limit)
                    .Join(
                        context.Sessions,
                        row => new { row.GymId, row.SessionId },
                        owner => new { owner.GymId, owner.SessionId },
                        (row, owner) => new { owner.AthleteId, row.EventSeq, row.RecordedMicros, row.Body })
                    .OrderBy(row => row.EventSeq)
                    .ToListAsync(cancel);
                return rows.ConvertAll(row => new SessionEvent(session, row.AthleteId, row.EventSeq, row.RecordedMicros, SessionEventJson.Read(row.Body)));
            },
            cancellationToken);
    }

    public async Task<IReadOnlyList<SessionKey>> FindAbandoned(long lastWrittenBeforeMicros, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        return await reader.Read(
            (context, cancel) => context.Sessions
                .Where(row => row.EndedMicros == null && row.LastWrittenMicros < lastWrittenBeforeMicros)
                .OrderBy(row => row.LastWrittenMicros)
                .Take(limit)
                .Select(row => new SessionKey(row.GymId, row.SessionId))
                .ToListAsync(cancel),
            cancellationToken);
    }

    private static StoredSession ToStoredSession(SessionRow row) => new(
        new SessionKey(row.GymId, row.SessionId),
        row.AthleteId,
        new CaptureHeader(
            row.CoordinateSpace, row.ImageAspect, row.LandmarkModel, row.NominalRateHz, row.CaptureEpochMicros, row.CaptureSource),
        row.HoldFramesForTeaching,
        row.Epoch,
        row.LastEventSeq,
        new DurablePoint(
            row.PointInputSeq,
            row.PointSetNumber,
            new ModelReference(row.PointModelAthleteId, row.PointExerciseId, row.PointModelVersion),
            row.PointSettings,
            row.PointCounterVersion,
            row.PointPaused),
        row.StartedMicros,
        row.EndedMicros)
    {
        IsRecorded = row.IsRecorded,
        Plan = row.PlanId is { } planId ? new PlanReference(planId, row.PlanRevision!.Value) : null,
        Phones = JournalStatements.ReadPhones(row.Phones),
    };
}
