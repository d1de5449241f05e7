using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using PersonalPT.Api.Telemetry;

namespace PersonalPT.Api.Tests.House;

/// <summary>Instruments that nobody reads.</summary>
internal static class Measured
{
    public static ApiInstruments Instruments() =>
        new(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>());
}
