using PersonalPT.Client;

namespace PersonalPT.Cli.Connection;

/// <summary>Tells whoever waits that a live session has lost its server, and that it is back; gives up where nothing is left to do but wait.</summary>
/// <param name="address">Where the server should be.</param>
/// <param name="time">The clock.</param>
/// <param name="say">Takes a line for people.</param>
internal sealed class LostConnection(Uri address, TimeProvider time, Action<string> say)
{
    /// <summary>So long a connection may take before anybody is told: most come back at once.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    /// <summary>So long is waited for a server when all frames have been taken.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private long? _since;
    private bool _said;

    /// <summary>To be called every now and then with how things stand.</summary>
    /// <param name="connection">How the session is connected; null before there is one.</param>
    /// <param name="recordingIsOver">Whether all frames have been pushed.</param>
    /// <exception cref="CommandFailedException">No server has answered for 30 s, and the recording is over.</exception>
    public void Look(ConnectionState? connection, bool recordingIsOver)
    {
        if (connection is not (ConnectionState.Connecting or ConnectionState.Waiting))
        {
            if (_said && connection == ConnectionState.Connected)
                say($"The server at {Address} is back; going on.");
            _since = null;
            _said = false;
            return;
        }

        var lost = time.GetElapsedTime(_since ??= time.GetTimestamp());
        if (lost >= Patience && recordingIsOver)
        {
            throw new CommandFailedException(
                $"no server has answered at {Address} for {(int)lost.TotalSeconds} s, and the recording is over: what was not sent yet is lost; "
                + "see that the server runs, and replay it again.");
        }

        if (_said || lost < Grace)
            return;
        _said = true;
        say($"no server answers at {Address}; trying again (Ctrl+C ends)");
    }

    private string Address => address.ToString().TrimEnd('/');
}
