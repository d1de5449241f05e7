using CsCheck;
using PersonalPT.Counting.Skeletons;
using PersonalPT.Counting.Tests.Figures;

namespace PersonalPT.Counting.Tests.Skeletons;

public sealed class SkeletonFeaturesTests
{
    private static readonly Gen<Landmark[]> _body = Gen.Select(Gen.Int[0, 1_000_000], Gen.Double[0, 1], Gen.Double[0, 1], (seed, depth, wave) =>
    {
        var random = new Random(seed);
        return SquattingFigure.Pose(depth, wave, random)
            .Select(l => l with { X = l.X + .2f * random.NextSingle(), Y = l.Y + .2f * random.NextSingle(), Z = l.Z + .2f * random.NextSingle() }).ToArray();
    });

    [Fact]
    public void Names_are_those_of_the_reference_in_its_order()
    {
        Assert.Equal(SkeletonFeatures.Count, SkeletonFeatures.Names.Count);
        Assert.Equal(SkeletonFeatures.Count, SkeletonFeatures.Names.Distinct().Count());
        Assert.Equal(("elbow_3d", "wrists_ankles_3d", "elbow_2d", "wrists_ankles_2d", "y_wrists_shoulders", "x_left_right_ankle"), (
            SkeletonFeatures.Names[0], SkeletonFeatures.Names[17], SkeletonFeatures.Names[18], SkeletonFeatures.Names[35], SkeletonFeatures.Names[36],
            SkeletonFeatures.Names[49]));
    }

    [Fact]
    public void Values_are_those_of_the_reference()
    {
        // features.py of the reference, for landmark i at (.4 sin 1.7i + .5, .6 cos .9i + .2, .3 sin(.37i + 1)).
        float[] expected =
        [
            0.984303f, 1.215669f, 0.440573f, 1.537554f, -1.068736f, 0.443250f, -0.407534f, -1.036641f, -0.195372f, 1.152368f, 0.547460f, 0.481368f,
            0.788368f, 0.848350f, 0.310005f, 0.533845f, 0.562829f, 0.568750f, 0.739554f, 1.230494f, 0.411950f, 1.535064f, -1.145314f, 0.481434f,
            -0.497129f, -1.037935f, -0.785262f, 1.145314f, 0.410706f, 0.439225f, 0.787558f, 0.824259f, 0.309994f, 0.525456f, 0.562518f, 0.406582f,
            0.404060f, 0.033315f, -0.817756f, 0.474205f, 0.047266f, -0.784441f, -0.103333f, -0.033325f, 0.073587f, -0.343004f, -0.405629f, -0.185073f,
            0.486902f, 0.531201f,
        ];
        Landmark[] body = [.. Enumerable.Range(0, Skeleton.LandmarkCount).Select(i =>
            new Landmark((float)(Math.Sin(i * 1.7) * .4 + .5), (float)(Math.Cos(i * .9) * .6 + .2), (float)(Math.Sin(i * .37 + 1) * .3), 1))];

        AssertClose(expected, Features(body), 2e-5f);
    }

    [Fact]
    public void Moving_the_person_changes_nothing() =>
        Gen.Select(_body, Gen.Float[-3, 3], Gen.Float[-3, 3], Gen.Float[-3, 3]).Sample((body, x, y, z) =>
            AssertClose(Features(body), Features([.. body.Select(l => new Landmark(l.X + x, l.Y + y, l.Z + z, l.Visibility))]), 2e-3f));

    [Fact]
    public void Scaling_the_person_changes_nothing() =>
        Gen.Select(_body, Gen.Int[-3, 10]).Sample((body, magnitude) =>
        {
            // Powers of two, so that the scaled figure is the same figure: a limb that points at the camera is short enough for rounding to turn it.
            var scale = MathF.ScaleB(1, magnitude);
            AssertClose(Features(body), Features([.. body.Select(l => new Landmark(l.X * scale, l.Y * scale, l.Z * scale, l.Visibility))]), 2e-3f);
        });

    [Fact]
    public void Turning_depth_around_changes_nothing() =>
        _body.Sample(body => Assert.Equal(Features(body), Features([.. body.Select(l => l with { Z = -l.Z })])));

    [Fact]
    public void Visibility_changes_nothing() =>
        Gen.Select(_body, Gen.Float).Sample((body, visibility) =>
            Assert.Equal(Features(body), Features([.. body.Select(l => l with { Visibility = visibility })])));

    [Fact]
    public void A_coordinate_that_is_not_finite_or_absurdly_large_makes_it_no_person() =>
        Gen.Select(_body, Gen.Int[0, 32], Gen.Int[0, 2], Gen.OneOf(float.NaN, float.PositiveInfinity, float.NegativeInfinity, 1.1e6f, -2e6f, float.MaxValue))
            .Sample((body, landmark, axis, value) =>
            {
                body[landmark] = axis switch
                {
                    0 => body[landmark] with { X = value },
                    1 => body[landmark] with { Y = value },
                    _ => body[landmark] with { Z = value },
                };
                var features = new float[SkeletonFeatures.Count];

                Assert.False(SkeletonFeatures.TryCompute(body, features));
                Assert.All(features, f => Assert.Equal(0, f));
            });

    [Theory]
    [InlineData(0)]
    [InlineData(32)]
    [InlineData(34)]
    public void Another_number_of_landmarks_is_no_person(int landmarks) => Assert.False(SkeletonFeatures.IsPerson(new Landmark[landmarks]));

    [Fact]
    public void Any_person_has_finite_features() =>
        Gen.Frequency((3, Gen.Float[-1e6f, 1e6f]), (1, Gen.OneOf(0f, 1e-30f, 1e6f, -1e6f))).Array[99].Sample(values =>
            Assert.All(
                Features([.. Enumerable.Range(0, 33).Select(i => new Landmark(values[3 * i], values[3 * i + 1], values[3 * i + 2], 0))]),
                f => Assert.True(float.IsFinite(f))));

    private static float[] Features(Landmark[] body)
    {
        var features = new float[SkeletonFeatures.Count];
        Assert.True(SkeletonFeatures.TryCompute(body, features));
        return features;
    }

    private static void AssertClose(float[] expected, float[] actual, float tolerance)
    {
        for (var i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance, $"{SkeletonFeatures.Names[i]}: {expected[i]} and {actual[i]}");
    }
}
