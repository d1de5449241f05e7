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
            PersonalPTTelemetry.BufferedInputs, () => Interlocked.Read(ref _buffered), "{input}", "Inputs that wait for their session.");
        Rejected = meter.CreateCounter<long>("personalpt.gateway.messages.rejected", "{message}", "Messages that were refused because something in them is wrong.");
        Refilled = meter.CreateCounter<long>("personalpt.gateway.events.refilled", "{event}", "Events that a stream had to read from the journal.");
        Refused = meter.CreateCounter<long>("personalpt.gateway.refused", "{call}", "Sessions and streams that were refused because the server has too much to do.");
        Slowed = meter.CreateCounter<long>("personalpt.gateway.messages.slowed", "{message}", "Messages of phones that waited because they came too fast.");
        Cut = meter.CreateCounter<long>("personalpt.gateway.streams.cut", "{stream}", "Streams that were cut because their reader read nothing.");
        Posted = meter.CreateCounter<long>("personalpt.webhooks.posts", "{post}", "Posts to webhooks, by whether they were taken (outcome: made, failed).");
        GivenUp = meter.CreateCounter<long>("personalpt.webhooks.given_up", "{delivery}", "Deliveries for webhooks that nobody took in time.");
    }

    public UpDownCounter<int> Streams { get; }

    public UpDownCounter<int> Watchers { get; }

    /// <summary>So many more inputs wait, or fewer. Said for every message, so it is only added up here and read when somebody asks.</summary>
    public void Buffered(int inputs) => Interlocked.Add(ref _buffered, inputs);

    public Counter<long> Rejected { get; }

    public Counter<long> Refilled { get; }

    public Counter<long> Refused { get; }

    public Counter<long> Slowed { get; }

    public Counter<long> Cut { get; }

    public Counter<long> Posted { get; }

    public Counter<long> GivenUp { get; }
}
