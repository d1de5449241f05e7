using CsCheck;
using PersonalPT.Athletes.Tests.Workouts;

namespace PersonalPT.Athletes.Tests;

public sealed class DemonstrationTests
{
    [Theory, MemberData(nameof(Plans.Exercises), MemberType = typeof(Plans))]
    public void A_demonstration_shows_its_reps_and_labels_them(string exercise) => Gen.Select(Gen.ULong, Gen.Int[1, 6]).Sample((seed, reps) =>
    {
        var demonstration = Demonstration.Film(exercise, seed, reps);
        var spans = demonstration.Labels.Reps;
        Assert.Equal(exercise, demonstration.Exercise);
        Assert.Equal(reps, spans.Count);
        Assert.All(demonstration.Frames, frame => Assert.False(frame.Landmarks.IsEmpty));
        Assert.True(spans[0].StartMicros > demonstration.Frames[0].CaptureMicros && spans[^1].EndMicros < demonstration.Frames[^1].CaptureMicros);
        Assert.Equal(demonstration.Reps.Select(rep => (rep.StartMicros, rep.EndMicros)), spans.Select(span => (span.StartMicros, span.EndMicros)));
    }, iter: 10);

    [Fact]
    public void The_same_seed_gives_the_same_demonstration()
    {
        var (one, two) = (Demonstration.Film("squat", 5), Demonstration.Film("squat", 5));
        Assert.Equal(one.Reps, two.Reps);
        Assert.True(one.Frames.Zip(two.Frames).All(pair => pair.First.Landmarks.Span.SequenceEqual(pair.Second.Landmarks.Span)));
    }

    [Fact]
    public void What_cannot_be_shown_is_refused()
    {
        Assert.ThrowsAny<ArgumentException>(() => Demonstration.Film("handstand", 1));
        Assert.ThrowsAny<ArgumentException>(() => Demonstration.Film("squat", 1, reps: 0));
        Assert.ThrowsAny<ArgumentException>(() => Demonstration.Film("squat", 1, frameRate: 500));
    }
}
