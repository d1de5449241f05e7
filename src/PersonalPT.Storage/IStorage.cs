namespace PersonalPT.Storage;

/// <summary>
/// Where everything durable lives. The host opens it before anything else starts and closes it after everything else has stopped; opening it by hand
/// beforehand is allowed, for a program that wants to say what is wrong before it starts a host.
/// </summary>
public interface IStorage
{
    /// <summary>Makes what is not there yet, brings older tables up to date and starts the writer. Does nothing where it is open.</summary>
    /// <exception cref="StorageException">It cannot be opened: in use, damaged, newer than this program, not writable.</exception>
    Task OpenAsync(CancellationToken cancellationToken);

    /// <summary>Writes what was queued, then closes. Later calls on the journal and the stores get a
    /// <see cref="Contracts.Storage.JournalException"/>. Does nothing where it is closed.</summary>
    Task CloseAsync();
}
