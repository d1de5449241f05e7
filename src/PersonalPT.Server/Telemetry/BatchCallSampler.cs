using OpenTelemetry.Trace;

namespace PersonalPT.Server.Telemetry;

/// <summary>
/// Keeps the twenty calls a second that carry a stream's batches out of the traces: a stream is one span. Such a call still has an activity, so that
/// the trace's context flows through it into the grain.
/// </summary>
internal sealed class BatchCallSampler(Sampler others) : Sampler
{
    private const string BatchCall = "ISessionGrain/Submit";

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
        samplingParameters.Name.EndsWith(BatchCall, StringComparison.Ordinal)
            ? new SamplingResult(SamplingDecision.RecordOnly)
            : others.ShouldSample(samplingParameters);
}
