using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;

namespace PersonalPT.Server.Tests.Faults;

/// <summary>A real journal whose appends can be made to fail, before or after they were written, and to wait.</summary>
internal sealed class FailingJournal(IJournal inner) : IJournal
{
    private readonly Lock _gate = new();
    private Queue<AppendFault> _faults = new();
    private TaskCompletionSource? _held;
    private TaskCompletionSource _waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _failed;

    /// <summary>Appends that failed.</summary>
    public int Failed => Volatile.Read(ref _failed);

    /// <summary>The next appends that bring events go wrong in this order.</summary>
    public void Fail(params IEnumerable<AppendFault> faults)
    {
        lock (_gate)
            _faults = new Queue<AppendFault>(faults);
    }

    /// <summary>Appends that bring events wait from now on, until released.</summary>
    /// <returns>Completes when one waits.</returns>
    public Task Hold()
    {
        lock (_gate)
        {
            _held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _waiting.Task;
        }
    }

    /// <summary>What waits goes on.</summary>
    public void Release()
    {
        lock (_gate)
        {
            _held?.TrySetResult();
            _held = null;
        }
    }

    public async Task<AppendOutcome> Append(JournalAppend append, CancellationToken cancellationToken)
    {
        var fault = AppendFault.None;
        TaskCompletionSource? held = null;
        lock (_gate)
        {
            if (append.Events.Count > 0)
            {
                held = _held;
                _faults.TryDequeue(out fault);
                if (held is not null)
                    _waiting.TrySetResult();
            }
        }

        if (held is not null)
            await held.Task.WaitAsync(cancellationToken);
        if (fault == AppendFault.IsNotWritten)
            throw Failure();
        var outcome = await inner.Append(append, cancellationToken);
        return fault == AppendFault.AnswerIsLost ? throw Failure() : outcome;
    }

    public Task<StoredSession> Create(NewSession session, CancellationToken cancellationToken) => inner.Create(session, cancellationToken);

    public Task<StoredSession?> Claim(SessionKey session, CancellationToken cancellationToken) => inner.Claim(session, cancellationToken);

    public Task<AppendOutcome> KeepPhones(SessionKey session, long epoch, IReadOnlyList<string> phones, CancellationToken cancellationToken) =>
        inner.KeepPhones(session, epoch, phones, cancellationToken);

    public Task<StoredSession?> Find(SessionKey session, CancellationToken cancellationToken) => inner.Find(session, cancellationToken);

    public Task<IReadOnlyList<SessionEvent>> Read(SessionKey session, long afterEventSeq, int limit, CancellationToken cancellationToken) =>
        inner.Read(session, afterEventSeq, limit, cancellationToken);

    public Task<IReadOnlyList<SessionKey>> FindAbandoned(long lastWrittenBeforeMicros, int limit, CancellationToken cancellationToken) =>
        inner.FindAbandoned(lastWrittenBeforeMicros, limit, cancellationToken);

    private JournalException Failure()
    {
        Interlocked.Increment(ref _failed);
        return new JournalException("The disk fails.");
    }
}

/// <summary>How an append goes wrong.</summary>
internal enum AppendFault
{
    None,
    IsNotWritten,
    AnswerIsLost,
}
