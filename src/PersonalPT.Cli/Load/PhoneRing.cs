using System.Diagnostics;

namespace PersonalPT.Cli.Load;

/// <summary>
/// Keeps the time for all phones of a load on one thread: they all send at the same rate, one after another, so the next one due is always the next one
/// round the ring. It never skips: what was not sent in time is sent late, and counts as late.
/// </summary>
/// <param name="phones">In the order of their phases.</param>
/// <param name="period">Time between two messages of a phone.</param>
internal sealed class PhoneRing(IReadOnlyList<LoadPhone> phones, TimeSpan period)
{
    /// <summary>Goes round.</summary>
    /// <param name="beginning">When the first message of the first phone is due, by <see cref="Stopwatch.GetTimestamp"/>.</param>
    /// <param name="rounds">Messages of each phone.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public Task RunAsync(long beginning, int rounds, CancellationToken cancellationToken) => Task.Factory.StartNew(
        () => Run(beginning, rounds, cancellationToken), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void Run(long beginning, int rounds, CancellationToken cancellationToken)
    {
        for (var round = 0; round < rounds; round++)
        {
            foreach (var phone in phones)
            {
                var wait = round * period + phone.Phase - Stopwatch.GetElapsedTime(beginning);
                while (wait > TimeSpan.Zero)
                {
                    // Kernels wake up in fractions of a millisecond; a wait is at least one, so some go out a little late, and that counts.
                    cancellationToken.WaitHandle.WaitOne(Math.Max(1, (int)wait.TotalMilliseconds));
                    wait = round * period + phone.Phase - Stopwatch.GetElapsedTime(beginning);
                }

                cancellationToken.ThrowIfCancellationRequested();
                phone.Send();
            }
        }
    }
}
