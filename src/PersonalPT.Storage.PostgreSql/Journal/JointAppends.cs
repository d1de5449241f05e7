using System.Data.Common;
using Npgsql;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Contracts.Webhooks;
using PersonalPT.Storage.Journal;
using Rep = PersonalPT.Counting.Rep;

namespace PersonalPT.Storage.PostgreSql.Journal;

/// <summary>
/// A group of appends in one round trip: each session's row is moved on, one after the other, and then come the rows of all of them, a statement a table.
/// A row is written only where its session's row is as its own append left it, so that nothing comes from an append that was fenced; and one that was
/// written before runs into the log's keys, which ends the group's common way, and each goes its own.
/// </summary>
internal sealed class JointAppends : IJointAppends
{
    // The first four columns of every statement's rows say whose they are.
    private const string Owned = """
        JOIN sessions s ON s.gym_id = r.gym_id AND s.session_id = r.session_id AND s.epoch = r.epoch AND s.last_event_seq = r.last_event_seq
        """;

    private static readonly string _advance = Numbered(JournalStatements.Advance);

    private readonly NpgsqlBatch _batch;
    private readonly List<NpgsqlBatchCommand> _advances = [];
    private readonly RowsStatement<(long EventSeq, SessionEventBody Body, long WrittenMicros)> _events;
    private readonly RowsStatement<SetStarted> _sets;
    private readonly RowsStatement<SetEnded> _ends;
    private readonly RowsStatement<int> _noReps;
    private readonly RowsStatement<(int SetNumber, int Ordinal, Rep Rep)> _reps;
    private readonly RowsStatement<(long EventSeq, SetChange Change, long WrittenMicros)> _changes;
    private readonly RowsStatement<(long EventSeq, WebhookEvents Kind, long WrittenMicros)> _deliveries;

