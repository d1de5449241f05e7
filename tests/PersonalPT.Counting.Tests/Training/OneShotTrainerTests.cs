using CsCheck;
using PersonalPT.Counting.Models;
using PersonalPT.Counting.Skeletons;
using PersonalPT.Counting.Training;

namespace PersonalPT.Counting.Tests.Training;

public class OneShotTrainerTests
{
    private static readonly Squatter s_coach = new();
    private static readonly Squatter s_athlete = new() { Reps = 9, RepSeconds = 1.5, PauseSeconds = .2, Depth = .85, Scale = .8, OffsetX = 1 };

    public static TheoryData<string> Kinds => ["rep spans", "state spans", "number", "nothing"];

    private static DemonstrationLabels Labels(string kind, Squatter squatter) => kind switch
    {
        "rep spans" => new DemonstrationLabels.RepSpans(squatter.Spans),
        "state spans" => States(squatter),
        "number" => new DemonstrationLabels.RepCount(squatter.Reps),
        _ => new DemonstrationLabels.Unlabelled(),
    };

    private static DemonstrationLabels.StateSpans States(Squatter squatter)
    {
        CaptureSpan Part(CaptureSpan rep, double from, double to) =>
            new(rep.StartMicros + (long)(from * (rep.EndMicros - rep.StartMicros)), rep.StartMicros + (long)(to * (rep.EndMicros - rep.StartMicros)));
        return new DemonstrationLabels.StateSpans(
            Active: [.. squatter.Spans.Select(s => Part(s, .35, .65))],
            Rest: [.. squatter.Spans.Select(s => Part(s, -.12, .1)), Part(squatter.Spans[^1], .9, 1.12)]);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Whatever_the_labels_the_model_counts_another_person_exactly(string kind)
    {
        var model = Trained.By(s_coach.Film(), Labels(kind, s_coach));
        Assert.Equal(s_athlete.Reps, Counted.In(s_athlete.Film(), model).Count);
        Assert.Equal(ModelOrigin.Demonstration, model.Origin);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Whatever_the_labels_the_preview_shows_the_reps_where_they_are(string kind)
    {
        var preview = Trained.Preview(s_coach.Film(), Labels(kind, s_coach));
        Assert.Equal(s_coach.Reps, preview.Reps.Count);
        foreach (var (rep, span) in preview.Reps.Zip(s_coach.Spans))
        {
            Assert.InRange(rep.StartMicros - span.StartMicros, -300_000, 700_000);
            Assert.InRange(rep.PeakMicros - (span.StartMicros + span.EndMicros) / 2, -200_000, 200_000);
            Assert.InRange(rep.EndMicros - span.EndMicros, -700_000, 300_000);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Whatever_the_labels_the_poses_are_standing_and_squatting(string kind)
    {
        var preview = Trained.Preview(s_coach.Film(), Labels(kind, s_coach));
        Assert.True(HipHeight(preview.RestPose) > 1.5 * HipHeight(preview.ActivePose));
        Assert.True(preview.PoseConfidence > 1);
        Assert.Equal(kind is "rep spans" or "state spans", double.IsPositiveInfinity(preview.PoseConfidence));
    }

    [Fact]
    public void The_poses_have_their_origin_between_the_resting_hips_and_reach_to_one()
    {
        var model = Labelled(s_coach);
        Landmark left = model.RestPose[(int)BodyLandmark.LeftHip], right = model.RestPose[(int)BodyLandmark.RightHip];
        Assert.Equal(0, left.X + right.X, 1e-5);
        Assert.Equal(0, left.Y + right.Y, 1e-5);
        Assert.Equal(1, model.RestPose.Concat(model.ActivePose).Max(l => Math.Sqrt(l.X * l.X + l.Y * l.Y + l.Z * l.Z)), 1e-5);
    }

    [Fact]
    public void The_signal_is_near_0_at_rest_and_near_1_in_the_active_pose()
    {
        var preview = Trained.Preview(s_coach.Film(), new DemonstrationLabels.Unlabelled());
        Assert.InRange(preview.Signal[10].Value, -.6f, .3f);
        foreach (var rep in preview.Reps)
            Assert.InRange(preview.Signal.MinBy(s => Math.Abs(s.CaptureMicros - rep.PeakMicros)).Value, .8f, 1.4f);
        Assert.Equal(preview.Signal.OrderBy(s => s.CaptureMicros), preview.Signal);
    }

    [Fact]
    public void Swapped_poses_are_exchanged_and_reps_run_from_peak_to_peak()
    {
        foreach (var labels in new DemonstrationLabels[] { new DemonstrationLabels.RepSpans(s_coach.Spans), new DemonstrationLabels.Unlabelled() })
        {
            var found = Trained.Preview(s_coach.Film(), labels);
            var swapped = Trained.Preview(s_coach.Film(), labels, swapPoses: true);
            Assert.Equal(found.RestPose.Select(l => l.Visibility), swapped.ActivePose.Select(l => l.Visibility));
            Assert.True(HipHeight(swapped.ActivePose) > 1.5 * HipHeight(swapped.RestPose));
            Assert.Equal(found.Reps.Count - 1, swapped.Reps.Count);
            Assert.Equal(found.Reps.Skip(1).Select(r => r.PeakMicros), swapped.Reps.Select(r => r.EndMicros), (a, b) => Math.Abs(a - b) < 400_000);
            Assert.All(swapped.Reps, r => Assert.True(r.StartMicros < r.PeakMicros && r.PeakMicros < r.EndMicros));
            Assert.True(double.IsPositiveInfinity(swapped.PoseConfidence));
        }
    }

    [Fact]
    public void A_single_rep_is_enough_to_count_with()
    {
        var coach = new Squatter { Reps = 1 };
        foreach (var labels in new[] { new DemonstrationLabels.RepSpans(coach.Spans), new DemonstrationLabels.RepCount(1), (DemonstrationLabels)States(coach) })
        {
            var model = Trained.By(coach.Film(), labels);
            Assert.Equal(s_athlete.Reps, Counted.In(s_athlete.Film(), model).Count);
            Assert.Contains(model.Report.Warnings, w => w.Code == "single_rep");
            Assert.InRange(model.TypicalRepMicros, 1_000_000, 2_200_000);
        }
    }

    [Fact]
    public void A_single_rep_with_swapped_poses_has_no_whole_rep_left()
    {
        var coach = new Squatter { Reps = 1 };
        var labels = new DemonstrationLabels.RepSpans(coach.Spans);
        Assert.Empty(Trained.Preview(coach.Film(), labels, swapPoses: true).Reps);
        Assert.Equal(0, Trained.By(coach.Film(), labels, swapPoses: true).TypicalRepMicros);
    }

    [Fact]
    public void The_same_demonstration_gives_the_same_bytes() =>
        Assert.Equal(
            Trained.By(s_coach.Film(), new DemonstrationLabels.Unlabelled()).ToBytes(),
            Trained.By(s_coach.Film(), new DemonstrationLabels.Unlabelled()).ToBytes());

    [Fact]
    public void Where_the_coach_stands_and_how_large_they_are_changes_no_count() =>
        Gen.Select(Gen.Double[.05, 20], Gen.Double[-3, 3], Gen.Double[-3, 3], Gen.Bool).Sample(
            (scale, x, y, labelled) =>
            {
                var coach = s_coach with { Scale = scale, OffsetX = x * scale, OffsetY = y * scale };
                var model = Trained.By(coach.Film(), Labels(labelled ? "rep spans" : "nothing", coach));
                return Counted.In(s_athlete.Film(), model).Count == s_athlete.Reps && model.Report.CountedReps == coach.Reps;
            },
            iter: 20);

    [Fact]
    public void When_the_recording_was_made_changes_nothing_but_times()
    {
        var later = s_coach with { StartMicros = s_coach.StartMicros + 86_400_000_000 };
        Assert.Equal(Labelled(s_coach).ToBytes(), Labelled(later).ToBytes());
    }

    [Fact]
    public void Marks_that_are_a_tenth_of_a_second_off_change_no_count() => Gen.Int[-100_000, 100_000].Array[2 * s_coach.Reps].Sample(
        off =>
        {
            var spans = s_coach.Spans.Select((s, i) => new CaptureSpan(s.StartMicros + off[2 * i], s.EndMicros + off[2 * i + 1])).ToList();
            var model = Trained.By(s_coach.Film(), new DemonstrationLabels.RepSpans(spans));
            return Counted.In(s_athlete.Film(), model).Count == s_athlete.Reps;
        },
        iter: 20);

    [Fact]
    public void Whatever_is_filmed_is_refused_or_gives_a_model_that_can_be_read_back()
    {
        var value = Gen.OneOf(Gen.Float, Gen.Float[-2, 2], Gen.Const(0f), Gen.Const(float.NaN), Gen.Const(float.PositiveInfinity), Gen.Const(1e6f), Gen.Const(1e-30f));
        var landmark = Gen.Select(value, value, value, value, (x, y, z, v) => new Landmark(x, y, z, v));
        // A few poses, shown again and again, so that some of it does move back and forth.
        var poses = Gen.OneOf(
            landmark.Array[Skeleton.LandmarkCount],
            Gen.Float[-1e6f, 1e6f].Array[3 * Skeleton.LandmarkCount].Select(Posed),
            Gen.Float[-1, 1].Array[3 * Skeleton.LandmarkCount].Select(Posed),
            landmark.Array[0, 40]).Array[1, 4];
        var accepted = 0;
        Gen.Select(poses, Gen.Int[1, 40], Gen.Int[40, 400], Gen.Long[-5_000, 60_000], Gen.Int[0, 12], Gen.Bool).Sample(
            (shown, hold, frames, interval, reps, swap) =>
            {
                List<CapturedFrame> film = [.. Enumerable.Range(0, frames).Select(i => new CapturedFrame(i * interval, shown[i / hold % shown.Length]))];
                DemonstrationLabels labels = reps switch
                {
                    0 => new DemonstrationLabels.Unlabelled(),
                    < 6 => new DemonstrationLabels.RepCount(reps),
                    _ => new DemonstrationLabels.RepSpans([.. Enumerable.Range(0, reps - 5).Select(r => new CaptureSpan(r * 700_000, (r + 1) * 700_000))]),
                };
                try
                {
                    var model = OneShotTrainer.Train(film, labels, swap, CancellationToken.None);
                    Interlocked.Increment(ref accepted);
                    return ExerciseModel.Parse(model.ToBytes()).ToBytes().SequenceEqual(model.ToBytes());
                }
                catch (DemonstrationRefusedException refused)
                {
                    return refused.Message.Contains(':', StringComparison.Ordinal);
                }
            },
            iter: 1_000);
        Assert.InRange(accepted, 50, 1_000);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(15)]
    [InlineData(60)]
    [InlineData(120)]
    public void Any_frame_rate_teaches_the_same(int framesPerSecond)
    {
        var coach = s_coach with { FramesPerSecond = framesPerSecond };
        foreach (string kind in (string[])["rep spans", "number", "nothing"])
            Assert.Equal(s_athlete.Reps, Counted.In(s_athlete.Film(), Trained.By(coach.Film(), Labels(kind, coach))).Count);
    }

    [Fact]
    public void Five_minutes_of_film_are_learnt_within_seconds()
    {
        var coach = new Squatter { Reps = 117, RepSeconds = 2.2, PauseSeconds = .35, StillSeconds = .4 };
        var film = coach.Film();
        Assert.InRange(film.Count, 8_900, 9_001);
        foreach (string kind in (string[])["rep spans", "number", "nothing"])
        {
            var watch = System.Diagnostics.Stopwatch.StartNew();
            Assert.InRange(Trained.By(film, Labels(kind, coach)).Report.CountedReps, 116, 118);
            Assert.InRange(watch.Elapsed.TotalSeconds, 0, 15);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Training_ends_when_it_is_cancelled(string kind) =>
        Assert.Throws<OperationCanceledException>(
            () => OneShotTrainer.Train(s_coach.Film(), Labels(kind, s_coach), ct: new CancellationToken(canceled: true)));

    private static Landmark[] Posed(float[] values) =>
        [.. values.Chunk(3).Select(v => new Landmark(v[0], v[1], v[2], 1))];

    private static ExerciseModel Labelled(Squatter coach) => Trained.By(coach.Film(), new DemonstrationLabels.RepSpans(coach.Spans));

    private static float HipHeight(IReadOnlyList<Landmark> pose) => pose[(int)BodyLandmark.LeftAnkle].Y - pose[(int)BodyLandmark.LeftHip].Y;
}
