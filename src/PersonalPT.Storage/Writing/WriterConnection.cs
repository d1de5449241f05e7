using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using PersonalPT.Contracts.Storage;
using PersonalPT.Storage.Journal;
using PersonalPT.Storage.Schema;

namespace PersonalPT.Storage.Writing;

/// <summary>The only connection that writes, with its statements and its transaction. Belongs to the writer's thread.</summary>
internal sealed class WriterConnection : IDisposable
{
    private readonly IDatabase _database;
    private readonly Statement _savepoint;
    private readonly Statement _rollbackToSavepoint;
    private readonly Statement _releaseSavepoint;
    private readonly IJointAppends? _joint;
    private readonly List<AppendRequest> _run = [];
    private DbTransaction? _transaction;

    public WriterConnection(IDatabase database)
    {
        _database = database;
        Connection = database.ConnectWriter();
        try
        {
            Journal = new JournalStatements(Connection);
            _savepoint = new Statement(Connection, "SAVEPOINT request");
            _rollbackToSavepoint = new Statement(Connection, "ROLLBACK TO SAVEPOINT request");
            _releaseSavepoint = new Statement(Connection, "RELEASE SAVEPOINT request");
            _joint = database.JoinAppends(Connection);
        }
        catch
        {
            Connection.Dispose();
            throw;
        }
    }

    public DbConnection Connection { get; }

    public JournalStatements Journal { get; }

    /// <param name="alone">Whether one rare write is to have the transaction for itself.</param>
    public void Begin(bool alone)
    {
        _transaction = _database.Begin(Connection, alone);
        Join(_transaction);
    }

    public void Commit()
    {
        _database.Commit(_transaction!);
        _transaction!.Dispose();
        _transaction = null;
    }

    /// <summary>
    /// Does the work of a group: appends by common statements where the database has such, until one of them fails; then everything one by one, so that
    /// exactly the one that fails is left out.
    /// </summary>
    /// <exception cref="Exception">The whole group may succeed if it is tried again, or the transaction is lost.</exception>
    public void Attempt(IReadOnlyList<WriteRequest> group)
    {
        WriteRequest? refused = null;
        if (_joint is not null)
        {
            try
            {
                AttemptTogether(_joint, group);
                return;
            }
            catch (JointAppendException failure) when (!_database.IsTemporary(failure))
            {
                // What it waited for in vain is not waited for again while the others of the group wait behind it.
                if (failure.Culprit is { } culprit)
                {
                    refused = _run[culprit];
                    refused.Refuse(Refusal(failure.InnerException!));
                }

                _transaction!.Dispose();
                Begin(alone: false);
            }
        }

        foreach (var request in group)
        {
            if (request != refused)
                Attempt(request);
        }
    }

    // The group is in the order of sessions, and stays in it.
    private void AttemptTogether(IJointAppends joint, IReadOnlyList<WriteRequest> group)
    {
        _run.Clear();
        foreach (var request in group)
        {
            if (request is AppendRequest append)
            {
                // What a session's second append comes to depends on the first one.
                if (_run.Count > 0 && _run[^1].Session == append.Session)
                    Write();
                _run.Add(append);
            }
            else
            {
                Write();
                Attempt(request);
            }
        }

        Write();

        void Write()
        {
            if (_run.Count == 0)
                return;

            var written = joint.Write(_transaction!, _run.ConvertAll(request => request.Append));
            for (var i = 0; i < written.Count; i++)
                _run[i].Done(written[i] || Journal.IsWritten(_run[i].Append) ? AppendOutcome.Committed : AppendOutcome.Fenced);
            _run.Clear();
        }
    }

    /// <summary>
    /// Does one request's work; where it fails, exactly this work is undone. Throws only where even that is not possible, because the database has
    /// already undone the whole transaction, as for a full disk; and where the whole group may succeed if it is tried again.
    /// </summary>
    private void Attempt(WriteRequest request)
    {
        _savepoint.Execute();
        try
        {
            request.Execute(this);
        }
        catch (Exception failure) when (!_database.IsTemporary(failure))
        {
            if (!TryUndo())
                throw;

            request.Refuse(Refusal(failure));
        }

        _releaseSavepoint.Execute();
    }

    /// <summary>The tables, within the current transaction.</summary>
    public StorageContext Context()
    {
        var context = _database.WriterContext(Connection);
        // The savepoint of the request is enough.
        context.Database.AutoSavepointsEnabled = false;
        context.Database.UseTransaction(_transaction);
        return context;
    }

    /// <summary>Drops what is not committed and lets go of the connection, whatever state it is in.</summary>
    public void Dispose()
    {
        try
        {
            try
            {
                _transaction?.Dispose();
            }
            finally
            {
                Release();
                Connection.Dispose();
            }
        }
        catch (Exception failure) when (failure is DbException or InvalidOperationException)
        {
            // A connection that cannot even be closed is left to the garbage collector; a new one takes its place.
        }
    }

    /// <summary>Frees the statements; the connection stays open.</summary>
    public void Release()
    {
        _joint?.Dispose();
        Journal.Dispose();
        _savepoint.Dispose();
        _rollbackToSavepoint.Dispose();
        _releaseSavepoint.Dispose();
    }

    private static Exception Refusal(Exception failure) =>
        DatabaseFailure.Is(failure) ? new JournalException($"The database refused it: {failure.GetBaseException().Message}", failure) : failure;

    private bool TryUndo()
    {
        try
        {
            _rollbackToSavepoint.Execute();
            return true;
        }
        catch (Exception failure) when (failure is DbException or InvalidOperationException)
        {
            return false;
        }
    }

    private void Join(DbTransaction transaction)
    {
        Journal.Join(transaction);
        _savepoint.Transaction = transaction;
        _rollbackToSavepoint.Transaction = transaction;
        _releaseSavepoint.Transaction = transaction;
    }
}
