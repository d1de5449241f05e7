using PersonalPT.Protocol.V1;

namespace PersonalPT.Client;

/// <summary>How a live session stands: for screens.</summary>
/// <param name="Connection">How it is connected.</param>
/// <param name="Status">The newest status; null until one has come.</param>
/// <param name="Problem">Why the last connection was lost, or could not be made; null while connected.</param>
public sealed record LiveSessionState(ConnectionState Connection, SessionStatus? Status, PersonalPTException? Problem);
