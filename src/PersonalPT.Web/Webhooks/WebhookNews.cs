namespace PersonalPT.Web.Webhooks;

/// <summary>What came of what an administrator just did.</summary>
/// <param name="Text">In words.</param>
/// <param name="IsGood">Whether it is what he wanted.</param>
/// <param name="Secret">A secret that was made by it, shown in this answer and never again; null: none was.</param>
public sealed record WebhookNews(string Text, bool IsGood, string? Secret = null);
