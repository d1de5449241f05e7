using CsCheck;
using PersonalPT.Athletes.Cameras;
using PersonalPT.Athletes.Workouts;
using PersonalPT.Counting.Skeletons;
using PersonalPT.Testing;

namespace PersonalPT.Athletes.Tests.Workouts;

public sealed class PerformanceTests
{
    [Fact]
    public void Frame_times_strictly_rise_and_all_values_are_finite() => Gen.ULong.Sample(seed =>
    {
        var last = long.MinValue;
        foreach (var frame in new Athlete(seed).Perform(Plans.Everything).Frames)
        {
            Assert.True(frame.CaptureMicros > last);
            last = frame.CaptureMicros;
            Assert.True(frame.Landmarks.Length is 0 or Skeleton.LandmarkCount);
            foreach (var landmark in frame.Landmarks.Span)
                Assert.True(float.IsFinite(landmark.X) && float.IsFinite(landmark.Y) && float.IsFinite(landmark.Z) && landmark.Visibility is >= 0 and <= 1);
        }
    }, iter: 20);

    [Fact]
    public void Reps_are_in_order_inside_the_recording_and_as_many_as_planned() => Gen.Select(Gen.ULong, Gen.Int[1, 12]).Sample((seed, reps) =>
    {
        var workout = Plans.Everything with { Sets = [.. Plans.Everything.Sets.Select(set => set with { Reps = reps })] };
        var performance = new Athlete(seed).Perform(workout);
        var last = performance.StartMicros;
        Assert.Equal(workout.Sets.Select(set => (set.Exercise, set.Reps)), performance.Sets.Select(set => (set.Exercise, set.Reps.Count)));
        foreach (var rep in performance.Sets.SelectMany(set => set.Reps))
        {
            Assert.True(rep.StartMicros >= last && rep.PeakMicros > rep.StartMicros && rep.EndMicros > rep.PeakMicros);
            last = rep.EndMicros;
        }

        Assert.True(last < performance.EndMicros);
    }, iter: 50);

    [Fact]
    public void The_recording_begins_and_ends_when_it_says()
    {
        var performance = new Athlete(1).Perform(Plans.Of("squat") with { StartMicros = 5_000_000, FrameJitter = .3 });
        var times = performance.Frames.Select(frame => frame.CaptureMicros).ToArray();
        Assert.Equal(5_000_000, times[0]);
        Assert.InRange(performance.EndMicros - times[^1], 0, 2_000_000 / 30);
    }

    [Fact]
    public void A_rep_peaks_where_the_truth_says()
    {
        // Seen without noise, the hips are lowest at the peak of a squat and level before and after it.
        var performance = new Athlete(7).Perform(Plans.Of("squat", 5) with { Noise = LandmarkNoise.None, PersonLost = 0, FrameJitter = 0, FrameRate = 60 });
        var hips = performance.Frames.Select(frame => (frame.CaptureMicros, frame.Landmarks.Span[(int)BodyLandmark.LeftHip].Y)).ToArray();
        foreach (var rep in performance.Sets[0].Reps)
        {
            var lowest = hips.Where(hip => hip.CaptureMicros >= rep.StartMicros && hip.CaptureMicros <= rep.EndMicros).MaxBy(hip => hip.Y);
            Assert.InRange(lowest.CaptureMicros - rep.PeakMicros, -250_000, 250_000);
            Assert.True(lowest.Y - At(rep.StartMicros) > .1f);
            Assert.Equal(At(rep.StartMicros), At(rep.EndMicros), .02f);
        }

        float At(long micros) => hips.MinBy(hip => Math.Abs(hip.CaptureMicros - micros)).Y;
    }

    [Theory]
    [InlineData(5)]
    [InlineData(30)]
    [InlineData(120)]
    public void The_frame_rate_is_honoured(double rate)
    {
        var times = new Athlete(2).Perform(Plans.Of("squat") with { FrameRate = rate, FrameJitter = .2 }).Frames.Select(frame => frame.CaptureMicros).ToArray();
        Assert.Equal(1e6 / rate, (times[^1] - times[0]) / (times.Length - 1.0), 1e6 / rate * .02);
        Assert.All(times.Zip(times.Skip(1)), pair => Assert.InRange(pair.Second - pair.First, .59e6 / rate, 1.41e6 / rate));
    }

