using System.Diagnostics;
using OpenTelemetry;

namespace PersonalPT.Server.Telemetry;

/// <summary>
/// Keeps the twenty calls a second that carry a stream's batches out of the traces: a stream is one span. Such a call still has an activity, so that
/// the trace's context flows through it into the grain; what happens there is left out with it. Must stand before the exporters.
/// </summary>
internal sealed class QuietBatches : BaseProcessor<Activity>
{
    private const string BatchCall = "ISessionGrain/Submit";

    public override void OnStart(Activity data)
    {
        if (!data.OperationName.EndsWith(BatchCall, StringComparison.Ordinal))
            return;

        data.IsAllDataRequested = false;
        data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
    }
}
