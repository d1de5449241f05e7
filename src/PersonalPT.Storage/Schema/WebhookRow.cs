using PersonalPT.Contracts.Webhooks;

namespace PersonalPT.Storage.Schema;

/// <summary>Where a gym wants what happens posted to, and how that stands.</summary>
internal sealed class WebhookRow
{
    public required string GymId { get; init; }

    public required string WebhookId { get; init; }

    public required string Url { get; set; }

    public required WebhookEvents Events { get; set; }

    public required string Secret { get; set; }

    public string? PreviousSecret { get; set; }

    public long? PreviousUntilMicros { get; set; }

    public required long CreatedMicros { get; init; }

    public long? LastSuccessMicros { get; set; }

    public long? LastFailureMicros { get; set; }

    public string? LastFailure { get; set; }

    public required int Failures { get; set; }

    /// <summary>Nothing is posted before; 0: at once.</summary>
    public required long NextMicros { get; set; }

    /// <summary>Who posts to it now, of whatever server; empty: nobody.</summary>
    public required string Holder { get; set; }

    /// <summary>Until when nobody else does.</summary>
    public required long HeldUntilMicros { get; set; }
}
