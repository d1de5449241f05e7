using System.Diagnostics.Metrics;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Telemetry;

namespace PersonalPT.Grains.Sessions;

/// <summary>What is measured of sessions. No athletes' or sessions' names in labels.</summary>
internal sealed class SessionInstruments
{
    /// <summary>Makes the instruments.</summary>
    public SessionInstruments(IMeterFactory meters)
    {
        var meter = meters.Create(PersonalPTTelemetry.Name);
        Received = meter.CreateCounter<long>("personalpt.inputs.received", "{input}", "Inputs that were taken.");
        Duplicate = meter.CreateCounter<long>("personalpt.inputs.duplicate", "{input}", "Inputs that had been taken before.");
        Ahead = meter.CreateCounter<long>("personalpt.inputs.ahead", "{input}", "Inputs that came before one that is missing.");
        Rejected = meter.CreateCounter<long>("personalpt.inputs.rejected", "{input}", "Inputs that were refused.");
        Events = meter.CreateCounter<long>("personalpt.events", "{event}", "Events that were written.");
        Reps = meter.CreateCounter<long>("personalpt.reps", "{rep}", "Reps that were counted.");
        Sets = meter.CreateCounter<long>("personalpt.sets", "{set}", "Sets that ended.");
        Gaps = meter.CreateCounter<long>("personalpt.gaps", "{gap}", "Stretches of inputs that nobody holds any more.");
        Opened = meter.CreateCounter<long>("personalpt.sessions.opened", "{session}", "Sessions that were started.");
        Resumed = meter.CreateCounter<long>("personalpt.sessions.resumed", "{session}", "Phones that came back to a running session.");
        Rebuilt = meter.CreateCounter<long>("personalpt.sessions.rebuilt", "{session}", "Sessions that were rebuilt from the journal.");
        Postponed = meter.CreateCounter<long>("personalpt.sessions.postponed", "{session}", "Rebuilds that were put off because too many were under way.");
        Superseded = meter.CreateCounter<long>("personalpt.inputs.superseded", "{input}", "Inputs that came by a stream which a later one had taken the place of.");
        Fenced = meter.CreateCounter<long>("personalpt.sessions.fenced", "{session}", "Activations that lost their session to another one.");
        Differences = meter.CreateCounter<long>("personalpt.replay.differences", "{event}", "Events that came out differently when a session was rebuilt.");
        Dropped = meter.CreateCounter<long>("personalpt.feed.dropped", "{event}", "Events that a gym's stream had no room for; watchers read them from the journal.");
        Live = meter.CreateUpDownCounter<long>(PersonalPTTelemetry.LiveSessions, "{session}", "Sessions that are held in memory and have not ended.");
        FrameAge = meter.CreateHistogram<double>(PersonalPTTelemetry.FrameAge, "s", "From the gateway's reading of an input to the counter.");
        EventLatency = meter.CreateHistogram<double>("personalpt.event.latency", "s", "From the gateway's reading of the last input until its events are written.");
        ReplayLength = meter.CreateHistogram<long>("personalpt.replay.length", "{input}", "Inputs until a rebuilt session had found its running set again.");
    }

    public Counter<long> Received { get; }

    public Counter<long> Duplicate { get; }

    public Counter<long> Ahead { get; }

    public Counter<long> Rejected { get; }

    public Counter<long> Events { get; }

    public Counter<long> Reps { get; }

    public Counter<long> Sets { get; }

    public Counter<long> Gaps { get; }

    public Counter<long> Opened { get; }

    public Counter<long> Resumed { get; }

    public Counter<long> Rebuilt { get; }

    public Counter<long> Postponed { get; }

    public Counter<long> Superseded { get; }

    public Counter<long> Fenced { get; }

    public Counter<long> Differences { get; }

    public Counter<long> Dropped { get; }

    public UpDownCounter<long> Live { get; }

    public Histogram<double> FrameAge { get; }

    public Histogram<double> EventLatency { get; }

    public Histogram<long> ReplayLength { get; }

    /// <summary>Counts what was written.</summary>
    public void Written(IReadOnlyList<SessionEvent> events)
    {
        Events.Add(events.Count);
        foreach (var e in events)
        {
            switch (e.Body)
            {
                case RepCompleted:
                    Reps.Add(1);
                    break;
                case SetEnded:
                    Sets.Add(1);
                    break;
                case InputGap:
                    Gaps.Add(1);
                    break;
            }
        }
    }
}
