using Microsoft.Extensions.Time.Testing;
using PersonalPT.Athletes;
using PersonalPT.Athletes.Workouts;
using PersonalPT.Cli.Demo;
using PersonalPT.Counting.Training;

namespace PersonalPT.Cli.Tests.Demo;

public sealed class ShadowCounterTests
{
    [Fact]
    public void The_time_is_counted_from_the_frame_that_made_the_rep()
    {
        var film = Demonstration.Film("squat", seed: 3);
        var model = OneShotTrainer.Train(film.Frames, film.Labels, ct: TestContext.Current.CancellationToken);
        var time = new FakeTimeProvider();
        var shadow = new ShadowCounter(model, time);

        var causes = new List<TimeSpan>();
        var inputSeq = 0L;
        var started = time.GetTimestamp();
        foreach (var frame in new Athlete(4).Perform(new Workout { Sets = [new PlannedSet { Exercise = "squat", Reps = 5 }] }).Frames)
        {
            time.Advance(TimeSpan.FromMilliseconds(10));
            shadow.Frame(++inputSeq, frame.CaptureMicros, frame.Landmarks.Span);
            while (causes.Count < shadow.Reps)
                causes.Add(time.GetElapsedTime(started));
        }

        Assert.Equal(5, shadow.Reps);
        Assert.Equal(5, causes.Distinct().Count());
        var now = time.GetElapsedTime(started);
        Assert.All(causes.Select((cause, i) => (cause, Ordinal: i + 1)), c => Assert.Equal(now - c.cause, shadow.SinceCauseOf(1, c.Ordinal)));
        Assert.Null(shadow.SinceCauseOf(1, 6));
    }
}
