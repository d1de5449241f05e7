using System.Data;
using System.Data.Common;
using System.Text.Json;
using PersonalPT.Contracts.Athletes;
using PersonalPT.Contracts.Audit;
using PersonalPT.Contracts.Models;
using PersonalPT.Contracts.Plans;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Contracts.Webhooks;
using PersonalPT.Storage.Writing;
using Rep = PersonalPT.Counting.Rep;

namespace PersonalPT.Storage.Journal;

/// <summary>
/// The journal's SQL, compiled once a connection; plain enough to be the same on every database, with parameters whose types are said because one
/// database asks for them. The log and what is projected from it (sets, reps, what
/// people said about sets)
/// change in the same transaction, so they cannot disagree.
/// </summary>
internal sealed class JournalStatements : IDisposable
{
    private const string SelectSession = """
        SELECT athlete_id, coordinate_space, image_aspect, landmark_model, nominal_rate_hz, capture_epoch_micros, capture_source,
               hold_frames_for_teaching, epoch, last_event_seq, point_input_seq, point_set_number, point_model_athlete_id, point_exercise_id,
               point_model_version, point_settings, point_counter_version, point_paused, started_micros, ended_micros, is_recorded,
               plan_id, plan_revision, phones
        FROM sessions WHERE gym_id = @p0 AND session_id = @p1
        """;

    /// <summary>First of all statements of an append: whoever does not own the session, or does not know its newest event, changes nothing.</summary>
    public const string Advance = """
        UPDATE sessions
        SET last_event_seq = @p4, last_written_micros = @p5, ended_micros = COALESCE(ended_micros, @p6), point_input_seq = @p7,
            point_set_number = @p8, point_model_athlete_id = @p9, point_exercise_id = @p10, point_model_version = @p11, point_settings = @p12,
            point_counter_version = @p13, point_paused = @p14
        WHERE gym_id = @p0 AND session_id = @p1 AND epoch = @p2 AND last_event_seq = @p3
        """;

    private const DbType Text = DbType.String;
    private const DbType Small = DbType.Int32;
    private const DbType Large = DbType.Int64;
    private const DbType Real = DbType.Double;
    private const DbType Flag = DbType.Boolean;

    private readonly List<Statement> _all = [];
    private readonly Statement _addGym;
    private readonly Statement _addAthlete;
    private readonly Statement _addSession;
    private readonly Statement _findSession;
    private readonly Statement _claim;
    private readonly Statement _advance;
    private readonly Statement _keepPhones;
    private readonly Statement _position;
    private readonly Statement _keysAfter;
    private readonly Statement _addEvent;
    private readonly Statement _addSet;
    private readonly Statement _endSet;
    private readonly Statement _addRep;
    private readonly Statement _dropReps;
    private readonly Statement _findErased;
    private readonly Statement _findErasure;
    private readonly Statement _addAudit;
    private readonly Statement _addSetChange;
    private readonly Statement _addDeliveries;

    /// <summary>The types of the parameters of <see cref="Advance"/>.</summary>
    public static ReadOnlySpan<DbType> AdvanceTypes =>
        [Text, Text, Large, Large, Large, Large, Large, Large, Small, Text, Text, Small, Text, Small, Flag];

