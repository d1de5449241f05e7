using System.Diagnostics.CodeAnalysis;

namespace PersonalPT.Client;

/// <summary>Lets everything that waits on a network know that it is another one now.</summary>
[SuppressMessage("Reliability", "CA1001", Justification = "Without a timer there is nothing in the source to free, and its token may be asked for at any time.")]
internal sealed class NetworkChanges
{
    private CancellationTokenSource _current = new();

    /// <summary>Cancelled when the network that is there now is not there any more.</summary>
    public CancellationToken Current => Volatile.Read(ref _current).Token;

    /// <summary>The network is another one.</summary>
    public void Announce() => _ = Interlocked.Exchange(ref _current, new CancellationTokenSource()).CancelAsync();
}
