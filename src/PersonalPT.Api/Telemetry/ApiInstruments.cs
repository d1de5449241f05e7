using System.Diagnostics.Metrics;
using PersonalPT.Contracts.Telemetry;

namespace PersonalPT.Api.Telemetry;

/// <summary>What the gateway measures. No ids of people or sessions as labels.</summary>
internal sealed class ApiInstruments
{
    private long _buffered;

    public ApiInstruments(IMeterFactory meters)
    {
        var meter = meters.Create(PersonalPTTelemetry.Name);
        Streams = meter.CreateUpDownCounter<int>("personalpt.gateway.streams", "{stream}", "Phones' streams that are open.");
        Watchers = meter.CreateUpDownCounter<int>("personalpt.gateway.watchers", "{stream}", "Watchers' streams that are open.");
        meter.CreateObservableUpDownCounter(
            "personalpt.gateway.inputs.buffered", () => Interlocked.Read(ref _buffered), "{input}", "Inputs that wait for their session.");
        Rejected = meter.CreateCounter<long>("personalpt.gateway.messages.rejected", "{message}", "Messages that were refused because something in them is wrong.");
        Refilled = meter.CreateCounter<long>("personalpt.gateway.events.refilled", "{event}", "Events that a stream had to read from the journal.");
    }

    public UpDownCounter<int> Streams { get; }

    public UpDownCounter<int> Watchers { get; }

    /// <summary>So many more inputs wait, or fewer. Said for every message, so it is only added up here and read when somebody asks.</summary>
    public void Buffered(int inputs) => Interlocked.Add(ref _buffered, inputs);

    public Counter<long> Rejected { get; }

    public Counter<long> Refilled { get; }
}
