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
        Buffered = meter.CreateUpDownCounter<int>("personalpt.gateway.inputs.buffered", "{input}", "Inputs that wait for their session.");
        Rejected = meter.CreateCounter<long>("personalpt.gateway.messages.rejected", "{message}", "Messages that were refused because something in them is wrong.");
        Refilled = meter.CreateCounter<long>("personalpt.gateway.events.refilled", "{event}", "Events that a stream had to read from the journal.");
    }

    public UpDownCounter<int> Streams { get; }

    public UpDownCounter<int> Watchers { get; }

    public UpDownCounter<int> Buffered { get; }

    public Counter<long> Rejected { get; }

    public Counter<long> Refilled { get; }
}
