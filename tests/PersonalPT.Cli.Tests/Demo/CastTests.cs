using PersonalPT.Cli.Demo;

namespace PersonalPT.Cli.Tests.Demo;

public sealed class CastTests
{
    private static readonly DateTimeOffset s_now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_same_seed_gives_the_same_athletes()
    {
        var (first, second) = (Cast.Plans(3, 5, 4, s_now), Cast.Plans(3, 5, 4, s_now));
        Assert.Equal(first.Select(Written), second.Select(Written));
        Assert.Equal(first[0].Frames.Take(50).Select(f => f.CaptureMicros), second[0].Frames.Take(50).Select(f => f.CaptureMicros));
    }

    [Fact]
    public void Everybody_has_a_name_of_their_own_and_an_exercise_that_is_taught()
    {
        var plans = Cast.Plans(30, 1, 4, s_now);
        Assert.Equal(30, plans.Select(p => p.Name).Distinct().Count());
        Assert.All(plans, p => Assert.Contains(p.ExerciseId, Cast.Exercises(30)));
        Assert.Equal(Cast.Exercises(30).Order(), plans.Select(p => p.ExerciseId).Distinct().Order());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    public void A_workout_ends_about_when_its_streaming_does(double speed)
    {
        var plan = Cast.Plans(1, 1, speed, s_now)[0];
        var frames = plan.Frames.ToArray();
        var length = TimeSpan.FromMicroseconds(frames[^1].CaptureMicros - frames[0].CaptureMicros);
        var end = DateTimeOffset.UnixEpoch + TimeSpan.FromMicroseconds(frames[^1].CaptureMicros + plan.ShiftMicros);
        var streamed = s_now + (speed > 0 ? length / speed : TimeSpan.Zero);
        Assert.InRange((end - streamed).TotalSeconds, -.2, .2);
    }

    private static (string, string, int, long) Written(PhonePlan plan) => (plan.Name, plan.ExerciseId, plan.TrueReps, plan.ShiftMicros);
}
