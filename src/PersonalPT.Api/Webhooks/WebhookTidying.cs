using Microsoft.Extensions.Logging;
using PersonalPT.Api.Sweeps;
using PersonalPT.Api.Telemetry;
using PersonalPT.Contracts;
using PersonalPT.Contracts.Groups;
using PersonalPT.Contracts.Storage;

namespace PersonalPT.Api.Webhooks;

/// <summary>Parks what waits for too long, forgets what was parked long ago, and wakes groups whose results a webhook waits for and nobody made final.</summary>
internal sealed partial class WebhookTidying(IWebhookStore store, IGrainFactory grains, ApiInstruments instruments, ApiOptions options, TimeProvider time, ILogger<WebhookTidying> logger)
    : PeriodicSweep(options.Webhooks.Tidy, time)
{
    private const int GroupsAtOnce = 20;

    // A group makes its results final ten minutes after its end; where it has not done so within one more, nobody is there who would.
    private static readonly TimeSpan s_settled = TimeSpan.FromMinutes(11);

    private readonly WebhookOptions _options = options.Webhooks;
    private readonly TimeProvider _time = time;

    protected override async Task Sweep(CancellationToken stopping)
    {
        var now = _time.UtcMicros();
        var parked = await store.Tidy(now - Micros(_options.GivenUpAfter), now - Micros(_options.ForgottenAfter), now, stopping);
        if (parked > 0)
        {
            instruments.GivenUp.Add(parked);
            LogParked(parked);
        }

        foreach (var group in await store.Unsettled(now - Micros(s_settled), GroupsAtOnce, stopping))
            await Try(cancellation => Settle(grains.GetGrain<IGroupSessionGrain>(group.ToString()), cancellation), stopping);
    }

    protected override void SayNotDone(Exception exception) => LogNotTidied(exception);

    // Another server may have ended it since it was read here.
    private static async Task Settle(IGroupSessionGrain group, CancellationToken cancellation)
    {
        await group.ReadAnew().WaitAsync(cancellation);
        await group.Get().WaitAsync(cancellation);
    }

    private static long Micros(TimeSpan time) => (long)time.TotalMicroseconds;

    [LoggerMessage(LogLevel.Warning, "{count} deliveries for webhooks were given up; the list of webhooks says why, and they can be tried again.")]
    private partial void LogParked(int count);

    [LoggerMessage(LogLevel.Warning, "What waits for webhooks could not be tidied up; it is tried again in a minute.")]
    private partial void LogNotTidied(Exception exception);
}
