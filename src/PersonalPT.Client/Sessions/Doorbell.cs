using System.Threading.Channels;

namespace PersonalPT.Client;

/// <summary>Wakes the one who waits. Rings that nobody waits for come together as one.</summary>
internal sealed class Doorbell
{
    private readonly Channel<bool> _rings =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private volatile bool _isWaitedFor;

    /// <summary>Whether somebody waits, and no ring is on its way to him.</summary>
    public bool IsQuiet => _isWaitedFor && _rings.Reader.Count == 0;

    /// <summary>Called when somebody begins to wait, on his thread; null where nobody wants to know. Must be quick.</summary>
    public Action? WaitBegins { get; set; }

    /// <summary>Rings; from any thread, without waiting.</summary>
    public void Ring() => _rings.Writer.TryWrite(true);

    /// <summary>Waits for a ring since the last wait.</summary>
    public async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        _isWaitedFor = true;
        try
        {
            WaitBegins?.Invoke();
            await _rings.Reader.WaitToReadAsync(cancellationToken);
        }
        finally
        {
            // Before the ring goes: quiet is only what has nothing left to do.
            _isWaitedFor = false;
        }

        _rings.Reader.TryRead(out _);
    }
}
