using PersonalPT.Athletes.Bodies;
using PersonalPT.Athletes.Exercises;
using PersonalPT.Athletes.Workouts;

namespace PersonalPT.Athletes.Tests.Workouts;

public sealed class StretchTests
{
    private static readonly Body Someone = Body.FromSeed(1);

    [Fact]
    public void A_rep_starts_and_ends_at_rest_and_is_deepest_at_its_peak()
    {
        var squat = Repertoire.Find("squat");
        var style = Style.FromSeed(1, squat);
        var rep = new RepStretch(10, 2, squat, Someone, style, 1, Side.Left);
        var rest = squat.Ready(Someone, style).Pelvis.Y;
        Assert.Equal(rest, rep.At(10).Pelvis.Y, 1e-4f);
        Assert.Equal(rest, rep.At(rep.Back).Pelvis.Y, 1e-4f);
        Assert.Equal(rest, rep.At(12).Pelvis.Y, 1e-4f);
        var lowest = Enumerable.Range(0, 200).Min(i => rep.At(10 + i / 100.0).Pelvis.Y);
        Assert.Equal(lowest, rep.At(rep.Peak).Pelvis.Y, 1e-3f);
        Assert.True(rest - lowest > .3f);
    }

    [Fact]
    public void A_change_begins_and_ends_slowly()
    {
        var change = new Change(0, 1, Someone, Postures.Pose(Posture.Standing, Someone), Postures.Crouching(Someone));
        var (first, middle) = (change.At(0).Pelvis.Y - change.At(.05).Pelvis.Y, change.At(.475).Pelvis.Y - change.At(.525).Pelvis.Y);
        Assert.True(first < .1f * middle);
    }

    [Fact]
    public void Walking_moves_the_feet_in_turn()
    {
        var walk = new Walk(0, 4, Someone, default, default);
        var lifts = Enumerable.Range(0, 80).Select(i => walk.At(1 + i / 40.0)).Select(pose => pose.Left.Thigh.Z - pose.Right.Thigh.Z).ToArray();
        Assert.True(lifts.Max() > .1f && lifts.Min() < -.1f);
    }
}
