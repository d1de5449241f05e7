using System.Collections.Concurrent;
using System.Data.Common;
using Npgsql;
using PersonalPT.Storage.Journal;
using PersonalPT.Storage.Schema;

namespace PersonalPT.Storage.Tests;

/// <summary>A real database whose next commit goes wrong on demand.</summary>
internal sealed class FaultyDatabase(IDatabase inner) : IDatabase
{
    private readonly ConcurrentDictionary<int, CommitFault> _faults = new();
    private int _commits;

    /// <summary>The n-th commit from now (1: the next one) goes wrong.</summary>
    public void AtCommit(int number, CommitFault fault) => _faults[Volatile.Read(ref _commits) + number] = fault;

    public void Open() => inner.Open();

    public DbConnection ConnectWriter() => inner.ConnectWriter();

    public IJointAppends? JoinAppends(DbConnection writer) => inner.JoinAppends(writer);

    public DbTransaction Begin(DbConnection writer, bool alone) => inner.Begin(writer, alone);

    public bool IsTemporary(Exception failure) => inner.IsTemporary(failure);

    public void Commit(DbTransaction transaction)
    {
        _faults.TryRemove(Interlocked.Increment(ref _commits), out var fault);
        if (fault == CommitFault.Fails)
            throw new IOException("The disk fails.");

        inner.Commit(transaction);
        if (fault == CommitFault.AnswerIsLost)
            throw new IOException("The answer is lost.");
        if (fault == CommitFault.ConnectionBreaks)
            throw new NpgsqlException("The connection broke.", new IOException("Reset by peer."));
    }

    public StorageContext WriterContext(DbConnection writer) => inner.WriterContext(writer);

    public StorageContext ReaderContext() => inner.ReaderContext();

    public void Close(DbConnection? writer) => inner.Close(writer);
}

internal enum CommitFault
{
    None,
    Fails,
    AnswerIsLost,

    /// <summary>It is committed, and PostgreSQL's connection breaks before anybody hears of it.</summary>
    ConnectionBreaks,
}
