using System.Data.Common;
using PersonalPT.Storage;
using PersonalPT.Storage.Journal;
using PersonalPT.Storage.Schema;

namespace PersonalPT.Benchmarks.Storage;

/// <summary>A database whose appends do not share statements.</summary>
internal sealed class OneByOne(IDatabase inner) : IDatabase
{
    public void Open() => inner.Open();

    public DbConnection ConnectWriter() => inner.ConnectWriter();

    public IJointAppends? JoinAppends(DbConnection writer) => null;

    public DbTransaction Begin(DbConnection writer, bool alone) => inner.Begin(writer, alone);

    public void Commit(DbTransaction transaction) => inner.Commit(transaction);

    public bool IsTemporary(Exception failure) => inner.IsTemporary(failure);

    public StorageContext WriterContext(DbConnection writer) => inner.WriterContext(writer);

    public StorageContext ReaderContext() => inner.ReaderContext();

    public void Close(DbConnection? writer) => inner.Close(writer);
}
