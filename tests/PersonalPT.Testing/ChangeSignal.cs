namespace PersonalPT.Testing;

/// <summary>Tells those who wait that something has changed, so that they look again: waiting for a state without polling a clock. Safe for concurrent use.</summary>
public sealed class ChangeSignal
{
    private TaskCompletionSource _next = New();

    /// <summary>Something has changed.</summary>
    public void Tell() => Interlocked.Exchange(ref _next, New()).TrySetResult();

    /// <summary>Waits until a condition holds; looks at it at once and after every change.</summary>
    /// <param name="condition">Cheap and safe to call from any thread.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task WhenAsync(Func<bool> condition, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(condition);
        while (true)
        {
            // Taken before the look: a change after the look completes the task.
            var next = Volatile.Read(ref _next).Task;
            if (condition())
                return;
            await next.WaitAsync(cancellationToken);
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
