using Microsoft.Extensions.Caching.Memory;
using PersonalPT.Contracts.Coaching;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;

namespace PersonalPT.Api.Access;

/// <summary>What never changes about a session, asked for with every call: whose it is and how its landmarks are made.</summary>
internal sealed class KnownSessions(IJournal journal) : IDisposable
{
    private const int Remembered = 20_000;

    private static readonly TimeSpan s_unused = TimeSpan.FromMinutes(10);

    private readonly MemoryCache _cache = new(new MemoryCacheOptions { SizeLimit = Remembered });

    /// <summary>The session, or null where there is none in this gym.</summary>
    public async ValueTask<KnownSession?> Find(SessionKey key, CancellationToken cancellationToken)
    {
        if (_cache.TryGetValue(key, out KnownSession? known))
            return known;
        if (await journal.Find(key, cancellationToken) is not { } stored)
            return null;

        known = new KnownSession(stored.AthleteId, stored.Capture);
        return _cache.Set(key, known, new MemoryCacheEntryOptions { Size = 1, SlidingExpiration = s_unused });
    }

    /// <summary>What has to be granted for a session: one that has ended is history, however it is asked for.</summary>
    /// <param name="key">The session.</param>
    /// <param name="scope">What has to be granted while it lives.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async ValueTask<GrantScopes> Needed(SessionKey key, GrantScopes scope, CancellationToken cancellationToken) =>
        scope == GrantScopes.Live && (await journal.Find(key, cancellationToken))?.EndedMicros is not null ? GrantScopes.History : scope;

    /// <summary>The session is there no more.</summary>
    public void Forget(SessionKey key) => _cache.Remove(key);

    public void Dispose() => _cache.Dispose();
}

/// <summary>What never changes about a session.</summary>
/// <param name="AthleteId">Whose it is.</param>
/// <param name="Capture">How its landmarks are made.</param>
internal sealed record KnownSession(string AthleteId, CaptureHeader Capture);
