using System.Diagnostics.Metrics;
using PersonalPT.Contracts.Telemetry;

namespace PersonalPT.Storage.Telemetry;

/// <summary>What the storage measures of itself.</summary>
internal sealed class StorageInstruments
{
    private readonly Histogram<double> _commitTime;
    private readonly Histogram<int> _commitSize;
    private readonly Counter<long> _fenced;
    private readonly Counter<long> _commitFailures;

    public StorageInstruments(IMeterFactory? meters = null)
    {
        // Without a factory the meter lives as long as the process.
        var meter = meters is null ? new Meter(PersonalPTTelemetry.Name) : meters.Create(PersonalPTTelemetry.Name);
        _commitTime = meter.CreateHistogram(PersonalPTTelemetry.CommitTime, "s", "Time from a commit group's first statement until it is durable.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [.0005, .001, .002, .004, .008, .016, .032, .064, .128, .256, .512, 1, 4] });
        _commitSize = meter.CreateHistogram("personalpt.journal.commit.size", "{append}", "Requests committed in one group.",
            advice: new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256] });
        _fenced = meter.CreateCounter<long>("personalpt.journal.fenced", "{append}", "Appends refused because a later activation owns the session.");
        _commitFailures = meter.CreateCounter<long>("personalpt.journal.commit.failures", "{commit}", "Commit groups that failed as a whole.");
    }

    public void Committed(TimeSpan time, int size)
    {
        _commitTime.Record(time.TotalSeconds);
        _commitSize.Record(size);
    }

    public void Fenced() => _fenced.Add(1);

    public void CommitFailed() => _commitFailures.Add(1);
}
