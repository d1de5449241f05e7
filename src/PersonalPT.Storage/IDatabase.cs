using System.Data.Common;
using PersonalPT.Storage.Schema;

namespace PersonalPT.Storage;

/// <summary>
/// What differs between databases: how to open one, how its transactions begin and end, how it is closed. Everything above it is the same SQL and
/// the same model. Being an interface, it is also where tests make commits fail or doubtful.
/// </summary>
internal interface IDatabase
{
    /// <summary>Takes possession, checks what is there and brings the tables up to date.</summary>
    /// <exception cref="StorageException">It cannot be used.</exception>
    void Open();

    /// <summary>The one connection that may write, open and set up. Called again after a failure.</summary>
    DbConnection ConnectWriter();

    /// <summary>Begins a transaction that holds the right to write from its first statement on.</summary>
    DbTransaction Begin(DbConnection writer);

    /// <summary>Makes the transaction durable. When it throws, the outcome counts as not committed.</summary>
    void Commit(DbTransaction transaction);

    /// <summary>The tables through the writer's connection.</summary>
    StorageContext WriterContext(DbConnection writer);

    /// <summary>The tables through a connection that cannot write.</summary>
    StorageContext ReaderContext();

    /// <summary>Closes every connection, the writer's one last, and gives up possession; leaves everything in its most compact durable form.</summary>
    void Close(DbConnection? writer);
}
