namespace PersonalPT.Storage;

/// <summary>
/// Where everything durable lives. The host opens it before anything else starts and closes it after everything else has stopped; opening it by hand
/// beforehand is allowed, for a program that wants to say what is wrong before it starts a host.
/// </summary>
public interface IStorage
{
    /// <summary>
    /// Starts the writer, after making what is not there yet and bringing older tables up to date where this server is the only one that may. Does
    /// nothing where it is open.
    /// </summary>
    /// <exception cref="StorageException">It cannot be opened: in use, damaged, not reachable, older or newer than this program, not writable.</exception>
    Task OpenAsync(CancellationToken cancellationToken);

    /// <summary>Asks the database for a sign of life, for a second at most where it can be seen to be away.</summary>
    /// <exception cref="Contracts.Storage.JournalException">It gives none; the message says why.</exception>
    Task ProbeAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Asks whether what is to be kept can be written: nothing is tried where the last commit succeeded; where it failed, a small write.
    /// </summary>
    /// <exception cref="Contracts.Storage.JournalException">It cannot; the message says why.</exception>
    Task ProbeWritingAsync(CancellationToken cancellationToken);

    /// <summary>Writes what was queued, then closes. Later calls on the journal and the stores get a
    /// <see cref="Contracts.Storage.JournalException"/>. Does nothing where it is closed.</summary>
    Task CloseAsync();
}
