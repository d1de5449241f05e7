using Microsoft.Extensions.Logging;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;

namespace PersonalPT.Grains.Sessions;

/// <summary>Writes to the journal and does not give up at the first failure: the same content again, a few times, with a short pause.</summary>
internal sealed partial class JournalWriter(IJournal journal, TimeProvider clock, ILogger<JournalWriter> logger)
{
    // All of it stays below the 30 s after which a caller gives up.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan[] s_pauses = [TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(500)];

    /// <summary>Appends. Whatever fails, the outcome counts as unknown: the journal takes the same content only once.</summary>
    /// <returns>The outcome; null where it could not be written and nobody knows whether it was.</returns>
    public Task<AppendOutcome?> Append(JournalAppend append, CancellationToken cancellationToken) =>
        Try(append.Session, patience => journal.Append(append, patience), cancellationToken);

    /// <summary>Keeps which phones a session has had.</summary>
    /// <returns>The outcome; null where it could not be written and nobody knows whether it was.</returns>
    public Task<AppendOutcome?> KeepPhones(SessionKey session, long epoch, IReadOnlyList<string> phones, CancellationToken cancellationToken) =>
        Try(session, patience => journal.KeepPhones(session, epoch, phones, patience), cancellationToken);

    private async Task<AppendOutcome?> Try(SessionKey session, Func<CancellationToken, Task<AppendOutcome>> write, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                using var patience = new CancellationTokenSource(s_patience, clock);
                using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
                return await write(either.Token);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                LogNotWritten(e, session.GymId, session.SessionId, attempt + 1);
                if (attempt == s_pauses.Length)
                    return null;
            }

            await Task.Delay(s_pauses[attempt], clock, cancellationToken);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The journal did not take what is to be written of session {gymId}/{sessionId} (attempt {attempt}).")]
    private partial void LogNotWritten(Exception exception, string gymId, string sessionId, int attempt);
}
