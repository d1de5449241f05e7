using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using PersonalPT.Contracts.Storage;
using PersonalPT.Storage.Schema;

namespace PersonalPT.Storage.Reading;

/// <summary>Reads, beside the writer and without ever holding it up.</summary>
internal sealed class DatabaseReader(IDatabase database)
{
    private volatile bool _open;

    /// <summary>Whether the database may be read.</summary>
    public bool IsOpen
    {
        get => _open;
        set => _open = value;
    }

    /// <summary>Runs one query on a connection that cannot write.</summary>
    /// <exception cref="JournalException">It could not be read.</exception>
    public async Task<T> Read<T>(Func<StorageContext, CancellationToken, Task<T>> query, CancellationToken cancellationToken)
    {
        if (!_open)
            throw new JournalException("The storage is closed.");

        try
        {
            await using var context = database.ReaderContext();
            return await query(context, cancellationToken);
        }
        catch (DbException failure)
        {
            throw new JournalException($"The database could not be read: {failure.Message}", failure);
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
}
