using System.Data.Common;
using PersonalPT.Storage.Journal;
using PersonalPT.Storage.Schema;

namespace PersonalPT.Storage;

/// <summary>
/// What differs between databases: how to open one, how its transactions begin and end, which failures pass, how it is closed. Everything above it is the same SQL and
/// the same model. Being an interface, it is also where tests make commits fail or doubtful.
/// </summary>
internal interface IDatabase
{
    /// <summary>Checks what is there; takes possession and brings the tables up to date where this server is the only one that may use it.</summary>
    /// <exception cref="StorageException">It cannot be used.</exception>
    void Open();

    /// <summary>The one connection that may write, open and set up. Called again after a failure.</summary>
    DbConnection ConnectWriter();

    /// <summary>A quicker way for the appends of a group over this connection; null where statements one by one are quick enough.</summary>
    IJointAppends? JoinAppends(DbConnection writer);

    /// <summary>Begins a transaction: one that holds the right to write from its first statement on, where there is one such right.</summary>
    /// <param name="writer">The writer's connection.</param>
    /// <param name="alone">
    /// Whether one rare write has it for itself: such writes read what they depend on (the newest version, say), so no two of them run at once, on
    /// whatever server.
    /// </param>
    DbTransaction Begin(DbConnection writer, bool alone);

    /// <summary>Makes the transaction durable. When it throws, nobody knows whether it is.</summary>
    void Commit(DbTransaction transaction);

    /// <summary>
    /// Whether the same work may succeed when it is done again over a new connection: the database restarts, the connection broke, or another server was
    /// in the way. All work may be done again, also where the first time was committed after all.
    /// </summary>
    bool IsTemporary(Exception failure);

    /// <summary>The tables through the writer's connection.</summary>
    StorageContext WriterContext(DbConnection writer);

    /// <summary>The tables through a connection that cannot write.</summary>
    StorageContext ReaderContext();

    /// <summary>Closes every connection, the writer's one last, and gives up possession; leaves everything in its most compact durable form.</summary>
    void Close(DbConnection? writer);
}
