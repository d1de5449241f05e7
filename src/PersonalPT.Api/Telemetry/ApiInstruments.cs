using System.Diagnostics.Metrics;
using PersonalPT.Contracts.Telemetry;

namespace PersonalPT.Api.Telemetry;

/// <summary>What the gateway measures. No ids of people or sessions as labels.</summary>
internal sealed class ApiInstruments
{
    public ApiInstruments(IMeterFactory meters)
    {
        var meter = meters.Create(PersonalPTTelemetry.Name);
        Streams = meter.CreateUpDownCounter<int>("personalpt.gateway.streams", "{stream}", "Phones' streams that are open.");
        Watchers = meter.CreateUpDownCounter<int>("personalpt.gateway.watchers", "{stream}", "Watchers' streams that are open.");
        Buffered = meter.CreateUpDownCounter<int>(PersonalPTTelemetry.BufferedInputs, "{input}", "Inputs that wait for their session.");
        Rejected = meter.CreateCounter<long>("personalpt.gateway.messages.rejected", "{message}", "Messages that were refused because something in them is wrong.");
        Refilled = meter.CreateCounter<long>("personalpt.gateway.events.refilled", "{event}", "Events that a stream had to read from the journal.");
        Refused = meter.CreateCounter<long>("personalpt.gateway.refused", "{call}", "Sessions and streams that were refused because the server has too much to do.");
        Slowed = meter.CreateCounter<long>("personalpt.gateway.messages.slowed", "{message}", "Messages of phones that waited because they came too fast.");
        Cut = meter.CreateCounter<long>("personalpt.gateway.streams.cut", "{stream}", "Streams that were cut because their reader read nothing.");
    }

    public UpDownCounter<int> Streams { get; }

    public UpDownCounter<int> Watchers { get; }

    public UpDownCounter<int> Buffered { get; }

    public Counter<long> Rejected { get; }

    public Counter<long> Refilled { get; }

    public Counter<long> Refused { get; }

    public Counter<long> Slowed { get; }

    public Counter<long> Cut { get; }
}
