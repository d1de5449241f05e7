using PersonalPT.Contracts.Sessions;

namespace PersonalPT.Contracts.Storage;

/// <summary>
/// What people have said about sets. While a session goes on a change is an event of its log, and comes here with it, in the same transaction; after
/// its end, when the log is closed for good, it is written here alone.
/// </summary>
public interface ISetChangeStore
{
    /// <summary>Where a set stands, and whether this change is there already.</summary>
    Task<SetStanding> Look(SessionKey session, int setNumber, string changeId, CancellationToken cancellationToken);

    /// <summary>Writes a change of a set of a session that has ended. Safe to call again.</summary>
    /// <returns>The change of this id as it is kept: this one, or what was there before. Null, and nothing is written, where the session has not ended or
    /// has no such set.</returns>
    Task<RecordedSetChange?> Add(SessionKey session, SetChange change, long recordedMicros, CancellationToken cancellationToken);
}

/// <summary>Where a set stands.</summary>
/// <param name="Exists">Whether the session has it.</param>
/// <param name="HasEnded">Whether it is over.</param>
/// <param name="Changes">How often it was changed.</param>
/// <param name="Written">The session's change of the id that was asked for, of whichever set; null: there is none.</param>
public sealed record SetStanding(bool Exists, bool HasEnded, int Changes, RecordedSetChange? Written);
