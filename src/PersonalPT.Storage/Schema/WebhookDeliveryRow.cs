using PersonalPT.Contracts.Webhooks;

namespace PersonalPT.Storage.Schema;

/// <summary>Something that is to be posted to a webhook. It names what it is about and holds nothing of it; gone once it was posted.</summary>
internal sealed class WebhookDeliveryRow
{
    public required string GymId { get; init; }

    public required string WebhookId { get; init; }

    /// <summary>A session, or a group.</summary>
    public required string SubjectId { get; init; }

    /// <summary>The event of the session's log; 0: of a group.</summary>
    public required long EventSeq { get; init; }

    public required WebhookEvents Kind { get; init; }

    public required long EnqueuedMicros { get; set; }

    /// <summary>It is not tried before.</summary>
    public required long NextMicros { get; set; }

    public required int Attempts { get; set; }

    /// <summary>When it was given up; null: it waits.</summary>
    public long? ParkedMicros { get; set; }
}
