using System.Threading.Channels;

namespace PersonalPT.Api.Tracking;

/// <summary>Wakes the one who waits; raised many times before, it wakes him once.</summary>
/// <param name="wakesInline">
/// Whether he goes on within <see cref="Raise"/>: for one who does little before he waits again, so that waking him costs less than what he does. Whoever
/// raises such a signal holds no lock.
/// </param>
internal sealed class Signal(bool wakesInline = false)
{
    private readonly Channel<bool> _raised = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1)
        {
            FullMode = BoundedChannelFullMode.DropWrite,
            SingleReader = true,
            AllowSynchronousContinuations = wakesInline,
        });

    public void Raise() => _raised.Writer.TryWrite(true);

    public async ValueTask Wait(CancellationToken cancellationToken) => await _raised.Reader.ReadAsync(cancellationToken);

    /// <summary>Waits without an end, and without an object for each wait: who wants to end it raises the signal.</summary>
    public ValueTask<bool> Wait() => _raised.Reader.ReadAsync(CancellationToken.None);
}