    public JointAppends(NpgsqlConnection connection)
    {
        _batch = new NpgsqlBatch(connection);
        _events = new(
            $"""
            INSERT INTO session_events (gym_id, session_id, event_seq, kind, idempotency_key, set_number, ordinal, recorded_micros, body)
            SELECT r.gym_id, r.session_id, r.event_seq, r.kind, r.idempotency_key, r.set_number, r.ordinal, r.recorded_micros, r.body
            FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
                AS r (gym_id, session_id, epoch, last_event_seq, event_seq, kind, idempotency_key, set_number, ordinal, recorded_micros, body) {Owned}
            """,
            RowsStatement.Column(((long EventSeq, SessionEventBody, long) row) => row.EventSeq),
            RowsStatement.Column(((long, SessionEventBody Body, long) row) => SessionEventKinds.Of(row.Body)),
            RowsStatement.Column(((long, SessionEventBody Body, long) row) => row.Body.IdempotencyKey),
            RowsStatement.Column(((long, SessionEventBody Body, long) row) => JournalStatements.Place(row.Body).SetNumber),
            RowsStatement.Column(((long, SessionEventBody Body, long) row) => JournalStatements.Place(row.Body).Ordinal),
            RowsStatement.Column(((long, SessionEventBody, long WrittenMicros) row) => row.WrittenMicros),
            RowsStatement.Column(((long, SessionEventBody Body, long) row) => SessionEventJson.Write(row.Body)));
        _sets = new(
            $"""
            INSERT INTO sets (gym_id, session_id, set_number, model_athlete_id, exercise_id, model_version, start_micros)
            SELECT r.gym_id, r.session_id, r.set_number, r.model_athlete_id, r.exercise_id, r.model_version, r.start_micros
            FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9)
                AS r (gym_id, session_id, epoch, last_event_seq, set_number, model_athlete_id, exercise_id, model_version, start_micros) {Owned}
            """,
            RowsStatement.Column((SetStarted set) => set.SetNumber),
            RowsStatement.Column((SetStarted set) => set.Model.AthleteId),
            RowsStatement.Column((SetStarted set) => set.Model.ExerciseId),
            RowsStatement.Column((SetStarted set) => set.Model.Version),
            RowsStatement.Column((SetStarted set) => set.StartMicros));
        _ends = new(
            $"""
            UPDATE sets t
            SET start_micros = COALESCE(r.start_micros, t.start_micros), end_micros = COALESCE(r.end_micros, t.start_micros), end_reason = r.end_reason,
                final_vote = r.final_vote
            FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9)
                AS r (gym_id, session_id, epoch, last_event_seq, set_number, start_micros, end_micros, end_reason, final_vote) {Owned}
            WHERE t.gym_id = r.gym_id AND t.session_id = r.session_id AND t.set_number = r.set_number
            """,
            RowsStatement.Column((SetEnded set) => set.SetNumber),
            RowsStatement.Column((SetEnded set) => set.Reps.Count > 0 ? set.Reps[0].StartMicros : (long?)null),
            RowsStatement.Column((SetEnded set) => set.Reps.Count > 0 ? set.Reps[^1].EndMicros : (long?)null),
            RowsStatement.Column((SetEnded set) => (int)set.Reason),
            RowsStatement.Column((SetEnded set) => set.FinalVote));
        _noReps = new(
            $"""
            DELETE FROM reps t
            USING unnest($1, $2, $3, $4, $5) AS r (gym_id, session_id, epoch, last_event_seq, set_number) {Owned}
            WHERE t.gym_id = r.gym_id AND t.session_id = r.session_id AND t.set_number = r.set_number
            """,
            RowsStatement.Column((int setNumber) => setNumber));
        _reps = new(
            $"""
            INSERT INTO reps (gym_id, session_id, set_number, ordinal, start_micros, peak_micros, end_micros, movement_range)
            SELECT r.gym_id, r.session_id, r.set_number, r.ordinal, r.start_micros, r.peak_micros, r.end_micros, r.movement_range
            FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
                AS r (gym_id, session_id, epoch, last_event_seq, set_number, ordinal, start_micros, peak_micros, end_micros, movement_range) {Owned}
            """,
            RowsStatement.Column(((int SetNumber, int, Rep) row) => row.SetNumber),
            RowsStatement.Column(((int, int Ordinal, Rep) row) => row.Ordinal),
            RowsStatement.Column(((int, int, Rep Rep) row) => row.Rep.StartMicros),
            RowsStatement.Column(((int, int, Rep Rep) row) => row.Rep.PeakMicros),
            RowsStatement.Column(((int, int, Rep Rep) row) => row.Rep.EndMicros),
            RowsStatement.Column(((int, int, Rep Rep) row) => row.Rep.Range));
        _changes = new(
            $"""
            INSERT INTO set_changes (gym_id, session_id, change_number, event_seq, set_number, change_id, author_id, recorded_micros, body)
            SELECT r.gym_id, r.session_id, r.event_seq, r.event_seq, r.set_number, r.change_id, r.author_id, r.recorded_micros, r.body
            FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
                AS r (gym_id, session_id, epoch, last_event_seq, event_seq, set_number, change_id, author_id, recorded_micros, body) {Owned}
            """,
            RowsStatement.Column(((long EventSeq, SetChange, long) row) => row.EventSeq),
            RowsStatement.Column(((long, SetChange Change, long) row) => row.Change.SetNumber),
            RowsStatement.Column(((long, SetChange Change, long) row) => row.Change.ChangeId),
            RowsStatement.Column(((long, SetChange Change, long) row) => row.Change.AuthorId),
            RowsStatement.Column(((long, SetChange, long WrittenMicros) row) => row.WrittenMicros),
            RowsStatement.Column(((long, SetChange Change, long) row) => SessionEventJson.Write(row.Change)));
        _deliveries = new(
            $"""
            INSERT INTO webhook_deliveries (gym_id, webhook_id, subject_id, event_seq, kind, enqueued_micros, next_micros, attempts)
            SELECT w.gym_id, w.webhook_id, r.session_id, r.event_seq, r.kind, r.written_micros, r.written_micros, 0
            FROM unnest($1, $2, $3, $4, $5, $6, $7) AS r (gym_id, session_id, epoch, last_event_seq, event_seq, kind, written_micros) {Owned}
            JOIN webhooks w ON w.gym_id = r.gym_id AND (w.events & r.kind) <> 0
            """,
            RowsStatement.Column(((long EventSeq, WebhookEvents, long) row) => row.EventSeq),
            RowsStatement.Column(((long, WebhookEvents Kind, long) row) => (int)row.Kind),
            RowsStatement.Column(((long, WebhookEvents, long WrittenMicros) row) => row.WrittenMicros));
    }

