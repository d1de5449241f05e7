using PersonalPT.Api.Limits;
using PersonalPT.Api.Webhooks;
using PersonalPT.Contracts.Access;
using PersonalPT.Identity;

namespace PersonalPT.Api;

/// <summary>Limits and rhythms of the gateway. The defaults are meant to be kept; tests shorten them.</summary>
public sealed record ApiOptions
{
    /// <summary>A phone's stream that says nothing for so long is closed with IDLE. Default: 5 minutes.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>A session gets one call in this time at most, unless much waits for it; on a busy gateway in up to twice this time. Default: 50 ms.</summary>
    public TimeSpan Linger { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How often a stream repeats where it stands. Default: 1 s.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often a stream renews its place among its session's observers, which forget it after two minutes. Default: 60 s.</summary>
    public TimeSpan ObserverRenewal { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Least time between two statuses on a stream; the newest wins. Default: 100 ms.</summary>
    public TimeSpan StatusInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Events that wait for a slow reader; what does not fit is read from the journal when the reader has come so far. Default: 256.</summary>
    public int BufferedEvents { get; init; } = 256;

    /// <summary>Demonstrations that a server works on at once, previews included. Default: one for each processor.</summary>
    public int TrainingsAtOnce { get; init; } = Environment.ProcessorCount;

    /// <summary>Demonstrations that wait for their turn; who comes then is refused with RESOURCE_EXHAUSTED. Default: 4.</summary>
    public int TrainingsWaiting { get; init; } = 4;

    /// <summary>Everybody who calls from this machine may say who he is, by <c>authorization: Development GYM/ROLE/USER</c>. Default: true.</summary>
    public bool DevelopmentSignIn { get; init; } = true;

    /// <summary>The issuer whose bearer tokens open calls; null: none. Not together with <see cref="DevelopmentSignIn"/>. Default: null.</summary>
    public OpenIdIssuer? Issuer { get; init; }

    /// <summary>Accounts that the server keeps by itself. Not together with <see cref="DevelopmentSignIn"/> or <see cref="Issuer"/>. Default: none.</summary>
    public LocalAccountOptions LocalAccounts { get; init; } = new();

    /// <summary>How long entries of the audit log are kept. Default: 365 days.</summary>
    public TimeSpan AuditRetention { get; init; } = TimeSpan.FromDays(365);

    /// <summary>How long recordings are kept; zero: none are made, and those that there are go. Default: 30 days.</summary>
    public TimeSpan RecordingRetention { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Where webhooks may post to, and how often it is tried.</summary>
    public WebhookOptions Webhooks { get; init; } = new();

    /// <summary>How much one caller may ask for, and how much this server holds.</summary>
    public LimitOptions Limits { get; init; } = new();
}
