using System.Diagnostics;
using PersonalPT.Contracts.Sessions;

namespace PersonalPT.Storage.Writing;

/// <summary>Work that waits for the writer. Its caller hears of it only when it is durable, or certain not to be there.</summary>
internal abstract class WriteRequest
{
    /// <summary>Wants a transaction of its own: for work that is large next to an append.</summary>
    public required bool Alone { get; init; }

    /// <summary>The session whose row it takes, if it takes one.</summary>
    public SessionKey? Session { get; init; }

    /// <summary>Rises in the order of asking.</summary>
    public long Number { get; set; }

    /// <summary>The span that waits for this work.</summary>
    public ActivityContext Caller { get; } = Activity.Current?.Context ?? default;

    /// <summary>By session, and for one session in the order of asking.</summary>
    public static int InOrderOfRows(WriteRequest one, WriteRequest other)
    {
        var byGym = string.CompareOrdinal(one.Session?.GymId, other.Session?.GymId);
        if (byGym != 0)
            return byGym;

        var bySession = string.CompareOrdinal(one.Session?.SessionId, other.Session?.SessionId);
        return bySession != 0 ? bySession : one.Number.CompareTo(other.Number);
    }

    /// <summary>Does the work within the writer's transaction and keeps the result.</summary>
    public abstract void Execute(WriterConnection connection);

    /// <summary>The work failed by itself and was undone, while the rest of its group goes on.</summary>
    public abstract void Refuse(Exception reason);

    /// <summary>The group is durable: tells the caller the result, or why the work was refused.</summary>
    public abstract void Complete();

    /// <summary>The group could not be made durable.</summary>
    public abstract void Fail(Exception reason);
}

/// <summary>Work with a result.</summary>
internal class WriteRequest<T>(Func<WriterConnection, T> work) : WriteRequest
{
    // The caller goes on elsewhere: the writer's thread belongs to the next group.
    private readonly TaskCompletionSource<T> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;
    private Exception? _refusal;

    public Task<T> Outcome => _outcome.Task;

    public override void Execute(WriterConnection connection)
    {
        // What an earlier attempt of the group came to does not count.
        _refusal = null;
        _result = work(connection);
    }

    /// <summary>The work was done, with this result.</summary>
    protected void Settle(T result)
    {
        _refusal = null;
        _result = result;
    }

    public override void Refuse(Exception reason) => _refusal = reason;

    public override void Complete()
    {
        if (_refusal is null)
            _outcome.SetResult(_result!);
        else
            _outcome.SetException(_refusal);
    }

    public override void Fail(Exception reason) => _outcome.SetException(reason);
}
