using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using PersonalPT.Contracts.Telemetry;

namespace PersonalPT.Server.Telemetry;

/// <summary>Metrics and traces, set up once.</summary>
internal static class ServerTelemetry
{
    private const string OrleansMeter = "Microsoft.Orleans";
    private const string OrleansGrainCalls = "Microsoft.Orleans.Application";

    /// <summary>Metrics for <c>/metrics</c>; with an endpoint they go there as well, and so do traces. Without one nobody would read traces, so none are made.</summary>
    public static IServiceCollection AddServerTelemetry(this IServiceCollection services, Uri? otlpEndpoint)
    {
        var telemetry = services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("personalpt"))
            .WithMetrics(metrics =>
            {
                metrics.AddMeter(PersonalPTTelemetry.Name, OrleansMeter).AddAspNetCoreInstrumentation().AddRuntimeInstrumentation().AddPrometheusExporter();
                if (otlpEndpoint is not null)
                    metrics.AddOtlpExporter(otlp => otlp.Endpoint = otlpEndpoint);
            });
        if (otlpEndpoint is not null)
        {
            telemetry.WithTracing(traces => traces
                .AddSource(PersonalPTTelemetry.Name, OrleansGrainCalls)
                .AddAspNetCoreInstrumentation()
                .SetSampler(new ParentBasedSampler(new GrainCallRoots()))
                .AddProcessor(new QuietBatches())
                .AddOtlpExporter(otlp => otlp.Endpoint = otlpEndpoint));
        }

        return services;
    }

    /// <summary>Serves the metrics to everybody who can reach the web port.</summary>
    public static void MapMetrics(this WebApplication app) => app.MapPrometheusScrapingEndpoint("/metrics").AllowAnonymous();
}
