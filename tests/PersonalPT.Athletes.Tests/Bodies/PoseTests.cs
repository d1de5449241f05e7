using System.Numerics;
using CsCheck;
using PersonalPT.Athletes.Bodies;

namespace PersonalPT.Athletes.Tests.Bodies;

public sealed class PoseTests
{
    private static readonly Gen<Vector3> Directions = Gen.Select(Gen.Float[-1, 1], Gen.Float[-1, 1], Gen.Float[-1, 1])
        .Where(v => new Vector3(v.Item1, v.Item2, v.Item3).Length() > .1f).Select(v => Vector3.Normalize(new Vector3(v.Item1, v.Item2, v.Item3)));

    [Fact]
    public void Turning_keeps_the_length_and_starts_and_ends_where_it_should() => Gen.Select(Directions, Directions, Gen.Float[0, 1]).Sample((a, b, t) =>
        Math.Abs(Pose.Turn(a, b, t).Length() - 1) < 1e-4f && Vector3.Distance(Pose.Turn(a, b, 0), a) < 1e-3f && Vector3.Distance(Pose.Turn(a, b, 1), b) < 1e-3f);

    [Fact]
    public void Turning_right_round_is_possible_too() => Gen.Select(Directions, Gen.Float[0, 1]).Sample((a, t) =>
        Math.Abs(Pose.Turn(a, -a, t).Length() - 1) < 1e-4f && Vector3.Distance(Pose.Turn(a, -a, 1), -a) < 1e-3f);

    [Fact]
    public void A_pose_that_is_placed_elsewhere_is_the_same_figure()
    {
        var body = Body.FromSeed(1);
        var pose = Posing.Standing(body, .3f);
        Span<Vector3> here = stackalloc Vector3[33];
        Span<Vector3> there = stackalloc Vector3[33];
        Figure.Place(body, pose, here);
        Figure.Place(body, pose.Placed(1.1f, new Vector3(3, 0, -2)), there);

        for (var i = 1; i < here.Length; i++)
            Assert.Equal(Vector3.Distance(here[0], here[i]), Vector3.Distance(there[0], there[i]), 1e-4f);
    }
}
