namespace PersonalPT.Contracts.Sessions;

/// <summary>A session cannot be had now: it is moving to another place, or too many sessions are being rebuilt at once. Nothing is lost; come again.</summary>
/// <param name="message">Why, in plain words.</param>
/// <param name="retryAfter">How long to wait at least.</param>
[GenerateSerializer, Alias("PersonalPT.SessionUnavailableException")]
public sealed class SessionUnavailableException(string message, TimeSpan retryAfter) : Exception(message)
{
    /// <summary>How long to wait at least.</summary>
    [Id(0)]
    public TimeSpan RetryAfter { get; } = retryAfter;
}
