namespace PersonalPT.Contracts.Webhooks;

/// <summary>What is posted to webhooks. Stored: never renumber.</summary>
[Flags]
public enum WebhookEvents
{
    /// <summary>Nothing.</summary>
    None = 0,
    /// <summary>A set is over.</summary>
    SetCompleted = 1,
    /// <summary>A session is over.</summary>
    SessionEnded = 2,
    /// <summary>A group's results are final.</summary>
    GroupFinished = 4,
}
