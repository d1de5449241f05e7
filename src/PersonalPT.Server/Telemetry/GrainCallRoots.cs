using OpenTelemetry.Trace;

namespace PersonalPT.Server.Telemetry;

/// <summary>Leaves out traces that begin with a call between grains: nobody asked for anything, it is the silo talking to itself, many times a second.</summary>
internal sealed class GrainCallRoots : Sampler
{
    private const string RpcSystem = "rpc.system";
    private const string Orleans = "orleans";

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters)
    {
        foreach (var tag in samplingParameters.Tags ?? [])
        {
            if (tag.Key == RpcSystem && tag.Value as string == Orleans)
                return new SamplingResult(SamplingDecision.Drop);
        }

        return new SamplingResult(SamplingDecision.RecordAndSample);
    }
}
