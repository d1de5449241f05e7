using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using PersonalPT.Contracts.Groups;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Contracts.Webhooks;

namespace PersonalPT.Api.Webhooks;

/// <summary>
/// Makes what is posted, at the moment of posting, of what is stored then: a delivery that has waited says what is true now, and of somebody who was erased
/// meanwhile nothing.
/// </summary>
internal sealed class WebhookMessages(IHistory history, IJournal journal, IGrainFactory grains)
{
    private const long TicksPerMicrosecond = TimeSpan.TicksPerMicrosecond;

    private static readonly JsonSerializerOptions s_json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    /// <summary>What is to be posted; null where there is nothing left that it could tell of.</summary>
    public async Task<WebhookMessage?> Make(WebhookDelivery delivery, CancellationToken cancellationToken) => delivery.Kind switch
    {
        WebhookEvents.SetCompleted => await OfSet(delivery, cancellationToken),
        WebhookEvents.SessionEnded => await OfSession(delivery, cancellationToken),
        WebhookEvents.GroupFinished => await OfGroup(delivery),
        _ => null,
    };

    /// <summary>What shows that an endpoint is there.</summary>
    public static WebhookMessage Test(WebhookKey webhook, DateTimeOffset now)
    {
        var id = $"test.{Guid.NewGuid()}";
        return Write(id, "webhook.test", webhook.GymId, now, new { webhook.WebhookId });
    }

    private async Task<WebhookMessage?> OfSet(WebhookDelivery delivery, CancellationToken cancellationToken)
    {
        var session = new SessionKey(delivery.Key.GymId, delivery.SubjectId);
        if (await journal.Read(session, delivery.EventSeq - 1, 1, cancellationToken) is not [{ Body: SetEnded ended } entry]
            || await history.Session(session, cancellationToken) is not { } told || told.Sets.FirstOrDefault(set => set.SetNumber == ended.SetNumber) is not { } set)
            return null;

        return Write(Id(delivery), "set.completed", session.GymId, Time(entry.RecordedMicros), new
        {
            session.SessionId,
            entry.AthleteId,
            entry.EventSeq,
            Set = Set(set),
            Reps = ended.Reps.Select((rep, i) => new { Ordinal = i + 1, Start = Time(rep.StartMicros), Peak = Time(rep.PeakMicros), End = Time(rep.EndMicros) }),
        });
    }

    private async Task<WebhookMessage?> OfSession(WebhookDelivery delivery, CancellationToken cancellationToken)
    {
        var session = new SessionKey(delivery.Key.GymId, delivery.SubjectId);
        if (await journal.Read(session, delivery.EventSeq - 1, 1, cancellationToken) is not [{ Body: SessionEnded ended } entry]
            || await history.Session(session, cancellationToken) is not { } told)
            return null;

        return Write(Id(delivery), "session.ended", session.GymId, Time(entry.RecordedMicros), new
        {
            session.SessionId,
            entry.AthleteId,
            entry.EventSeq,
            ended.Reason,
            Started = Time(told.StartedMicros),
            Ended = Time(entry.RecordedMicros),
            told.Plan?.PlanId,
            PlanRevision = told.Plan?.Revision,
            Sets = told.Sets.Select(Set),
        });
    }

    private async Task<WebhookMessage?> OfGroup(WebhookDelivery delivery)
    {
        var key = new GroupKey(delivery.Key.GymId, delivery.SubjectId);
        var grain = grains.GetGrain<IGroupSessionGrain>(key.ToString());
        // The delivery was written with the end of the group; who does not know of the end has read the group before, or elsewhere.
        await grain.ReadAnew();
        if (await grain.Results() is not { } results)
            return null;
        if (!results.Final)
            throw new InvalidOperationException("The group's results are not read as final yet.");

        var group = results.Group;
        var ended = Time(group.EndedMicros ?? delivery.EnqueuedMicros);
        return Write(Id(delivery), "group.finished", key.GymId, ended, new
        {
            key.GroupId,
            group.Plan.Title,
            Started = group.StartedMicros is { } started ? Time(started) : (DateTimeOffset?)null,
            Ended = ended,
            Rounds = group.Plan.Rounds.Select(round => new { round.ExerciseId, round.TargetReps, round.Seconds }),
            Results = results.Results.Select(result => new
            {
                result.ParticipantNumber,
                result.Name,
                result.AthleteId,
                Rank = result.Rank == 0 ? (int?)null : result.Rank,
                RepsTotal = result.RepsByRound.Sum(),
                result.RepsByRound,
                result.PercentOfBest,
            }),
        });
    }

    private static object Set(SetHistory set) => new
    {
        set.SetNumber,
        set.Model.ExerciseId,
        ModelVersion = set.Model.Version,
        Reps = set.Reps.Count,
        CorrectedReps = set.Details.CorrectedReps?.Value,
        LoadKg = set.Details.LoadKilograms,
        set.Details.Rpe,
        EndReason = set.Reason,
        Start = Time(set.StartMicros),
        End = set.EndMicros is { } end ? Time(end) : (DateTimeOffset?)null,
    };

    private static string Id(WebhookDelivery delivery) => string.Create(CultureInfo.InvariantCulture, $"{delivery.SubjectId}.{delivery.EventSeq}");

    private static WebhookMessage Write(string id, string type, string gymId, DateTimeOffset timestamp, object data) =>
        new(id, JsonSerializer.SerializeToUtf8Bytes(new { Id = id, Type = type, GymId = gymId, Timestamp = timestamp, Data = data }, s_json));

    private static DateTimeOffset Time(long micros) => DateTimeOffset.UnixEpoch.AddTicks(micros * TicksPerMicrosecond);
}
