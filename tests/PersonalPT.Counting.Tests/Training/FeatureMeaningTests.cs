using PersonalPT.Counting.Skeletons;
using PersonalPT.Counting.Training;

namespace PersonalPT.Counting.Tests.Training;

public class FeatureMeaningTests
{
    [Fact]
    public void Every_feature_has_a_name_of_its_own() =>
        Assert.Equal(SkeletonFeatures.Count, FeatureMeaning.All.Select(m => m.FullName).Distinct().Count());

    [Fact]
    public void A_feature_seen_in_the_image_and_in_depth_is_told_apart_and_no_other()
    {
        for (var f = 0; f < SkeletonFeatures.Count; f++)
        {
            var expected = SkeletonFeatures.Names[f] switch
            {
                var name when name.EndsWith("3d", StringComparison.Ordinal) => FeatureView.Depth,
                var name when name.EndsWith("2d", StringComparison.Ordinal) => FeatureView.Image,
                _ => FeatureView.Only,
            };
            Assert.Equal(expected, FeatureMeaning.All[f].View);
        }
    }

    [Fact]
    public void The_joints_are_the_features_that_measure_them() => Assert.All(FeatureMeaning.Joints, joint =>
    {
        Assert.StartsWith(joint.Name, SkeletonFeatures.Names[joint.Depth], StringComparison.Ordinal);
        Assert.StartsWith(joint.Name, SkeletonFeatures.Names[joint.Image], StringComparison.Ordinal);
        Assert.Equal(FeatureView.Depth, FeatureMeaning.All[joint.Depth].View);
        Assert.Equal(FeatureView.Image, FeatureMeaning.All[joint.Image].View);
    });

    [Fact]
    public void A_feature_changes_when_a_landmark_that_it_is_measured_between_moves()
    {
        var pose = new Squatter { Noise = .03 }.Film()[45].Landmarks.ToArray();
        var before = Features(pose);
        for (var f = 0; f < SkeletonFeatures.Count; f++)
        {
            foreach (var landmark in FeatureMeaning.All[f].Landmarks)
            {
                var moved = (Landmark[])pose.Clone();
                var l = moved[(int)landmark];
                moved[(int)landmark] = l with { X = l.X + .07f, Y = l.Y + .05f };
                Assert.NotEqual(before[f], Features(moved)[f]);
            }
        }
    }

    private static float[] Features(Landmark[] pose)
    {
        var features = new float[SkeletonFeatures.Count];
        Assert.True(SkeletonFeatures.TryCompute(pose, features));
        return features;
    }
}
