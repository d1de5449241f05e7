using System.Diagnostics;
using PersonalPT.Contracts.Models;
using PersonalPT.Contracts.Telemetry;

namespace PersonalPT.Grains.Models;

/// <summary>
/// Where training is done, and recordings are counted again: on the thread pool, away from the grains' turns, and by no more at a time than there are processors. Who waits is bounded
/// by the grains: a model learns one lesson at a time, and there are only so many workers for previews.
/// </summary>
internal sealed class TrainingRoom(TrainingInstruments instruments, TimeProvider clock) : IDisposable
{
    private readonly SemaphoreSlim _seats = new(Environment.ProcessorCount);

    /// <summary>Learns something.</summary>
    /// <param name="name">What is learnt, for the trace.</param>
    /// <param name="lesson">The lesson.</param>
    /// <param name="learn">The work.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<T> Learn<T>(string name, Lesson lesson, Func<Lesson, CancellationToken, T> learn, CancellationToken cancellationToken)
    {
        using var span = PersonalPTTelemetry.Source.StartActivity(name);
        span?.SetTag("personalpt.frames", lesson.Frames.CaptureMicros.Length);
        await _seats.WaitAsync(cancellationToken);
        var started = clock.GetTimestamp();
        var outcome = "refused";
        try
        {
            var learnt = await Task.Run(() => learn(lesson, cancellationToken), cancellationToken);
            outcome = "learnt";
            return learnt;
        }
        catch (Exception e)
        {
            span?.SetStatus(ActivityStatusCode.Error, e.Message);
            throw;
        }
        finally
        {
            _seats.Release();
            instruments.Time.Record(clock.GetElapsedTime(started).TotalSeconds, new KeyValuePair<string, object?>("outcome", outcome));
        }
    }

    /// <summary>Does other long work on a seat.</summary>
    /// <param name="name">What is done, for the trace.</param>
    /// <param name="work">The work.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<T> Work<T>(string name, Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        using var span = PersonalPTTelemetry.Source.StartActivity(name);
        await _seats.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(() => work(cancellationToken), cancellationToken);
        }
        catch (Exception e)
        {
            span?.SetStatus(ActivityStatusCode.Error, e.Message);
            throw;
        }
        finally
        {
            _seats.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _seats.Dispose();
}
