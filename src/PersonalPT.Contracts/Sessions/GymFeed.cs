namespace PersonalPT.Contracts.Sessions;

/// <summary>The one Orleans stream that a gym has: everything that happens in its sessions, for coaches, boards and pages.</summary>
public static class GymFeed
{
    /// <summary>Name of the stream provider.</summary>
    public const string Provider = "gym-feed";

    /// <summary>The stream of a gym.</summary>
    public static StreamId Of(string gymId) => StreamId.Create("gym", gymId);
}

/// <summary>What goes through a gym's stream. It carries the events themselves; a watcher that sees a hole in event numbers reads the journal.</summary>
/// <param name="Events">New entries of logs; in order for each session.</param>
/// <param name="Statuses">The newest status of sessions.</param>
[GenerateSerializer, Immutable, Alias("PersonalPT.GymFeedItem")]
public sealed record GymFeedItem(
    [property: Id(0)] IReadOnlyList<SessionEvent> Events, [property: Id(1)] IReadOnlyList<SessionStatusReport> Statuses)
{
    /// <summary>Sessions that were erased: nothing of them may be shown any more.</summary>
    [Id(2)]
    public IReadOnlyList<SessionKey> Erased { get; init; } = [];
}

/// <summary>A session's newest status.</summary>
/// <param name="Session">The session.</param>
/// <param name="Status">Its status.</param>
/// <param name="LastEventSeq">Its newest event, so that a lost last event is noticed.</param>
[GenerateSerializer, Immutable, Alias("PersonalPT.SessionStatusReport")]
public readonly record struct SessionStatusReport(
    [property: Id(0)] SessionKey Session, [property: Id(1)] SessionStatus Status, [property: Id(2)] long LastEventSeq);
