using PersonalPT.Api.Errors;
using PersonalPT.Api.Webhooks;
using PersonalPT.Contracts;
using PersonalPT.Contracts.Storage;
using PersonalPT.Contracts.Webhooks;
using Wire = PersonalPT.Protocol.V1;

namespace PersonalPT.Api.Wire;

/// <summary>Webhooks as they are sent.</summary>
internal static class WireWebhooks
{
    private static readonly (WebhookEvents Event, Wire::WebhookEventType Sent)[] s_events =
    [
        (WebhookEvents.SetCompleted, Wire::WebhookEventType.SetCompleted), (WebhookEvents.SessionEnded, Wire::WebhookEventType.SessionEnded),
        (WebhookEvents.GroupFinished, Wire::WebhookEventType.GroupFinished),
    ];

    /// <summary>How a webhook may be named.</summary>
    public static string IdRule => $"A webhook's id is {Identifiers.UuidRule}.";

    /// <summary>Reads what is to be posted.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT: every field that is wrong, by its name.</exception>
    public static WebhookEvents Read(Wire::PutWebhookRequest request, IGymWebhooks webhooks)
    {
        var wrong = new List<FieldViolation>();
        if (!Identifiers.IsUuid(request.WebhookId))
            wrong.Add(new FieldViolation("webhook_id", IdRule));
        if (webhooks.FindFault(request.Url) is { } fault)
            wrong.Add(new FieldViolation("url", EndpointRule.Say(fault)));
        var events = WebhookEvents.None;
        for (var i = 0; i < request.Events.Count; i++)
        {
            var known = Array.Find(s_events, row => row.Sent == request.Events[i]).Event;
            if (known == WebhookEvents.None)
                wrong.Add(new FieldViolation($"events[{i}]", "This server knows no such event."));
            events |= known;
        }

        if (request.Events.Count == 0)
            wrong.Add(new FieldViolation("events", "Say at least one."));
        return wrong.Count > 0 ? throw Refusals.BadRequest(wrong) : events;
    }

    public static Wire::Webhook Write(WebhookStanding standing)
    {
        var webhook = standing.Webhook;
        var sent = new Wire::Webhook
        {
            WebhookId = webhook.Key.WebhookId,
            Url = webhook.Url,
            CreatedTimeUs = webhook.CreatedMicros,
            LastSuccessTimeUs = webhook.LastSuccessMicros ?? 0,
            LastFailureTimeUs = webhook.LastFailureMicros ?? 0,
            LastFailure = webhook.LastFailure ?? "",
            Failures = (uint)webhook.Failures,
            NextTryTimeUs = webhook.NextMicros,
            Waiting = (ulong)standing.Waiting,
            Parked = (ulong)standing.Parked,
        };
        sent.Events.AddRange(s_events.Where(row => webhook.Events.HasFlag(row.Event)).Select(row => row.Sent));
        return sent;
    }
}
