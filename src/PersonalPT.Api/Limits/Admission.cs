using Microsoft.Extensions.Logging;
using PersonalPT.Api.Errors;
using PersonalPT.Api.Telemetry;

namespace PersonalPT.Api.Limits;

/// <summary>
/// Who is let in. What runs goes before what is new: a phone that comes back to its session finds a place even where new sessions and watchers are refused,
/// and nobody who is in is ever thrown out for somebody else.
/// </summary>
internal sealed partial class Admission(ApiOptions options, LoadGauge gauge, ApiInstruments instruments, ILogger<Admission> logger)
{
    private readonly LimitOptions _limits = options.Limits;
    private readonly Places _starting = new();
    private readonly Places _phones = new();
    private readonly Places _watchers = new();
    private int _saidSo;

    /// <summary>A session that is not there yet wants to begin. Whether there is a turn for it is only looked at: it is taken when the rest is known.</summary>
    /// <returns>Its way in, until it has begun and is counted among the live ones.</returns>
    /// <exception cref="Grpc.Core.RpcException">RESOURCE_EXHAUSTED, OVERLOADED, with RetryInfo.</exception>
    public SessionEntry EnterSession()
    {
        if (!gauge.MayBegin)
            throw Refuse("session");
        // Those that are beginning are no load yet: a heap of them is a rush that nothing measured has noticed.
        var place = _starting.Enter(Math.Min(_limits.SessionsBeginningAtOnce, _limits.LiveSessions - gauge.LiveSessions)) ?? throw Refuse("session");
        return new SessionEntry(this, place);
    }

    /// <summary>A turn for a session that has everything else.</summary>
    /// <returns>Where it goes back to if the session does not begin; null where turns are not taken.</returns>
    /// <exception cref="Grpc.Core.RpcException">RESOURCE_EXHAUSTED, OVERLOADED, with RetryInfo.</exception>
    internal StrainedSecond? TakeTurn() => gauge.LetBegin(out var turn) ? turn : throw Refuse("session");

    /// <summary>A phone opens a stream of a session that is there.</summary>
    /// <returns>Its place.</returns>
    /// <exception cref="Grpc.Core.RpcException">RESOURCE_EXHAUSTED, OVERLOADED, with RetryInfo.</exception>
    public IDisposable EnterPhone() => _phones.Enter(_limits.MostPhoneStreams) ?? throw Refuse("phone");

    /// <summary>Somebody wants to watch.</summary>
    /// <returns>His place.</returns>
    /// <exception cref="Grpc.Core.RpcException">RESOURCE_EXHAUSTED, OVERLOADED, with RetryInfo.</exception>
    public IDisposable EnterWatcher()
    {
        if (gauge.IsOverloaded)
            throw Refuse("watcher");
        return _watchers.Enter(_limits.MostWatchStreams) ?? throw Refuse("watcher");
    }

    private Grpc.Core.RpcException Refuse(string what)
    {
        instruments.Refused.Add(1, new KeyValuePair<string, object?>("what", what));
        var overloaded = gauge.IsOverloaded ? 1 : 2;
        if (Interlocked.Exchange(ref _saidSo, overloaded) != overloaded)
            LogRefused(what, gauge.IsOverloaded, gauge.LiveSessions);
        return Refusals.Overloaded(_limits.RetryAfter * (1 + Random.Shared.NextDouble()));
    }

    [LoggerMessage(LogLevel.Warning, "The first {what} is refused: overloaded {overloaded}, {sessions} live sessions.")]
    private partial void LogRefused(string what, bool overloaded, long sessions);

    private sealed class Places
    {
        private int _taken;

        public IDisposable? Enter(long most)
        {
            if (Interlocked.Increment(ref _taken) <= most)
                return new Place(this);

            Interlocked.Decrement(ref _taken);
            return null;
        }

        private sealed class Place(Places places) : IDisposable
        {
            private Places? _places = places;

            public void Dispose()
            {
                if (Interlocked.Exchange(ref _places, null) is { } left)
                    Interlocked.Decrement(ref left._taken);
            }
        }
    }
}
