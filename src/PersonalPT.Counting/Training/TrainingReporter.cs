using System.Globalization;
using PersonalPT.Counting.Models;
using PersonalPT.Counting.Skeletons;

namespace PersonalPT.Counting.Training;

/// <summary>Writes what a coach should know about a model: facts, and warnings in plain words.</summary>
internal static class TrainingReporter
{
    private const double LeastShare = .01;
    private const double DoubtfulSeparation = 7;
    private const double DoubtfulPose = 1;
    private const double ManyFramesWithoutPerson = .1;
    private const double ManyFramesUnseen = .2;
    private const float Seen = .5f;

    public static TrainingReport Write(Demonstration demonstration, DemonstrationLabels labels, Lesson lesson, ExerciseModel model, int counted)
    {
        var carrying = Carrying(model);
        var report = new TrainingReport
        {
            DemonstrationReps = lesson.ExpectedReps,
            CountedReps = counted,
            Separation = Math.Sqrt(model.Directions.SquaredDistance(FeatureGroups.All)),
            Features = Named(carrying),
            DominantJoint = DominantJoint(model.Gaussian),
            Frames = demonstration.Frames.Count,
            FramesWithoutPerson = demonstration.Frames.Count - demonstration.Persons.Count,
            Warnings = [],
        };
        return report with
        {
            Warnings =
            [
                .. lesson.Warnings,
                .. AboutReps(report, labels),
                .. AboutStates(report, lesson),
                .. AboutSight(report, demonstration, carrying),
            ],
        };
    }

    private static IEnumerable<TrainingWarning> AboutReps(TrainingReport report, DemonstrationLabels labels)
    {
        if (report.DemonstrationReps == 1)
            yield return new TrainingWarning("single_rep", "only one rep: three or more teach what the movement has in common");

        var (expected, counted) = (report.DemonstrationReps, report.CountedReps);
        if (Math.Abs(expected - counted) <= 1 && counted > 0)
            yield break;
        yield return labels is DemonstrationLabels.RepCount
            ? new TrainingWarning("check_number", Plain($"please check the number: {expected} given, {counted} counted"))
            : new TrainingWarning("own_count_differs", Plain($"the model counts {counted} in its own demonstration, not {expected}: please check the reps"));
    }

    private static IEnumerable<TrainingWarning> AboutStates(TrainingReport report, Lesson lesson)
    {
        if (report.Separation < DoubtfulSeparation)
            yield return new TrainingWarning("weak_separation", "rest and active pose look much alike: make the movement larger, or film from another side");
        if (lesson.PoseConfidence < DoubtfulPose)
            yield return new TrainingWarning("poses_unsure", "please look at the two poses: it is not sure which of them is the rest");
    }

    private static IEnumerable<TrainingWarning> AboutSight(
        TrainingReport report, Demonstration demonstration, IReadOnlyList<(int Feature, double Share)> carrying)
    {
        var missing = (double)report.FramesWithoutPerson / report.Frames;
        if (missing > ManyFramesWithoutPerson)
            yield return new TrainingWarning("person_missing", Plain($"nobody was found in {100 * missing:0} % of frames"));

        // Phones that do not send visibilities send zeros.
        if (!demonstration.Persons.Any(f => f.Landmarks.ToArray().Any(l => l.Visibility > 0)))
            yield break;
        foreach (var landmark in carrying.SelectMany(c => FeatureMeaning.All[c.Feature].Landmarks).Distinct().Order())
        {
            var unseen = demonstration.Persons.Count(f => !(f.Landmarks.Span[(int)landmark].Visibility >= Seen)) / (double)demonstration.Persons.Count;
            if (unseen > ManyFramesUnseen)
                yield return new TrainingWarning("landmark_not_visible", Plain($"{InWords(landmark)} not visible in {100 * unseen:0} % of frames"));
        }
    }

    /// <summary>The features of the group that holds all, by their share of its separation.</summary>
    private static List<(int Feature, double Share)> Carrying(ExerciseModel model)
    {
        var total = model.Directions.SquaredDistance(FeatureGroups.All);
        return
        [
            .. Enumerable.Range(0, SkeletonFeatures.Count)
                .Where(f => model.Directions.Weight(f, FeatureGroups.All) != 0)
                .Select(f => (Feature: f, Share: Separation(model.Gaussian, f) / total))
                .Where(c => c.Share >= LeastShare)
                .OrderByDescending(c => c.Share),
        ];
    }

    private static double Separation(TwoStateGaussian gaussian, int feature)
    {
        var d = (double)gaussian.Active[feature] - gaussian.Rest[feature];
        return d * d / gaussian.Variance[feature];
    }

    /// <summary>Depth and image are only told apart where the list has both.</summary>
    private static List<FeatureShare> Named(List<(int Feature, double Share)> carrying)
    {
        var twice = carrying.Select(c => FeatureMeaning.All[c.Feature].Name).CountBy(name => name).Where(n => n.Value > 1).Select(n => n.Key).ToHashSet();
        return
        [
            .. carrying.Select(c => (Meaning: FeatureMeaning.All[c.Feature], c.Share))
                .Select(c => new FeatureShare(twice.Contains(c.Meaning.Name) ? c.Meaning.FullName : c.Meaning.Name, c.Share)),
        ];
    }

    private static string DominantJoint(TwoStateGaussian gaussian)
    {
        float[] rest = [.. gaussian.Rest], active = [.. gaussian.Active];
        return FeatureMeaning.Joints.MaxBy(j => Math.Abs(active[j.Depth] - rest[j.Depth]) + Math.Abs(active[j.Image] - rest[j.Image]))!.Name;
    }

    /// <summary>LeftFootIndex: "left foot index".</summary>
    private static string InWords(BodyLandmark landmark) =>
        string.Concat(landmark.ToString().Select((c, i) => char.IsUpper(c) && i > 0 ? $" {char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}"));

    private static string Plain(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
