namespace PersonalPT.Client;

/// <summary>How a live session is connected. Frames may be pushed in any of these states.</summary>
public enum ConnectionState
{
    /// <summary>A stream is being opened.</summary>
    Connecting = 1,
    /// <summary>The server has answered; frames flow.</summary>
    Connected = 2,
    /// <summary>The connection is lost; the client waits a little and tries again.</summary>
    Waiting = 3,
    /// <summary>The session has ended.</summary>
    Ended = 4,
    /// <summary>The session cannot go on from here; <see cref="LiveSession.Events"/> and <see cref="LiveSession.EndAsync"/> say why.</summary>
    Failed = 5,
    /// <summary>The live session was disposed of. The session itself lives on at the server.</summary>
    Disposed = 6,
}
