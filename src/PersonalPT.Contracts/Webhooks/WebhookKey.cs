namespace PersonalPT.Contracts.Webhooks;

/// <summary>Names a webhook.</summary>
/// <param name="GymId">The gym.</param>
/// <param name="WebhookId">Its name within the gym.</param>
public readonly record struct WebhookKey(string GymId, string WebhookId);