    [Fact]
    public void Frames_are_dropped_as_often_as_asked()
    {
        var all = new Athlete(2).Perform(Plans.Of("squat", 20)).Frames.Count();
        var some = new Athlete(2).Perform(Plans.Of("squat", 20) with { DroppedFrames = .25 }).Frames.Count();
        Assert.Equal(.75, (double)some / all, .05);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(.05)]
    [InlineData(.4)]
    public void The_person_is_lost_as_often_and_as_long_as_asked(double share)
    {
        var frames = new Athlete(3).Perform(Plans.Of("squat", 60) with { PersonLost = share, LongestLoss = TimeSpan.FromSeconds(.2) }).Frames.ToArray();
        Assert.Equal(share, frames.Count(frame => frame.Landmarks.IsEmpty) / (double)frames.Length, share * .3);

        // Two losses may follow each other, but no single one is longer than six frames.
        if (share is > 0 and < .1)
            Assert.InRange(LongestRun(frames), 1, 18);
    }

    [Fact]
    public void Losing_frames_does_not_change_those_that_are_left()
    {
        var workout = Plans.Of("lunge");
        var all = new Athlete(3).Perform(workout with { PersonLost = 0 }).Frames.ToDictionary(frame => frame.CaptureMicros);
        var left = new Athlete(3).Perform(workout with { PersonLost = .3 }).Frames.ToArray();
        Assert.Contains(left, frame => frame.Landmarks.IsEmpty);
        Assert.All(left.Where(frame => !frame.Landmarks.IsEmpty), frame => Assert.True(frame.Landmarks.Span.SequenceEqual(all[frame.CaptureMicros].Landmarks.Span)));
    }

    [Fact]
    public void Who_walks_in_is_not_there_at_first_and_who_leaves_is_gone_for_a_while()
    {
        var workout = Plans.Of("squat") with { WalksIn = true, PersonLost = 0 };
        var entering = new Athlete(4).Perform(workout).Frames.ToArray();
        Assert.True(entering[0].Landmarks.IsEmpty);
        Assert.False(entering[^1].Landmarks.IsEmpty);

        var leaving = workout with { WalksIn = false, Sets = [workout.Sets[0] with { Afterwards = [OtherMovement.LeaveAndReturn] }] };
        var performance = new Athlete(4).Perform(leaving);
        var away = Assert.Single(performance.OtherMovements);
        var frames = performance.Frames.ToArray();
        Assert.False(frames[0].Landmarks.IsEmpty);
        Assert.False(frames[^1].Landmarks.IsEmpty);
        Assert.InRange(LongestRun(frames), 60, 600);
        Assert.All(frames.Where(frame => frame.Landmarks.IsEmpty), frame => Assert.InRange(frame.CaptureMicros, away.StartMicros, away.EndMicros));
    }

    [Fact]
    public void Between_sets_the_athlete_is_still_for_as_long_as_asked()
    {
        var workout = Plans.Of("jump_jack") with { Rest = TimeSpan.FromSeconds(9), Noise = LandmarkNoise.None, PersonLost = 0 };
        var performance = new Athlete(5).Perform(workout);
        var rest = performance.Frames.Where(frame => frame.CaptureMicros >= performance.EndMicros - 9_000_000).ToArray();
        for (var i = 0; i < Skeleton.LandmarkCount; i++)
        {
            Assert.True(rest.Max(frame => frame.Landmarks.Span[i].X) - rest.Min(frame => frame.Landmarks.Span[i].X) < .04f);
            Assert.True(rest.Max(frame => frame.Landmarks.Span[i].Y) - rest.Min(frame => frame.Landmarks.Span[i].Y) < .03f);
        }
    }

    [Fact]
    public void A_frame_costs_its_landmarks_and_nothing_else()
    {
        var frames = new Athlete(6).Perform(Plans.Of("squat", 30)).Frames;
        var count = Enumerate();
        var each = Allocation.Of(() => Assert.Equal(count, Enumerate())) / (double)count;

        // 33 landmarks of 16 bytes and the array's header, and the noise's memory once.
        Assert.InRange(each, 33 * 16, 33 * 16 + 24 + 16_000.0 / count);

        int Enumerate()
        {
            var n = 0;
            foreach (var frame in frames)
                n += frame.Landmarks.IsEmpty ? 1 : 1;
            return n;
        }
    }

    private static int LongestRun(CapturedFrame[] frames)
    {
        var (longest, run) = (0, 0);
        foreach (var frame in frames)
            longest = Math.Max(longest, run = frame.Landmarks.IsEmpty ? run + 1 : 0);
        return longest;
    }
}
