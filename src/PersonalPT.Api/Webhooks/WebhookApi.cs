using Grpc.Core;
using PersonalPT.Api.Access;
using PersonalPT.Api.Errors;
using PersonalPT.Api.Wire;
using PersonalPT.Contracts;
using PersonalPT.Contracts.Storage;
using PersonalPT.Contracts.Webhooks;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Api.Webhooks;

/// <summary>A gym's webhooks.</summary>
internal sealed class WebhookApi(IWebhookStore store, EndpointRule rule, WebhookSecrets secrets, WebhookSender sender, ApiOptions options, TimeProvider time) : WebhookService.WebhookServiceBase
{
    private const int WebhooksOfGym = 10;

    /// <inheritdoc/>
    public override async Task<PutWebhookResponse> PutWebhook(PutWebhookRequest request, ServerCallContext context)
    {
        var events = WireWebhooks.Read(request, rule);
        var secret = WebhookSecret.New();
        var kept = secrets.Protect(secret);
        var webhook = new StoredWebhook(Key(request.WebhookId, context), request.Url, events, kept, time.UtcMicros());
        var stored = await store.Put(webhook, WebhooksOfGym, context.CancellationToken) ?? throw Refusals.TooManyWebhooks(WebhooksOfGym);
        return new PutWebhookResponse { Webhook = WireWebhooks.Write(new WebhookStanding(stored, 0, 0)), Secret = stored.Secret == kept ? secret : "" };
    }

    /// <inheritdoc/>
    public override async Task<ListWebhooksResponse> ListWebhooks(ListWebhooksRequest request, ServerCallContext context)
    {
        var response = new ListWebhooksResponse();
        response.Webhooks.AddRange((await store.List(Caller.Of(context).GymId, context.CancellationToken)).Select(WireWebhooks.Write));
        return response;
    }

    /// <inheritdoc/>
    public override async Task<DeleteWebhookResponse> DeleteWebhook(DeleteWebhookRequest request, ServerCallContext context) =>
        await store.Delete(Key(request.WebhookId, context), context.CancellationToken) ? new DeleteWebhookResponse() : throw Refusals.WebhookNotFound(request.WebhookId);

    /// <inheritdoc/>
    public override async Task<TestWebhookResponse> TestWebhook(TestWebhookRequest request, ServerCallContext context)
    {
        var key = Key(request.WebhookId, context);
        var webhook = await store.Find(key, context.CancellationToken) ?? throw Refusals.WebhookNotFound(request.WebhookId);
        var failure = await sender.Post(webhook, WebhookMessages.Test(key, time.GetUtcNow()), context.CancellationToken);
        return new TestWebhookResponse { Delivered = failure is null, Failure = failure ?? "" };
    }

    /// <inheritdoc/>
    public override async Task<RotateWebhookSecretResponse> RotateWebhookSecret(RotateWebhookSecretRequest request, ServerCallContext context)
    {
        var secret = WebhookSecret.New();
        var until = time.UtcMicros() + (long)options.Webhooks.OldSecret.TotalMicroseconds;
        return await store.Rotate(Key(request.WebhookId, context), secrets.Protect(secret), until, context.CancellationToken)
            ? new RotateWebhookSecretResponse { Secret = secret }
            : throw Refusals.WebhookNotFound(request.WebhookId);
    }

    /// <inheritdoc/>
    public override async Task<RetryParkedDeliveriesResponse> RetryParkedDeliveries(RetryParkedDeliveriesRequest request, ServerCallContext context)
    {
        var deliveries = await store.Unpark(Key(request.WebhookId, context), time.UtcMicros(), context.CancellationToken)
            ?? throw Refusals.WebhookNotFound(request.WebhookId);
        return new RetryParkedDeliveriesResponse { Deliveries = (ulong)deliveries };
    }

    private static WebhookKey Key(string webhookId, ServerCallContext context) => Identifiers.IsUuid(webhookId)
        ? new WebhookKey(Caller.Of(context).GymId, webhookId)
        : throw Refusals.BadRequest("webhook_id", WireWebhooks.IdRule);
}
