using PersonalPT.Counting.Skeletons;
using PersonalPT.Counting.Training;

namespace PersonalPT.Counting.Tests.Training;

public class TypicalPosesTests
{
    [Fact]
    public void A_pose_is_a_real_skeleton_moved_and_scaled_and_nothing_else()
    {
        var film = new Squatter().Film();
        var poses = Of(film);
        foreach (var pose in new[] { poses.Rest, poses.Active })
            Assert.Contains(film, frame => Same(Shape(frame.Landmarks.Span), Shape(pose)));
    }

    [Fact]
    public void Both_poses_keep_their_place_to_each_other()
    {
        var poses = Of(new Squatter().Film());
        // The feet stay where they are while the hips go down.
        Assert.Equal(poses.Rest[(int)BodyLandmark.LeftAnkle].Y, poses.Active[(int)BodyLandmark.LeftAnkle].Y, .03);
        Assert.True(poses.Active[(int)BodyLandmark.LeftHip].Y > poses.Rest[(int)BodyLandmark.LeftHip].Y + .2);
    }

    [Fact]
    public void Where_the_person_stands_and_how_large_they_are_does_not_show()
    {
        var near = Of(new Squatter { Noise = 0 }.Film());
        var far = Of(new Squatter { Noise = 0, Scale = .25, OffsetX = .7, OffsetY = -.3 }.Film());
        foreach (var (a, b) in near.Rest.Concat(near.Active).Zip(far.Rest.Concat(far.Active)))
            Assert.InRange(Math.Abs(a.X - b.X) + Math.Abs(a.Y - b.Y) + Math.Abs(a.Z - b.Z), 0, 1e-4);
    }

    [Fact]
    public void A_visibility_that_is_no_share_becomes_one()
    {
        var poses = Of(new Squatter().Film(edit: p => [.. p.Select((l, i) => l with { Visibility = i % 2 == 0 ? float.NaN : 7 })]));
        Assert.Equal([0f, 1f], poses.Rest.Take(2).Select(l => l.Visibility));
    }

    private static TypicalPoses Of(List<CapturedFrame> film)
    {
        var demonstration = Demonstration.Of(film, TestContext.Current.CancellationToken);
        var states = CycleLabels.Of(demonstration.Rows, [.. new Squatter().Spans.Select((s, i) => demonstration.RowsOf(s, $"Rep {i}"))]);
        return TypicalPoses.Of(demonstration, states, GaussianEstimate.From(demonstration.Rows, states));
    }

    /// <summary>Distances of all landmarks from the first one, in units of the second one's.</summary>
    private static double[] Shape(ReadOnlySpan<Landmark> pose)
    {
        var shape = new double[pose.Length];
        for (var i = 0; i < shape.Length; i++)
            shape[i] = Math.Sqrt(Math.Pow(pose[i].X - pose[0].X, 2) + Math.Pow(pose[i].Y - pose[0].Y, 2) + Math.Pow(pose[i].Z - pose[0].Z, 2));
        return Array.ConvertAll(shape, d => d / shape[31]);
    }

    private static bool Same(double[] a, double[] b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Max() < 1e-4;
}
