namespace PersonalPT.Api.Access;

/// <summary>
/// The right to look on for a moment. It has to be renewed again and again; where it is not, because the grant is gone or because nobody could be asked,
/// it is lost, and with it the stream that holds it.
/// </summary>
internal sealed class GrantLease : IDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _over;
    private readonly Action<GrantLease>? _leave;
    private bool _disposed;
    private volatile bool _lost;

    /// <summary>Takes a lease.</summary>
    /// <param name="renewed">When the grant was seen last, a timestamp.</param>
    /// <param name="leave">Called when it is given back; null: it needs no renewal.</param>
    /// <param name="gone">The holder is gone.</param>
    public GrantLease(long renewed, Action<GrantLease>? leave, CancellationToken gone)
    {
        Renewed = renewed;
        _leave = leave;
        _over = CancellationTokenSource.CreateLinkedTokenSource(gone);
        Over = _over.Token;
    }

    /// <summary>Cancelled when it is lost, or its holder is gone.</summary>
    public CancellationToken Over { get; }

    /// <summary>Whether it is lost.</summary>
    public bool IsLost => _lost;

    /// <summary>When the grant was seen last, a timestamp. Touched by whoever renews.</summary>
    public long Renewed { get; set; }

    /// <summary>Ends the holder's stream.</summary>
    public void Lose()
    {
        lock (_gate)
        {
            if (_lost || _disposed)
                return;

            _lost = true;
            // What the holder does about it is not done here.
            _ = _over.CancelAsync();
        }
    }

    public void Dispose()
    {
        _leave?.Invoke(this);
        lock (_gate)
        {
            if (_disposed)
                return;

            _disposed = true;
            // Where it is lost, its cancellation may still be going round.
            if (!_lost)
                _over.Dispose();
        }
    }
}