    public JournalStatements(DbConnection connection)
    {
        _addGym = Prepare("INSERT INTO gyms (gym_id, created_micros) VALUES (@p0, @p1) ON CONFLICT DO NOTHING", Text, Large);
        _addAthlete = Prepare("INSERT INTO athletes (gym_id, athlete_id, created_micros) VALUES (@p0, @p1, @p2) ON CONFLICT DO NOTHING", Text, Text, Large);
        _addSession = Prepare(
            """
            INSERT INTO sessions (gym_id, session_id, athlete_id, coordinate_space, image_aspect, landmark_model, nominal_rate_hz, capture_epoch_micros,
                                  capture_source, hold_frames_for_teaching, epoch, last_event_seq, point_input_seq, point_set_number,
                                  point_model_athlete_id, point_exercise_id, point_model_version, point_settings, point_counter_version, point_paused,
                                  started_micros, last_written_micros, is_recorded, plan_id, plan_revision)
            VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, 0, @p10, @p11, @p12, @p13, @p14, @p15, @p16, @p17, @p18, @p19, @p20, @p21,
                    @p22, @p23)
            ON CONFLICT DO NOTHING
            """,
            Text, Text, Text, Small, Real, Small, Real, Large, Text, Flag, Large, Large, Small, Text, Text, Small, Text, Small, Flag, Large, Large, Flag,
            Text, Small);
        _findSession = Prepare(SelectSession, Text, Text);
        _claim = Prepare("UPDATE sessions SET epoch = epoch + 1 WHERE gym_id = @p0 AND session_id = @p1", Text, Text);
        _advance = Prepare(Advance, AdvanceTypes);
        _keepPhones = Prepare("UPDATE sessions SET phones = @p3 WHERE gym_id = @p0 AND session_id = @p1 AND epoch = @p2", Text, Text, Large, Text);
        _position = Prepare("SELECT epoch, last_event_seq FROM sessions WHERE gym_id = @p0 AND session_id = @p1", Text, Text);
        _keysAfter = Prepare(
            "SELECT idempotency_key FROM session_events WHERE gym_id = @p0 AND session_id = @p1 AND event_seq > @p2 ORDER BY event_seq", Text, Text, Large);
        _addEvent = Prepare(
            """
            INSERT INTO session_events (gym_id, session_id, event_seq, kind, idempotency_key, set_number, ordinal, recorded_micros, body)
            VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8)
            """,
            Text, Text, Large, Text, Text, Small, Small, Large, Text);
        _addSet = Prepare(
            """
            INSERT INTO sets (gym_id, session_id, set_number, model_athlete_id, exercise_id, model_version, start_micros)
            VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6)
            """,
            Text, Text, Small, Text, Text, Small, Large);
        _endSet = Prepare(
            """
            UPDATE sets SET start_micros = COALESCE(@p3, start_micros), end_micros = COALESCE(@p4, start_micros), end_reason = @p5, final_vote = @p6
            WHERE gym_id = @p0 AND session_id = @p1 AND set_number = @p2
            """,
            Text, Text, Small, Large, Large, Small, Small);
        _addRep = Prepare(
            """
            INSERT INTO reps (gym_id, session_id, set_number, ordinal, start_micros, peak_micros, end_micros, movement_range)
            VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7)
            """,
            Text, Text, Small, Small, Large, Large, Large, DbType.Single);
        _dropReps = Prepare("DELETE FROM reps WHERE gym_id = @p0 AND session_id = @p1 AND set_number = @p2", Text, Text, Small);
        _findErased = Prepare("SELECT 1 FROM erased_sessions WHERE gym_id = @p0 AND session_id = @p1", Text, Text);
        _findErasure = Prepare("SELECT 1 FROM erasures WHERE gym_id = @p0 AND athlete_id = @p1", Text, Text);
        _addAudit = Prepare(
            """
            INSERT INTO audit_entries (gym_id, at_micros, entry_id, actor_id, actor_role, action, outcome, athlete_id, other_id, means)
            VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9) ON CONFLICT DO NOTHING
            """,
            Text, Large, Text, Text, Text, Small, Small, Text, Text, Text);
        _addSetChange = Prepare(
            """
            INSERT INTO set_changes (gym_id, session_id, change_number, event_seq, set_number, change_id, author_id, recorded_micros, body)
            VALUES (@p0, @p1, @p2, @p2, @p3, @p4, @p5, @p6, @p7)
            """,
            Text, Text, Large, Small, Text, Text, Large, Text);

        _addDeliveries = Prepare(
            """
            INSERT INTO webhook_deliveries (gym_id, webhook_id, subject_id, event_seq, kind, enqueued_micros, next_micros, attempts)
            SELECT w.gym_id, w.webhook_id, @p1, @p2, @p3, @p4, @p4, 0 FROM webhooks w WHERE w.gym_id = @p0 AND (w.events & @p3) <> 0
            """,
            Text, Text, Large, Small, Large);

        Statement Prepare(string sql, params ReadOnlySpan<DbType> parameters)
        {
            var statement = new Statement(connection, sql, parameters);
            _all.Add(statement);
            return statement;
        }
    }

