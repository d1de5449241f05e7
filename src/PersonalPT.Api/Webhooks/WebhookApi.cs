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
internal sealed class WebhookApi(IGymWebhooks webhooks) : WebhookService.WebhookServiceBase
{
    /// <inheritdoc/>
    public override async Task<PutWebhookResponse> PutWebhook(PutWebhookRequest request, ServerCallContext context)
    {
        var events = WireWebhooks.Read(request, webhooks);
        var put = await webhooks.Put(Key(request.WebhookId, context), request.Url, events, context.CancellationToken) ?? throw Refusals.TooManyWebhooks(GymWebhooks.MostOfGym);
        return new PutWebhookResponse { Webhook = WireWebhooks.Write(new WebhookStanding(put.Webhook, 0, 0)), Secret = put.Secret ?? "" };
    }

    /// <inheritdoc/>
    public override async Task<ListWebhooksResponse> ListWebhooks(ListWebhooksRequest request, ServerCallContext context)
    {
        var response = new ListWebhooksResponse();
        response.Webhooks.AddRange((await webhooks.List(Caller.Of(context).GymId, context.CancellationToken)).Select(WireWebhooks.Write));
        return response;
    }

    /// <inheritdoc/>
    public override async Task<DeleteWebhookResponse> DeleteWebhook(DeleteWebhookRequest request, ServerCallContext context) =>
        await webhooks.Delete(Key(request.WebhookId, context), context.CancellationToken) ? new DeleteWebhookResponse() : throw Refusals.WebhookNotFound(request.WebhookId);

    /// <inheritdoc/>
    public override async Task<TestWebhookResponse> TestWebhook(TestWebhookRequest request, ServerCallContext context)
    {
        var test = await webhooks.Test(Key(request.WebhookId, context), context.CancellationToken) ?? throw Refusals.WebhookNotFound(request.WebhookId);
        return new TestWebhookResponse { Delivered = test.Failure is null, Failure = test.Failure?.ToString() ?? "" };
    }

    /// <inheritdoc/>
    public override async Task<RotateWebhookSecretResponse> RotateWebhookSecret(RotateWebhookSecretRequest request, ServerCallContext context) =>
        await webhooks.Rotate(Key(request.WebhookId, context), context.CancellationToken) is { } secret
            ? new RotateWebhookSecretResponse { Secret = secret }
            : throw Refusals.WebhookNotFound(request.WebhookId);

    /// <inheritdoc/>
    public override async Task<RetryParkedDeliveriesResponse> RetryParkedDeliveries(RetryParkedDeliveriesRequest request, ServerCallContext context)
    {
        var deliveries = await webhooks.Retry(Key(request.WebhookId, context), context.CancellationToken) ?? throw Refusals.WebhookNotFound(request.WebhookId);
        return new RetryParkedDeliveriesResponse { Deliveries = (ulong)deliveries };
    }

    private static WebhookKey Key(string webhookId, ServerCallContext context) => Identifiers.IsUuid(webhookId)
        ? new WebhookKey(Caller.Of(context).GymId, webhookId)
        : throw Refusals.BadRequest("webhook_id", WireWebhooks.IdRule);
}
