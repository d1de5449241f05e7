using System.Numerics;
using CsCheck;
using PersonalPT.Athletes.Bodies;
using PersonalPT.Athletes.Exercises;
using PersonalPT.Athletes.Tests.Workouts;
using PersonalPT.Counting.Skeletons;

namespace PersonalPT.Athletes.Tests.Exercises;

public sealed class ExerciseTests
{
    [Theory, MemberData(nameof(Plans.Exercises), MemberType = typeof(Plans))]
    public void Every_way_of_doing_it_moves_some_joint_by_a_hand_at_least(string name) => Gen.Select(Gen.ULong, Gen.Bool).Sample((seed, left) =>
    {
        var (rest, active) = (Joints(name, seed, 0, left), Joints(name, seed, 1, left));
        return rest.Zip(active, Vector3.Distance).Max() > .15f;
    });

    [Theory, MemberData(nameof(Plans.Exercises), MemberType = typeof(Plans))]
    public void A_small_step_of_the_rep_is_a_small_step_of_the_body(string name) => Gen.Select(Gen.ULong, Gen.Float[0, 1.08f], Gen.Bool).Sample((seed, depth, left) =>
    {
        // A hundredth of a rep takes no joint further than 5 cm; the way there and back of the whole rep is below 5 m.
        var (before, after) = (Joints(name, seed, depth, left), Joints(name, seed, depth + .01f, left));
        return before.Zip(after, Vector3.Distance).Max() < .05f;
    });

    [Theory, MemberData(nameof(Plans.Exercises), MemberType = typeof(Plans))]
    public void Every_pose_is_made_of_finite_unit_directions(string name) => Gen.Select(Gen.ULong, Gen.Float[0, 1.2f], Gen.Bool)
        .Sample((seed, depth, left) => Joints(name, seed, depth, left).All(joint => float.IsFinite(joint.X + joint.Y + joint.Z)));

    [Theory]
    [InlineData("squat", BodyLandmark.LeftHip, -.3f)]
    [InlineData("push_up", BodyLandmark.LeftShoulder, -.2f)]
    [InlineData("pull_up", BodyLandmark.LeftShoulder, .25f)]
    [InlineData("situp", BodyLandmark.LeftShoulder, .3f)]
    [InlineData("jump_jack", BodyLandmark.LeftWrist, .8f)]
    [InlineData("front_raise", BodyLandmark.LeftWrist, .4f)]
    [InlineData("lunge", BodyLandmark.LeftHip, -.25f)]
    [InlineData("biceps_curl", BodyLandmark.LeftWrist, .3f)]
    [InlineData("overhead_press", BodyLandmark.LeftWrist, .3f)]
    [InlineData("bench_pressing", BodyLandmark.LeftWrist, -.25f)]
    public void In_the_active_pose_the_working_joint_is_higher_or_lower(string name, BodyLandmark joint, float atLeast)
    {
        for (var seed = 0UL; seed < 50; seed++)
        {
            var rise = Joints(name, seed, 1, true)[(int)joint].Y - Joints(name, seed, 0, true)[(int)joint].Y;
            Assert.True(atLeast > 0 ? rise > atLeast : rise < atLeast, $"seed {seed}: {rise}");
        }
    }

    private static Vector3[] Joints(string name, ulong seed, float depth, bool left)
    {
        var exercise = Repertoire.Find(name);
        var body = Body.FromSeed(seed);
        var joints = new Vector3[Skeleton.LandmarkCount];
        Figure.Place(body, exercise.Pose(body, Style.FromSeed(seed, exercise), new Stroke(depth, depth, left ? Side.Left : Side.Right)), joints);
        return joints;
    }
}