    public IReadOnlyList<bool> Write(DbTransaction transaction, IReadOnlyList<JournalAppend> appends)
    {
        try
        {
            Bind(appends);
            _batch.Transaction = (NpgsqlTransaction)transaction;
            _batch.ExecuteNonQuery();
        }
        catch (PostgresException told)
        {
            // A row that somebody else keeps is one session's affair; what else goes wrong shows when each goes its own way.
            var culprit = told.SqlState == PostgresErrorCodes.LockNotAvailable ? _advances.FindIndex(advance => advance == told.BatchCommand) : -1;
            throw new JointAppendException(culprit < 0 ? null : culprit, told);
        }
        catch (Exception failure) when (!TemporaryFailure.Is(failure))
        {
            // One of them cannot even be put into words; which one shows when each goes its own way.
            throw new JointAppendException(null, failure);
        }

        var written = new bool[appends.Count];
        var ends = 0;
        for (var i = 0; i < written.Length; i++)
        {
            written[i] = _advances[i].Rows > 0;
            if (written[i])
                ends += appends[i].Events.Count(body => body is SetEnded);
        }

        if (ends > 0 && _ends.Command.Rows != (ulong)ends)
            throw new JointAppendException(null, new JournalException("A set cannot end: it was never started."));

        return written;
    }

    public void Dispose() => _batch.Dispose();

    // Sets before what refers to them, and a set's reps are dropped before those that are final.
    private RowsStatement[] AllRows() => [_events, _sets, _ends, _noReps, _reps, _changes, _deliveries];

    private void Bind(IReadOnlyList<JournalAppend> appends)
    {
        foreach (var statement in AllRows())
            statement.Clear();
        _batch.BatchCommands.Clear();
        for (var i = 0; i < appends.Count; i++)
        {
            var append = appends[i];
            var advance = Advance(i);
            var values = JournalStatements.AdvanceValues(append);
            for (var p = 0; p < values.Length; p++)
                advance.Parameters[p].Value = values[p] ?? DBNull.Value;
            _batch.BatchCommands.Add(advance);
            for (var n = 0; n < append.Events.Count; n++)
            {
                _events.Add(append, (append.LastEventSeq + 1 + n, append.Events[n], append.WrittenMicros));
                Project(append, n);
            }
        }

        foreach (var statement in AllRows())
        {
            if (statement.Bind())
                _batch.BatchCommands.Add(statement.Command);
        }
    }

    private void Project(JournalAppend append, int index)
    {
        if (JournalStatements.Posted(append.Events[index]) is var kind and not WebhookEvents.None)
            _deliveries.Add(append, (append.LastEventSeq + 1 + index, kind, append.WrittenMicros));
        switch (append.Events[index])
        {
            case SetStarted started:
                _sets.Add(append, started);
                break;
            case RepCompleted completed:
                // An end of the set in the same append says itself which reps there were.
                if (!append.Events.Skip(index + 1).Any(later => later is SetEnded ended && ended.SetNumber == completed.SetNumber))
                    _reps.Add(append, (completed.SetNumber, completed.Ordinal, completed.Rep));
                break;
            case SetEnded ended:
                _ends.Add(append, ended);
                _noReps.Add(append, ended.SetNumber);
                for (var i = 0; i < ended.Reps.Count; i++)
                    _reps.Add(append, (ended.SetNumber, i + 1, ended.Reps[i]));
                break;
            case SetChange change:
                _changes.Add(append, (append.LastEventSeq + 1 + index, change, append.WrittenMicros));
                break;
        }
    }

    // A command of a batch that is used again must have its parameters by number.
    private static string Numbered(string sql)
    {
        for (var i = JournalStatements.AdvanceTypes.Length - 1; i >= 0; i--)
            sql = sql.Replace($"@p{i}", $"${i + 1}", StringComparison.Ordinal);
        return sql;
    }

    private NpgsqlBatchCommand Advance(int index)
    {
        while (_advances.Count <= index)
        {
            var command = new NpgsqlBatchCommand(_advance);
            foreach (var type in JournalStatements.AdvanceTypes)
                command.Parameters.Add(new NpgsqlParameter { DbType = type });
            _advances.Add(command);
        }

        return _advances[index];
    }
}
