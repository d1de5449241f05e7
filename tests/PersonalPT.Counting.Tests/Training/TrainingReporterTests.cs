using PersonalPT.Counting.Skeletons;
using PersonalPT.Counting.Training;

namespace PersonalPT.Counting.Tests.Training;

public class TrainingReporterTests
{
    private static readonly Squatter s_squatter = new();

    private static TrainingReport Report(Squatter squatter, List<CapturedFrame> film, DemonstrationLabels? labels = null) =>
        Trained.By(film, labels ?? new DemonstrationLabels.RepSpans(squatter.Spans)).Report;

    [Fact]
    public void A_clear_demonstration_has_nothing_to_warn_of()
    {
        var report = Report(s_squatter, s_squatter.Film());
        Assert.Empty(report.Warnings);
        Assert.Equal(5, report.DemonstrationReps);
        Assert.Equal(5, report.CountedReps);
        Assert.Equal(s_squatter.Film().Count, report.Frames);
        Assert.Equal(0, report.FramesWithoutPerson);
        Assert.True(report.Separation > 4, $"{report.Separation}");
    }

    [Fact]
    public void The_features_are_named_strongest_first_with_shares_of_at_most_one()
    {
        var features = Report(s_squatter, s_squatter.Film()).Features;
        Assert.InRange(features.Count, 3, 20);
        Assert.Equal(features.OrderByDescending(f => f.Share), features);
        Assert.InRange(features.Sum(f => f.Share), .9, 1.000001);
        Assert.Equal(features.Count, features.Select(f => f.Name).Distinct().Count());
        Assert.All(features, f => Assert.True(
            !f.Name.EndsWith(')') || features.Count(g => g.Name.StartsWith(f.Name[..f.Name.IndexOf('(', StringComparison.Ordinal)], StringComparison.Ordinal)) == 2,
            f.Name));
    }

    [Fact]
    public void A_squat_is_in_the_knee_or_hip() => Assert.Contains(Report(s_squatter, s_squatter.Film()).DominantJoint, (string[])["knee", "hip"]);

    [Fact]
    public void Only_one_rep_is_warned_of()
    {
        var one = s_squatter with { Reps = 1 };
        Assert.Contains(Report(one, one.Film()).Warnings, w => w.Code == "single_rep" && w.Text.StartsWith("only one rep", StringComparison.Ordinal));
    }

    [Fact]
    public void A_number_that_the_model_does_not_count_is_to_be_checked()
    {
        var warning = Assert.Single(Report(s_squatter, s_squatter.Film(), new DemonstrationLabels.RepCount(3)).Warnings, w => w.Code == "check_number");
        Assert.Equal("please check the number: 3 given, 5 counted", warning.Text);
    }

    [Fact]
    public void Marks_that_leave_out_most_reps_are_to_be_checked()
    {
        var warnings = Report(s_squatter, s_squatter.Film(), new DemonstrationLabels.RepSpans([.. s_squatter.Spans.Take(2)])).Warnings;
        Assert.Equal("the model counts 5 in its own demonstration, not 2: please check the reps", Assert.Single(warnings, w => w.Code == "own_count_differs").Text);
    }

    [Fact]
    public void A_landmark_that_carries_the_model_and_is_often_hidden_is_named()
    {
        var frame = 0;
        var film = s_squatter.Film(edit: pose =>
        {
            if (frame++ % 5 < 2)
                pose[(int)BodyLandmark.LeftAnkle] = pose[(int)BodyLandmark.LeftAnkle] with { Visibility = .1f };
            return pose;
        });
        var warning = Assert.Single(Report(s_squatter, film).Warnings);
        Assert.Equal(("landmark_not_visible", "left ankle not visible in 40 % of frames"), (warning.Code, warning.Text));
    }

    [Fact]
    public void A_hidden_ear_does_not_matter() => Assert.Empty(
        Report(s_squatter, s_squatter.Film(edit: p => [.. p.Select((l, i) => i == (int)BodyLandmark.LeftEar ? l with { Visibility = 0 } : l)])).Warnings);

    [Fact]
    public void Where_no_visibility_was_sent_nothing_is_said_about_it()
    {
        var blind = s_squatter with { Visibility = 0 };
        Assert.Empty(Report(blind, blind.Film()).Warnings);
    }

    [Fact]
    public void Frames_without_a_person_are_counted_and_warned_of()
    {
        var film = s_squatter.Film(hidden: i => i % 5 == 2);
        var report = Report(s_squatter, film);
        Assert.Equal(film.Count(f => f.Landmarks.IsEmpty), report.FramesWithoutPerson);
        Assert.Equal("nobody was found in 20 % of frames", Assert.Single(report.Warnings).Text);
        Assert.Equal("person_missing", report.Warnings[0].Code);
    }

    [Fact]
    public void A_small_movement_in_poor_light_is_weakly_separated()
    {
        var small = s_squatter with { Depth = .35, Noise = .04 };
        var report = Report(small, small.Film());
        Assert.InRange(report.Separation, 1, 7);
        Assert.Contains(report.Warnings, w => w.Code == "weak_separation");
    }

    [Fact]
    public void Where_the_rest_is_not_sure_the_poses_are_to_be_looked_at()
    {
        // The recording starts and ends at the bottom: posture says that standing is the rest, time says that it is squatting.
        var restless = s_squatter with { PauseSeconds = 0 };
        var whole = restless.Film();
        var bottom = Enumerable.Repeat(whole[60].Landmarks, 45);
        var film = bottom.Concat(whole[60..301].Select(f => f.Landmarks)).Concat(bottom)
            .Select((landmarks, i) => new CapturedFrame(restless.Micros(i / 30.0), landmarks)).ToList();
        var preview = Trained.Preview(film, new DemonstrationLabels.Unlabelled());
        Assert.InRange(preview.PoseConfidence, 0, 1);
        Assert.Contains(preview.Report.Warnings, w => w.Code == "poses_unsure");
    }
}
