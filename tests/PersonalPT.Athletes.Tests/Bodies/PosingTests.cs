using System.Numerics;
using CsCheck;
using PersonalPT.Athletes.Bodies;

namespace PersonalPT.Athletes.Tests.Bodies;

public sealed class PosingTests
{
    private static readonly Gen<Vector3> Points = Gen.Select(Gen.Float[-1, 1], Gen.Float[-1, 1], Gen.Float[-1, 1], (x, y, z) => new Vector3(x, y, z));

    [Fact]
    public void Two_bones_reach_every_target_within_reach() => Gen.Select(Points, Points).Where((target, _) => target.Length() is > .1f and < .58f)
        .Sample((target, pole) =>
        {
            var (first, second) = Posing.Bend(target, .3f, .28f, pole);
            return Vector3.Distance(.3f * first + .28f * second, target) < 2e-3f;
        });

    [Fact]
    public void Two_bones_point_at_a_target_out_of_reach_and_never_stretch() => Gen.Select(Points, Points).Where((target, _) => target.Length() > .6f)
        .Sample((target, pole) =>
        {
            var (first, second) = Posing.Bend(target, .3f, .28f, pole);
            return Math.Abs(first.Length() - 1) < 1e-4f && Math.Abs(second.Length() - 1) < 1e-4f
                && Vector3.Dot(Vector3.Normalize(.3f * first + .28f * second), Vector3.Normalize(target)) > .999f;
        });

    [Fact]
    public void A_target_at_the_joint_itself_is_no_trouble()
    {
        var (first, second) = Posing.Bend(Vector3.Zero, .3f, .28f, Vector3.Zero);
        Assert.Equal(1, first.Length(), 1e-4f);
        Assert.Equal(1, second.Length(), 1e-4f);
    }

    [Fact]
    public void The_knee_goes_where_the_pole_points()
    {
        var (thigh, _) = Posing.Bend(new Vector3(0, -.6f, 0), .4f, .4f, Vector3.UnitZ);
        Assert.True(thigh.Z > .1f);
    }

    [Fact]
    public void Who_stands_has_both_feet_on_the_ground() => Gen.Select(Gen.ULong, Gen.Float[.1f, .6f]).Sample((seed, stance) =>
    {
        var body = Body.FromSeed(seed);
        var pose = Posing.Standing(body, stance);
        return Posing.Sides.All(side =>
            Math.Abs((pose.Hip(body, side) + body.Thigh * pose.Of(side).Thigh + body.Shank * pose.Of(side).Shank).Y - body.Ankle) < .01f);
    });
}
