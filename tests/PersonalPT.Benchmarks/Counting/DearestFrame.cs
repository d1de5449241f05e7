using System.Diagnostics;
using System.Globalization;
using PersonalPT.Athletes;
using PersonalPT.Counting;
using PersonalPT.Counting.Skeletons;

namespace PersonalPT.Benchmarks.Counting;

/// <summary>
/// What no mean shows: the one frame of a stream that takes longest, as where a set ends. Each frame's time is the least of several runs: what the work
/// takes, without what else the machine does meanwhile.
/// </summary>
internal static class DearestFrame
{
    private const int Runs = 9;
    private const double MeanBound = 5;
    private const double FrameBound = 500;

    /// <summary>Prints microseconds, and says whether the bounds hold: 5 a frame in the mean, 500 for any single one.</summary>
    public static bool Measure(TextWriter output)
    {
        // The code is compiled for speed only after it has run for a while.
        _ = MicrosPerFrame(Films.OfSets(18_000));
        var kept = true;
        foreach (var (name, film) in new (string, CapturedFrame[])[]
        {
            ("10 s", Films.OfOneSet(300)),
            ("10 min, sets of ten and rests", Films.OfSets(18_000)),
            ("10 min without a rest", Films.OfOneSet(18_000)),
        })
        {
            var micros = MicrosPerFrame(film);
            kept &= micros.Average() <= MeanBound && micros.Max() <= FrameBound;
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-32} mean {micros.Average(),6:0.00} µs   dearest frame {micros.Max(),6:0.0} µs"));
        }

        return kept;
    }

    private static double[] MicrosPerFrame(CapturedFrame[] film)
    {
        var model = StarterModels.Create(Films.Exercise);
        var events = new List<CountingEvent>(10_000);
        var least = new double[film.Length];
        Array.Fill(least, double.MaxValue);
        for (var run = 0; run < Runs; run++)
        {
            events.Clear();
            var counter = new RepCounter(model, new CountingSettings());
            for (var i = 0; i < film.Length; i++)
            {
                var started = Stopwatch.GetTimestamp();
                counter.Push(i + 1, film[i].CaptureMicros, film[i].Landmarks.Span, events);
                least[i] = Math.Min(least[i], Stopwatch.GetElapsedTime(started).TotalMicroseconds);
            }
        }

        return least;
    }
}
