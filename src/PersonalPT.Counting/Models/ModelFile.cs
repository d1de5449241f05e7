using Google.Protobuf;
using Google.Protobuf.Collections;
using PersonalPT.Counting.Skeletons;
using PersonalPT.Counting.Training;
using Stored = PersonalPT.Counting.Models.V1;

namespace PersonalPT.Counting.Models;

/// <summary>
/// Models as files, protobuf (protos/personalpt/model/v1). What is read comes from anywhere: nothing of it is believed before it was checked.
/// </summary>
internal static class ModelFile
{
    /// <summary>The one format that is written, and read.</summary>
    public const int FormatVersion = 1;

    /// <summary>The set of features in <see cref="SkeletonFeatures"/>.</summary>
    public const int FeatureSetVersion = 1;

    /// <summary>Largest file that is read.</summary>
    public const int LargestBytes = 16 * 1024;

    // Means are angles, and distances in body sizes; beyond these a direction could leave the range of a float.
    private const float LargestMean = 1e4f, LeastVariance = 1e-4f, LargestVariance = 1e8f;
    private const float LargestWeight = 1e12f;

    public static byte[] Write(ExerciseModel model)
    {
        var file = new Stored.ExerciseModel
        {
            FormatVersion = FormatVersion,
            FeatureSetVersion = FeatureSetVersion,
            RestPose = Write(model.RestPose),
            ActivePose = Write(model.ActivePose),
            TypicalRepMicros = model.TypicalRepMicros,
            Origin = (Stored.Origin)model.Origin,
            Report = Write(model.Report),
        };
        Append(file.RestMean, model.Gaussian.Rest);
        Append(file.ActiveMean, model.Gaussian.Active);
        Append(file.Variance, model.Gaussian.Variance);
        return file.ToByteArray();
    }

