using System.Diagnostics;
using System.Text.Json;
using PersonalPT.Cli.Output;

namespace PersonalPT.Cli.Load;

/// <summary>
/// Phones that a server bears, all the time, and in the middle of it many more than it can. What is refused comes again when it was told to; at the end of
/// the rush all of the surplus leaves at once.
/// </summary>
/// <param name="phones">What the phones of both kinds have in common; the plan's window is from the beginning to the end.</param>
/// <param name="rush">When the surplus comes and how much of it.</param>
/// <param name="say">Takes the lines.</param>
internal sealed class OverloadGenerator(LoadGenerator phones, OverloadPlan rush, Action<string> say)
{
    // Of the rush, the part within which the surplus arrives; the rest of the time all of it is there.
    private const double ArrivesWithin = .6;
    private const double NormalMilliseconds = 150;

    // Whoever was refused comes again until the rush is over.
    private readonly Entrance _entrance = new(TimeSpan.MaxValue, TimeProvider.System, Random.Shared.NextDouble);
    private TimeSpan? _admittedAfter;
    private int _here;
    private int _most;
    private int _surplusGaps;
    private int _brokenOff;

    public Task RunAsync(CancellationToken cancellationToken) => phones.RunAsync(RushAsync, running => Task.FromResult(Result(running)), cancellationToken);

    private async Task RushAsync(LoadStreams streams, CancellationToken cancellationToken)
    {
        await streams.DelayUntilAsync(rush.From, cancellationToken);
        say(LoadStage.Steady);
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var surplus = Enumerable.Range(0, rush.Surplus).Select(i => ComeAsync(
            i, rush.From + rush.Length * (ArrivesWithin * i / rush.Surplus), streams, leaving.Token)).ToArray();
        await streams.DelayUntilAsync(rush.From + rush.Length, cancellationToken);
        var left = Stopwatch.GetTimestamp();
        await leaving.CancelAsync();
        var next = NextAsync(left, streams, cancellationToken);
        await Task.WhenAll(surplus);
        say(LoadStage.Measured);
        await next;
    }

    private async Task ComeAsync(int number, TimeSpan at, LoadStreams streams, CancellationToken leaving)
    {
        try
        {
            await streams.DelayUntilAsync(at, leaving);
            var phone = phones.MakePhone(number);
            var isIn = await _entrance.EnterAsync(cancel => phones.OpenAsync(phone = phone.Anew(), number, streams.SurplusChannel(number), cancel), leaving);
            if (isIn)
                await StayAsync(phone, leaving);
        }
        catch (OperationCanceledException) when (leaving.IsCancellationRequested)
        {
            // The rush is over.
        }
    }

    /// <summary>One more comes when the surplus has left, and waits as it is told.</summary>
    private async Task NextAsync(long left, LoadStreams streams, CancellationToken cancellationToken)
    {
        using var through = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var phone = phones.MakePhone(0);
        var entrance = new Entrance(rush.Calm, TimeProvider.System, Random.Shared.NextDouble);
        if (await entrance.EnterAsync(cancel => phones.OpenAsync(phone = phone.Anew(), rush.Surplus, streams.SurplusChannel(0), through.Token), cancellationToken))
            _admittedAfter = Stopwatch.GetElapsedTime(left);
        await through.CancelAsync();
    }

    private async Task StayAsync(LoadPhone phone, CancellationToken leaving)
    {
        var here = Interlocked.Increment(ref _here);
        for (var most = Volatile.Read(ref _most); here > most; most = Volatile.Read(ref _most))
            Interlocked.CompareExchange(ref _most, here, most);
        try
        {
            using var timer = new PeriodicTimer(phones.Plan.Period);
            while (await timer.WaitForNextTickAsync(leaving) && !phone.Ended.IsCompleted)
                phone.Send();
        }
        finally
        {
            if (!leaving.IsCancellationRequested)
                Interlocked.Increment(ref _brokenOff);
            Interlocked.Add(ref _surplusGaps, phone.Gaps);
            Interlocked.Decrement(ref _here);
        }
    }

    private string Result(IReadOnlyList<LoadPhone> running)
    {
        var latencies = running.SelectMany(p => p.Latencies).ToArray();
        var left = rush.From + rush.Length;
        var line = new RushLine(
            Of(rush.From - rush.Calm, rush.From),
            Of(rush.From, left),
            Of(left, left + rush.Calm),
            Math.Round(UntilNormal(latencies, left, left + rush.Calm).TotalSeconds, 1),
            rush.Surplus,
            _most,
            _entrance.Refusals,
            new Dictionary<string, int>(_entrance.Reasons),
            _entrance.RefusalsWithHint,
            _entrance.OtherFailures,
            _brokenOff,
            _admittedAfter is { } seconds ? Math.Round(seconds.TotalSeconds, 1) : null,
            running.Sum(p => p.Script.MessageOfRep.Count),
            running.Sum(p => p.Lost),
            running.Sum(p => p.Doubled),
            running.Sum(p => p.Gaps) + _surplusGaps,
            running.Count(p => p.Failure is not null || !p.Ended.IsCompleted),
            running.FirstOrDefault(p => p.Failure is not null)?.Failure);
        return JsonSerializer.Serialize(line, JsonLines.Default.RushLine);

        LoadLatencyLine Of(TimeSpan from, TimeSpan to) =>
            LoadLatencyLine.Of([.. latencies.Where(l => l.Due >= from && l.Due < to).Select(l => l.Milliseconds)]);
    }

    /// <summary>From the moment at which the surplus left: after it no rep takes longer than it should. That all sessions end together afterwards is no part of it.</summary>
    private static TimeSpan UntilNormal(IEnumerable<RepLatency> latencies, TimeSpan left, TimeSpan end) =>
        latencies.Where(l => l.Due >= left && l.Due < end && l.Milliseconds > NormalMilliseconds).Select(l => l.Due - left).DefaultIfEmpty(TimeSpan.Zero).Max();
}

/// <summary>The rush of an overload run.</summary>
/// <param name="From">When it begins, from the beginning of all streaming.</param>
/// <param name="Length">How long it lasts.</param>
/// <param name="Calm">How long the time before it and the time after it are.</param>
/// <param name="Surplus">Phones that come.</param>
internal sealed record OverloadPlan(TimeSpan From, TimeSpan Length, TimeSpan Calm, int Surplus);