    /// <summary>All statements take part in this transaction from now on.</summary>
    public void Join(DbTransaction transaction)
    {
        foreach (var statement in _all)
            statement.Transaction = transaction;
    }

    public void Dispose()
    {
        foreach (var statement in _all)
            statement.Dispose();
    }

    /// <summary>Makes sure that there is a row for the gym, for others to refer to.</summary>
    public void AddGym(string gymId, long atMicros) => _addGym.Execute(gymId, atMicros);

    /// <summary>Makes sure that there are rows for the gym and the athlete, for others to refer to.</summary>
    /// <exception cref="ErasedException">The athlete is being erased.</exception>
    public void AddAthlete(string gymId, string athleteId, long atMicros)
    {
        RefuseErased(gymId, athleteId);
        AddGym(gymId, atMicros);
        _addAthlete.Execute(gymId, athleteId, atMicros);
    }

    /// <summary>Nothing new is written for somebody who is being erased.</summary>
    /// <exception cref="ErasedException">The person is being erased.</exception>
    public void RefuseErased(string gymId, string personId)
    {
        if (Is(_findErasure, gymId, personId))
            throw new ErasedException(ErasedThing.Athlete);
    }

    /// <summary>Something happened that the gym's webhooks are to be told of, where it has any: the outbox, in the transaction of what it is about.</summary>
    /// <param name="gymId">The gym.</param>
    /// <param name="subjectId">What it is about: a session, or a group.</param>
    /// <param name="eventSeq">The event of the session's log; 0: of a group.</param>
    /// <param name="kind">What happened.</param>
    /// <param name="atMicros">When.</param>
    public void AddDeliveries(string gymId, string subjectId, long eventSeq, WebhookEvents kind, long atMicros) =>
        _addDeliveries.Execute(gymId, subjectId, eventSeq, (int)kind, atMicros);

    /// <summary>What of the log webhooks are told of.</summary>
    public static WebhookEvents Posted(SessionEventBody body) => body switch
    {
        SetEnded => WebhookEvents.SetCompleted,
        SessionEnded => WebhookEvents.SessionEnded,
        _ => WebhookEvents.None,
    };

    /// <summary>Adds an entry to the audit log where it is not there.</summary>
    public void AddAudit(string gymId, AuditEntry entry) => _addAudit.Execute(
        gymId, entry.AtMicros, entry.EntryId.ToString(), entry.ActorId, entry.ActorRole, (int)entry.Action, (int)entry.Outcome, entry.AthleteId, entry.OtherId,
        entry.Means);