    public static ExerciseModel Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > LargestBytes)
            throw NoModel($"at most {LargestBytes / 1024} KB, this file has {(bytes.Length + 1023) / 1024}");

        Stored.ExerciseModel file;
        try
        {
            file = Stored.ExerciseModel.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException)
        {
            throw NoModel("its bytes cannot be read");
        }

        if (file.FormatVersion == 0)
            throw NoModel("it names no model format");
        if (file.FormatVersion > FormatVersion)
            throw Newer("model format", file.FormatVersion, FormatVersion);
        if (file.FeatureSetVersion > FeatureSetVersion)
            throw Newer("feature set", file.FeatureSetVersion, FeatureSetVersion);
        Require(file.FeatureSetVersion == FeatureSetVersion, "it names no feature set");
        Require(file.Origin is Stored.Origin.Demonstration or Stored.Origin.Starter, "its origin is unknown");
        Require(file.TypicalRepMicros >= 0, "its reps last less than no time");
        return new ExerciseModel(
            ReadGaussian(file),
            ReadPose(file.RestPose),
            ReadPose(file.ActivePose),
            file.TypicalRepMicros,
            (ModelOrigin)file.Origin,
            ReadReport(file.Report));
    }

    /// <summary>Whether a model of this Gaussian can be written and counted with.</summary>
    public static bool IsBelievable(TwoStateGaussian gaussian)
    {
        var directions = new Directions(gaussian);
        for (var group = 0; group < FeatureGroups.Count; group++)
        {
            for (var feature = 0; feature < SkeletonFeatures.Count; feature++)
            {
                if (!(Math.Abs(directions.Weight(feature, group)) <= LargestWeight))
                    return false;
            }
        }

        return InRange(gaussian.Rest, gaussian.Active, gaussian.Variance);
    }

    private static bool InRange(ReadOnlySpan<float> rest, ReadOnlySpan<float> active, ReadOnlySpan<float> variance) =>
        AllWithin(rest, -LargestMean, LargestMean)
        && AllWithin(active, -LargestMean, LargestMean)
        && AllWithin(variance, LeastVariance, LargestVariance);

    private static bool AllWithin(ReadOnlySpan<float> values, float least, float largest)
    {
        foreach (var value in values)
        {
            if (!(value >= least && value <= largest))
                return false;
        }

        return true;
    }

    private static TwoStateGaussian ReadGaussian(Stored.ExerciseModel file)
    {
        float[] rest = [.. file.RestMean], active = [.. file.ActiveMean], variance = [.. file.Variance];
        Require(
            rest.Length == SkeletonFeatures.Count && active.Length == SkeletonFeatures.Count && variance.Length == SkeletonFeatures.Count,
            $"it does not hold {SkeletonFeatures.Count} features");
        Require(InRange(rest, active, variance), "its numbers are out of range");
        var gaussian = new TwoStateGaussian(rest, active, variance);
        Require(IsBelievable(gaussian), "its states cannot be told apart");
        return gaussian;
    }

    private static Stored.Pose Write(IReadOnlyList<Landmark> pose)
    {
        var stored = new Stored.Pose();
        foreach (var landmark in pose)
        {
            stored.X.Add(landmark.X);
            stored.Y.Add(landmark.Y);
            stored.Z.Add(landmark.Z);
            stored.Visibility.Add(landmark.Visibility);
        }

        return stored;
    }

    private static Landmark[] ReadPose(Stored.Pose? pose)
    {
        Require(
            pose is
            {
                X.Count: Skeleton.LandmarkCount, Y.Count: Skeleton.LandmarkCount, Z.Count: Skeleton.LandmarkCount,
                Visibility.Count: Skeleton.LandmarkCount
            },
            $"its poses do not have {Skeleton.LandmarkCount} landmarks");
        Landmark[] landmarks =
        [
            .. Enumerable.Range(0, Skeleton.LandmarkCount).Select(i => new Landmark(pose!.X[i], pose.Y[i], pose.Z[i], pose.Visibility[i])),
        ];
        Require(
            SkeletonFeatures.IsPerson(landmarks) && landmarks.All(l => l.Visibility is >= 0 and <= 1),
            "its poses are not those of a person");
        return landmarks;
    }

    private static Stored.TrainingReport Write(TrainingReport report)
    {
        var stored = new Stored.TrainingReport
        {
            DemonstrationReps = (uint)report.DemonstrationReps,
            CountedReps = (uint)report.CountedReps,
            Separation = report.Separation,
            DominantJoint = report.DominantJoint,
            Frames = (uint)report.Frames,
            FramesWithoutPerson = (uint)report.FramesWithoutPerson,
        };
        stored.Features.AddRange(report.Features.Select(f => new Stored.FeatureShare { Name = f.Name, Share = f.Share }));
        stored.Warnings.AddRange(report.Warnings.Select(w => new Stored.TrainingWarning { Code = w.Code, Text = w.Text }));
        return stored;
    }

    private static TrainingReport ReadReport(Stored.TrainingReport? report)
    {
        Require(report is not null, "it has no report");
        Require(
            report!.DemonstrationReps <= int.MaxValue && report.CountedReps <= int.MaxValue && report.Frames <= int.MaxValue
            && report.FramesWithoutPerson <= report.Frames && report.Separation is >= 0 and <= double.MaxValue
            && report.Features.All(f => f.Share is >= 0 and <= 1),
            "the numbers of its report are out of range");
        return new TrainingReport
        {
            DemonstrationReps = (int)report.DemonstrationReps,
            CountedReps = (int)report.CountedReps,
            Separation = report.Separation,
            Features = [.. report.Features.Select(f => new FeatureShare(f.Name, f.Share))],
            DominantJoint = report.DominantJoint,
            Frames = (int)report.Frames,
            FramesWithoutPerson = (int)report.FramesWithoutPerson,
            Warnings = [.. report.Warnings.Select(w => new TrainingWarning(w.Code, w.Text))],
        };
    }

    private static void Append(RepeatedField<float> to, ReadOnlySpan<float> values)
    {
        foreach (var value in values)
            to.Add(value);
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
            throw new ModelFormatException($"This exercise model is damaged ({otherwise}): export it again, or train a new one.");
    }

    private static ModelFormatException NoModel(string why) => new($"This is not an exercise model ({why}): choose a file that PersonalPT exported.");

    private static ModelFormatException Newer(string what, uint version, int known) =>
        new($"This exercise model was made by a newer PersonalPT ({what} {version}, this one reads {known}): update PersonalPT.");
}
