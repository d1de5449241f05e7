using System.Diagnostics;
using PersonalPT.Fuzz.Mutation;

namespace PersonalPT.Fuzz;

/// <summary>Many mutated messages against all targets, the same for the same seed.</summary>
internal static class Campaign
{
    /// <summary>A message that takes longer is a finding; one that takes for ever ends the process, with the message in a file.</summary>
    public static readonly TimeSpan Slow = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan s_forEver = TimeSpan.FromMinutes(1);

    // What a call costs whatever is in it, with the text of a refusal; what an object costs that two bytes can make; and where MessageShape cuts that off.
    private const long FixedBytes = 1024 * 1024;
    private const long BytesPerByte = 128;
    private const long MostAmplified = 32 * 1024 * 1024;
    private const long BytesPerLargeByte = 16;

    /// <summary>Runs it.</summary>
    /// <param name="targets">The targets; messages are spread over them evenly.</param>
    /// <param name="messages">How many in all.</param>
    /// <param name="seed">The dice.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    public static CampaignResult Run(IReadOnlyList<FuzzTarget> targets, long messages, int seed, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        using var watchdog = new Watchdog(s_forEver);
        var lines = new List<CampaignLine>();
        var findings = new List<Finding>();
        for (var i = 0; i < targets.Count; i++)
        {
            var share = messages * (i + 1) / targets.Count - messages * i / targets.Count;
            lines.Add(Run(targets[i], share, unchecked(seed * 31 + i), findings, watchdog, cancellationToken));
        }

        return new CampaignResult(lines, findings, Stopwatch.GetElapsedTime(started));
    }

    private static CampaignLine Run(
        FuzzTarget target, long messages, int seed, List<Finding> findings, Watchdog watchdog, CancellationToken cancellationToken)
    {
        var source = new MessageSource(target, seed);
        // What the first call costs is no one message's; and where good messages are refused, mutated ones show nothing.
        foreach (var good in target.Corpus)
            WarmUp(target, good, findings);

        var (accepted, largest, slowest, started) = (0L, 0L, TimeSpan.Zero, Stopwatch.GetTimestamp());
        for (var n = 0L; n < messages && !cancellationToken.IsCancellationRequested; n++)
        {
            var message = source.Next();
            watchdog.Begin(target.Name, message);
            var (at, allocated) = (Stopwatch.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
            try
            {
                accepted += target.Attempt(message) ? 1 : 0;
            }
            catch (Exception e)
            {
                findings.Add(new Finding(target.Name, message, e.ToString()));
            }

            allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
            var elapsed = Stopwatch.GetElapsedTime(at);
            watchdog.End();
            largest = Math.Max(largest, allocated);
            slowest = elapsed > slowest ? elapsed : slowest;
            if (allocated > MostBytes(message.Length))
                findings.Add(new Finding(target.Name, message, $"{message.Length} bytes made it allocate {allocated}."));
            if (elapsed > Slow)
                findings.Add(new Finding(target.Name, message, $"It took {elapsed.TotalSeconds:0.0} s."));
        }

        return new CampaignLine(target.Name, messages, accepted, largest, slowest, Stopwatch.GetElapsedTime(started));
    }

    private static void WarmUp(FuzzTarget target, byte[] good, List<Finding> findings)
    {
        try
        {
            if (!target.Attempt(good))
                findings.Add(new Finding(target.Name, good, "A good message was refused."));
        }
        catch (Exception e)
        {
            findings.Add(new Finding(target.Name, good, e.ToString()));
        }
    }

    private static long MostBytes(int length) => FixedBytes + Math.Min(BytesPerByte * length, MostAmplified + BytesPerLargeByte * length);

    /// <summary>Ends the process where a message is never done with.</summary>
    private sealed class Watchdog : IDisposable
    {
        private readonly Timer _timer;
        private readonly TimeSpan _patience;
        private readonly Lock _gate = new();
        private string _target = "";
        private byte[]? _message;
        private long _since;

        public Watchdog(TimeSpan patience)
        {
            _patience = patience;
            _timer = new Timer(_ => Look(), null, patience, patience / 4);
        }

        public void Begin(string target, byte[] message)
        {
            lock (_gate)
                (_target, _message, _since) = (target, message, Stopwatch.GetTimestamp());
        }

        public void End()
        {
            lock (_gate)
                _message = null;
        }

        public void Dispose() => _timer.Dispose();

        private void Look()
        {
            lock (_gate)
            {
                if (_message is { } message && Stopwatch.GetElapsedTime(_since) > _patience)
                    Environment.FailFast($"The target {_target} does not come back. Replay it with {new Finding(_target, message, "").Save()}.");
            }
        }
    }
}

/// <summary>What came of a campaign.</summary>
/// <param name="Lines">Each target.</param>
/// <param name="Findings">What must not happen and did.</param>
/// <param name="Time">How long it took.</param>
internal sealed record CampaignResult(IReadOnlyList<CampaignLine> Lines, IReadOnlyList<Finding> Findings, TimeSpan Time);

/// <summary>A target in a campaign.</summary>
/// <param name="Target">Its name.</param>
/// <param name="Messages">How many it was given.</param>
/// <param name="Accepted">How many it accepted; the others were refused in order, or are findings.</param>
/// <param name="LargestAllocation">Bytes that the worst message made it allocate.</param>
/// <param name="Slowest">The longest time for one message.</param>
/// <param name="Time">How long all took.</param>
internal sealed record CampaignLine(string Target, long Messages, long Accepted, long LargestAllocation, TimeSpan Slowest, TimeSpan Time);