    /// <summary>Makes the session with its first events where it is not there.</summary>
    /// <exception cref="ErasedException">A session of this name was erased, or its athlete is being erased.</exception>
    public StoredSession Create(NewSession session)
    {
        if (Find(session.Session) is { } existing)
            return existing;

        var (gymId, sessionId) = session.Session;
        if (Is(_findErased, gymId, sessionId))
            throw new ErasedException(ErasedThing.Session);

        var (capture, point) = (session.Capture, session.Point);
        ReadOnlySpan<SessionEventBody> first = [new SessionStarted(), new ExerciseSelected(0, point.Model)];
        AddAthlete(gymId, session.AthleteId, session.StartedMicros);
        var added = _addSession.Execute(
            gymId, sessionId, session.AthleteId, capture.CoordinateSpace, capture.ImageAspect, capture.LandmarkModel, capture.NominalRateHz,
            capture.CaptureEpochMicros, capture.Source, session.HoldFramesForTeaching, (long)first.Length, point.InputSeq, point.SetNumber,
            point.Model.AthleteId, point.Model.ExerciseId, point.Model.Version, point.Settings, point.CounterVersion, point.Paused,
            session.StartedMicros, session.StartedMicros, session.IsRecorded, session.Plan?.PlanId, session.Plan?.Revision);
        // Another server may have been faster where a database has several.
        if (added > 0)
        {
            for (var i = 0; i < first.Length; i++)
                Add(session.Session, i + 1, first[i], session.StartedMicros);
        }

        return Find(session.Session)!;
    }

    /// <summary>Raises the epoch.</summary>
    public StoredSession? Claim(SessionKey session) => _claim.Execute(session.GymId, session.SessionId) == 0 ? null : Find(session);

    /// <summary>Writes which phones a session has had.</summary>
    /// <returns>Whether the writer's claim is right.</returns>
    public bool KeepPhones(SessionKey session, long epoch, IReadOnlyList<string> phones) =>
        _keepPhones.Execute(session.GymId, session.SessionId, epoch, JsonSerializer.Serialize(phones)) > 0;

    /// <summary>Reads what <see cref="KeepPhones"/> has written.</summary>
    public static IReadOnlyList<string> ReadPhones(string? text) => text is null ? [] : JsonSerializer.Deserialize<string[]>(text)!;

    /// <summary>Writes events and the durable point, if the writer's claim and its idea of the newest event are right.</summary>
    public AppendOutcome Append(JournalAppend append)
    {
        var advanced = _advance.Execute(AdvanceValues(append));
        if (advanced == 0)
            return IsWritten(append) ? AppendOutcome.Committed : AppendOutcome.Fenced;

        for (var i = 0; i < append.Events.Count; i++)
        {
            Add(append.Session, append.LastEventSeq + 1 + i, append.Events[i], append.WrittenMicros);
            Project(append.Session, append.LastEventSeq + 1 + i, append.Events[i], append.WrittenMicros);
            if (Posted(append.Events[i]) is var kind and not WebhookEvents.None)
                AddDeliveries(append.Session.GymId, append.Session.SessionId, append.LastEventSeq + 1 + i, kind, append.WrittenMicros);
        }

        return AppendOutcome.Committed;
    }

    /// <summary>The parameters of <see cref="Advance"/>.</summary>
    public static object?[] AdvanceValues(JournalAppend append)
    {
        var (gymId, sessionId) = append.Session;
        var point = append.Point;
        long? ended = append.Events.Any(body => body is SessionEnded) ? append.WrittenMicros : null;
        return
        [
            gymId, sessionId, append.Epoch, append.LastEventSeq, append.LastEventSeq + append.Events.Count, append.WrittenMicros, ended, point.InputSeq,
            point.SetNumber, point.Model.AthleteId, point.Model.ExerciseId, point.Model.Version, point.Settings, point.CounterVersion, point.Paused,
        ];
    }

    /// <summary>The set and the ordinal in it that an event is about.</summary>
    public static (int? SetNumber, int? Ordinal) Place(SessionEventBody body) => body switch
    {
        SetStarted started => (started.SetNumber, null),
        RepCompleted completed => (completed.SetNumber, completed.Ordinal),
        SetEnded ended => (ended.SetNumber, null),
        SetChange change => (change.SetNumber, null),
        _ => (null, null),
    };

