using System.Threading.Channels;

namespace PersonalPT.Client;

/// <summary>Wakes the one who waits. Rings that nobody waits for come together as one.</summary>
internal sealed class Doorbell
{
    private readonly Channel<bool> _rings =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    /// <summary>Rings; from any thread, without waiting.</summary>
    public void Ring() => _rings.Writer.TryWrite(true);

    /// <summary>Waits for a ring since the last wait.</summary>
    public async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        await _rings.Reader.WaitToReadAsync(cancellationToken);
        _rings.Reader.TryRead(out _);
    }
}
