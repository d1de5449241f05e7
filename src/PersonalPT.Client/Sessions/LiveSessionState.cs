using PersonalPT.Protocol.V1;

namespace PersonalPT.Client;

/// <summary>How a live session stands: for screens.</summary>
/// <param name="Connection">How it is connected.</param>
/// <param name="Status">The newest status; null until one has come.</param>
/// <param name="Problem">Why the last connection was lost, or could not be made; null while connected.</param>
/// <param name="Loss">
/// Inputs that went because the buffer was full before the server had them; null while nothing was ever lost. Changes when a loss begins, which is the moment
/// to warn, and when it is over, which is when its size is known.
/// </param>
public sealed record LiveSessionState(ConnectionState Connection, SessionStatus? Status, PersonalPTException? Problem, InputLoss? Loss = null);
