namespace PersonalPT.Api.Webhooks;

/// <summary>What is posted.</summary>
/// <param name="Id">Names it: the same however often it is posted.</param>
/// <param name="Body">JSON.</param>
internal sealed record WebhookMessage(string Id, byte[] Body);