    /// <summary>
    /// The same claim, and exactly these events are the newest: this append was committed before and its answer was lost.
    /// </summary>
    public bool IsWritten(JournalAppend append)
    {
        var (gymId, sessionId) = append.Session;
        using (var position = _position.Query(gymId, sessionId))
        {
            if (!position.Read() || position.GetInt64(0) != append.Epoch || position.GetInt64(1) != append.LastEventSeq + append.Events.Count)
                return false;
        }

        using var keys = _keysAfter.Query(gymId, sessionId, append.LastEventSeq);
        foreach (var body in append.Events)
        {
            if (!keys.Read() || keys.GetString(0) != body.IdempotencyKey)
                return false;
        }

        return true;
    }

    private static bool Is(Statement query, string gymId, string id)
    {
        using var row = query.Query(gymId, id);
        return row.Read();
    }

    private StoredSession? Find(SessionKey session)
    {
        using var row = _findSession.Query(session.GymId, session.SessionId);
        if (!row.Read())
            return null;

        return new StoredSession(
            session,
            row.GetString(0),
            new CaptureHeader(row.GetInt32(1), row.GetDouble(2), row.GetInt32(3), row.GetDouble(4), row.GetInt64(5), row.GetString(6)),
            row.GetBoolean(7),
            row.GetInt64(8),
            row.GetInt64(9),
            new DurablePoint(
                row.GetInt64(10),
                row.GetInt32(11),
                new ModelReference(row.GetString(12), row.GetString(13), row.GetInt32(14)),
                row.GetString(15),
                row.GetInt32(16),
                row.GetBoolean(17)),
            row.GetInt64(18),
            row.IsDBNull(19) ? null : row.GetInt64(19))
        {
            IsRecorded = row.GetBoolean(20),
            Plan = row.IsDBNull(21) ? null : new PlanReference(row.GetString(21), row.GetInt32(22)),
            Phones = ReadPhones(row.IsDBNull(23) ? null : row.GetString(23)),
        };
    }

    private void Add(SessionKey session, long eventSeq, SessionEventBody body, long recordedMicros)
    {
        var (setNumber, ordinal) = Place(body);
        _addEvent.Execute(
            session.GymId, session.SessionId, eventSeq, SessionEventKinds.Of(body), body.IdempotencyKey, setNumber, ordinal, recordedMicros,
            SessionEventJson.Write(body));
    }

    private void Project(SessionKey session, long eventSeq, SessionEventBody body, long recordedMicros)
    {
        switch (body)
        {
            case SetStarted started:
                var model = started.Model;
                _addSet.Execute(
                    session.GymId, session.SessionId, started.SetNumber, model.AthleteId, model.ExerciseId, model.Version, started.StartMicros);
                break;
            case RepCompleted completed:
                AddRep(session, completed.SetNumber, completed.Ordinal, completed.Rep);
                break;
            case SetEnded ended:
                End(session, ended);
                break;
            case SetChange change:
                _addSetChange.Execute(
                    session.GymId, session.SessionId, eventSeq, change.SetNumber, change.ChangeId, change.AuthorId, recordedMicros,
                    SessionEventJson.Write(change));
                break;
        }
    }

    private void End(SessionKey session, SetEnded ended)
    {
        long? start = ended.Reps.Count > 0 ? ended.Reps[0].StartMicros : null;
        long? end = ended.Reps.Count > 0 ? ended.Reps[^1].EndMicros : null;
        if (_endSet.Execute(session.GymId, session.SessionId, ended.SetNumber, start, end, (int)ended.Reason, ended.FinalVote) == 0)
            throw new JournalException($"Set {ended.SetNumber} cannot end: it was never started.");

        _dropReps.Execute(session.GymId, session.SessionId, ended.SetNumber);
        for (var i = 0; i < ended.Reps.Count; i++)
            AddRep(session, ended.SetNumber, i + 1, ended.Reps[i]);
    }

    private void AddRep(SessionKey session, int setNumber, int ordinal, Rep rep) => _addRep.Execute(
        session.GymId, session.SessionId, setNumber, ordinal, rep.StartMicros, rep.PeakMicros, rep.EndMicros, rep.Range);
}
