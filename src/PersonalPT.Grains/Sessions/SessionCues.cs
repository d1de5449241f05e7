using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;

namespace PersonalPT.Grains.Sessions;

/// <summary>
/// The cues of a session, so that one that comes again is known. Read from the log when the first one comes, and kept from then on by whoever owns the
/// session; nobody else writes to it.
/// </summary>
internal sealed class SessionCues
{
    /// <summary>Cues that a session may have. A log that is read for them, and the memory that they take, stay bounded.</summary>
    public const int Most = 1000;

    private const int Page = 1000;

    private readonly Dictionary<string, SessionEvent> _byKey = new(StringComparer.Ordinal);
    private int _sent;

    /// <summary>Whether the session has as many as it may.</summary>
    public bool IsFull => _sent >= Most;

    /// <summary>Reads them from the log.</summary>
    public static async Task<SessionCues> Read(IJournal journal, SessionKey session, CancellationToken cancellationToken)
    {
        var cues = new SessionCues();
        for (var after = 0L; ;)
        {
            var page = await journal.Read(session, after, Page, cancellationToken);
            foreach (var entry in page)
                cues.Hear(entry);
            if (page.Count < Page)
                return cues;

            after = page[^1].EventSeq;
        }
    }

    /// <summary>Something was written.</summary>
    public void Hear(SessionEvent entry)
    {
        if (entry.Body is not (CueSent or CueAcknowledged))
            return;

        _byKey[entry.Body.IdempotencyKey] = entry;
        if (entry.Body is CueSent)
            _sent++;
    }

    /// <summary>The entry that this would be, where it is in the log already; it may hold something else.</summary>
    public SessionEvent? Find(SessionEventBody body) => _byKey.GetValueOrDefault(body.IdempotencyKey);

    /// <summary>Whether there is such a cue.</summary>
    public bool Has(string cueId) => _byKey.TryGetValue($"cue:{cueId}", out var entry) && entry.Body is CueSent;
}
