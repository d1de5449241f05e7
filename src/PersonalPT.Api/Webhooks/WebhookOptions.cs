namespace PersonalPT.Api.Webhooks;

/// <summary>Where webhooks may post to, and how often it is tried. The defaults are meant to be kept; tests shorten them.</summary>
public sealed record WebhookOptions
{
    /// <summary>Addresses that are not of the public internet are allowed, too: those of a private network and of this machine. Default: false, so that nobody
    /// who may register a webhook reaches through the server what stands behind it.</summary>
    public bool ToPrivateAddresses { get; init; }

    /// <summary>This machine is allowed, also without TLS. Default: false; true with the development identity.</summary>
    public bool ToThisMachine { get; init; }

    /// <summary>How often is looked for what is due. Default: 1 s.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often is tidied up: what waits for too long is parked, and groups whose results nobody made final are woken. Default: 1 minute.</summary>
    public TimeSpan Tidy { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long an endpoint may take to answer. Default: 10 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A delivery that failed is tried again after this time, then after twice as long, and so on. Default: 5 s.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>But after no more than this. Default: 15 minutes.</summary>
    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>An endpoint that failed is left alone for this time, then for twice as long, and so on. Default: 1 s.</summary>
    public TimeSpan FirstRest { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>But for no more than this. Default: 5 minutes.</summary>
    public TimeSpan LongestRest { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>A delivery that was not made in this time is parked. Default: a day.</summary>
    public TimeSpan GivenUpAfter { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Parked deliveries are forgotten after this time. Default: 30 days.</summary>
    public TimeSpan ForgottenAfter { get; init; } = TimeSpan.FromDays(30);

    /// <summary>A secret that was replaced signs for this time still. Default: a day.</summary>
    public TimeSpan OldSecret { get; init; } = TimeSpan.FromDays(1);

    /// <summary>For how long a server has an endpoint for itself without saying so again. Default: 1 minute.</summary>
    public TimeSpan Hold { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Endpoints that one server posts to at the same moment. Default: 32.</summary>
    public int AtOnce { get; init; } = 32;
}
