using System.Collections.Concurrent;
using System.Globalization;
using Grpc.Core;
using PersonalPT.Client;

namespace PersonalPT.Cli.Load;

/// <summary>
/// How phones get in. Each tries; where the server has too much to do or cannot be reached, it waits as long as it was told and by a random part longer, so
/// that those who were refused together do not come again together, and tries again. Safe for concurrent use.
/// </summary>
/// <param name="patience">How long after the first refusal of any phone the last one may try again.</param>
/// <param name="time">The clock.</param>
/// <param name="dice">From 0 to 1: how much longer than it was told a phone waits.</param>
internal sealed class Entrance(TimeSpan patience, TimeProvider time, Func<double> dice)
{
    // Of what a phone was told to wait.
    private const double LongerByUpTo = .25;

    private static readonly TimeSpan s_withoutHint = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, int> _reasons = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (int Phones, string Message)> _keptOut = new(StringComparer.Ordinal);
    private long _first;
    private int _hinted;
    private int _others;

    /// <summary>How often a phone was refused, by the server's reason.</summary>
    public IReadOnlyDictionary<string, int> Reasons => _reasons;

    /// <summary>How often a phone was refused.</summary>
    public int Refusals => _reasons.Values.Sum();

    /// <summary>How often it was told when to come again.</summary>
    public int RefusalsWithHint => _hinted;

    /// <summary>How often something else was the matter than too much to do.</summary>
    public int OtherFailures => _others;

    /// <summary>Phones that did not get in.</summary>
    public int KeptOut => _keptOut.Values.Sum(p => p.Phones);

    /// <summary>How many phones did not get in, and why, in words.</summary>
    /// <param name="phones">How many wanted to.</param>
    public string Describe(int phones)
    {
        var reasons = _keptOut.OrderByDescending(p => p.Value.Phones).Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Value.Phones} {p.Key} ({p.Value.Message})"));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{KeptOut} of {phones} phones could not start, however often they tried within {patience.TotalSeconds:0.#} s: {string.Join(", ", reasons)}");
    }

    /// <summary>A phone gets in.</summary>
    /// <param name="tryOnce">Tries it.</param>
    /// <param name="cancellationToken">Nobody wants to any more.</param>
    /// <returns>Whether it did.</returns>
    public async Task<bool> EnterAsync(Func<CancellationToken, Task> tryOnce, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await tryOnce(cancellationToken);
                return true;
            }
            catch (RpcException e)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var refusal = PersonalPTException.From(e);
                var reason = refusal.Reason ?? e.StatusCode.ToString();
                if (await WaitAsync(refusal, reason, cancellationToken))
                    continue;

                _keptOut.AddOrUpdate(reason, (1, refusal.Message), (_, so) => (so.Phones + 1, so.Message));
                return false;
            }
        }
    }

    private async Task<bool> WaitAsync(PersonalPTException refusal, string reason, CancellationToken cancellationToken)
    {
        Interlocked.CompareExchange(ref _first, Math.Max(1, time.GetTimestamp()), 0);
        _reasons.AddOrUpdate(reason, 1, (_, times) => times + 1);
        if (refusal.RetryAfter is not null)
            Interlocked.Increment(ref _hinted);
        if (refusal.Kind != PersonalPTErrorKind.Overloaded)
            Interlocked.Increment(ref _others);
        if (!refusal.IsTransient)
            return false;

        var wait = (refusal.RetryAfter ?? s_withoutHint) * (1 + LongerByUpTo * dice());
        if (time.GetElapsedTime(Volatile.Read(ref _first)) + wait > patience)
            return false;
        await Task.Delay(wait, time, cancellationToken);
        return true;
    }
}
