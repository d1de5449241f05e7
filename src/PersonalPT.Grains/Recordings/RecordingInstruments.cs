using System.Diagnostics.Metrics;
using PersonalPT.Contracts.Telemetry;

namespace PersonalPT.Grains.Recordings;

/// <summary>What is measured of recordings. No athletes' or sessions' names in labels.</summary>
internal sealed class RecordingInstruments
{
    /// <summary>Makes the instruments.</summary>
    public RecordingInstruments(IMeterFactory meters)
    {
        var meter = meters.Create(PersonalPTTelemetry.Name);
        Kept = meter.CreateCounter<long>("personalpt.recording.inputs.kept", "{input}", "Inputs that were recorded.");
        Lost = meter.CreateCounter<long>("personalpt.recording.inputs.lost", "{input}", "Inputs that were to be recorded and could not be: they show as a gap.");
        Bytes = meter.CreateCounter<long>("personalpt.recording.size", "By", "What recordings took, compressed.");
    }

    public Counter<long> Kept { get; }

    public Counter<long> Lost { get; }

    public Counter<long> Bytes { get; }
}
