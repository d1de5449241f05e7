using System.Diagnostics.Metrics;
using PersonalPT.Contracts.Telemetry;

namespace PersonalPT.Grains.Models;

/// <summary>What is measured of training.</summary>
internal sealed class TrainingInstruments
{
    /// <summary>Makes the instruments.</summary>
    public TrainingInstruments(IMeterFactory meters)
    {
        var meter = meters.Create(PersonalPTTelemetry.Name);
        Trainings = meter.CreateCounter<long>("personalpt.trainings", "{training}", "Model versions that were learnt.");
        Time = meter.CreateHistogram<double>("personalpt.training.time", "s", "Time to learn from a demonstration, previews too.");
    }

    public Counter<long> Trainings { get; }

    public Histogram<double> Time { get; }
}
