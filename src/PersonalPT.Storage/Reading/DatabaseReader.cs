using Microsoft.EntityFrameworkCore;
using PersonalPT.Contracts.Storage;
using PersonalPT.Storage.Schema;
using PersonalPT.Storage.Writing;

namespace PersonalPT.Storage.Reading;

/// <summary>Reads, beside the writer and without ever holding it up.</summary>
internal sealed class DatabaseReader(IDatabase database, WriterLimits limits, TimeProvider time)
{
    // Connections that broke while nobody used them are found out one by one, and say nothing of the database.
    private static readonly TimeSpan _patienceOfProbe = TimeSpan.FromSeconds(1);

    private volatile bool _open;

    /// <summary>Whether the database may be read.</summary>
    public bool IsOpen
    {
        get => _open;
        set => _open = value;
    }

    /// <summary>Runs one query on a connection that cannot write. A database that went away is waited for as long as the writer waits.</summary>
    /// <exception cref="JournalException">It could not be read.</exception>
    public Task<T> Read<T>(Func<StorageContext, CancellationToken, Task<T>> query, CancellationToken cancellationToken) =>
        Read(query, limits.Patience, cancellationToken);

    /// <summary>Asks the database for nothing in particular.</summary>
    /// <exception cref="JournalException">It does not answer.</exception>
    public Task Probe(CancellationToken cancellationToken) =>
        Read((context, cancel) => context.Database.ExecuteSqlRawAsync("SELECT 1", cancel), _patienceOfProbe, cancellationToken);

    private async Task<T> Read<T>(Func<StorageContext, CancellationToken, Task<T>> query, TimeSpan atMost, CancellationToken cancellationToken)
    {
        Patience? patience = null;
        while (true)
        {
            if (!_open)
                throw new JournalException("The storage is closed.");

            TimeSpan pause;
            try
            {
                await using var context = database.ReaderContext();
                return await query(context, cancellationToken);
            }
            catch (Exception failure) when (database.IsTemporary(failure) && !cancellationToken.IsCancellationRequested)
            {
                patience ??= new Patience(atMost, time);
                pause = patience.Pause() ?? throw Unreadable(failure);
            }
            catch (Exception failure) when (DatabaseFailure.Is(failure))
            {
                throw Unreadable(failure);
            }

            await Task.Delay(pause, time, cancellationToken);
        }
    }

    /// <summary>Pays for the first query before anybody waits for it. What goes wrong is left to the query that somebody does wait for.</summary>
    public async Task WarmUp()
    {
        try
        {
            await Read((context, cancel) => context.Sessions.AsNoTracking().Where(row => row.GymId == "").FirstOrDefaultAsync(cancel), CancellationToken.None);
        }
        catch (JournalException)
        {
        }
    }

    private static JournalException Unreadable(Exception failure) =>
        new($"The database could not be read: {failure.GetBaseException().Message}", failure);
}
