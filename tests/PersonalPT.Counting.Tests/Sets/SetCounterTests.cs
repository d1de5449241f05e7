using CsCheck;
using PersonalPT.Counting.Sets;
using PersonalPT.Counting.Skeletons;
using PersonalPT.Counting.Tests.Figures;

namespace PersonalPT.Counting.Tests.Sets;

public sealed class SetCounterTests
{
    private const long Start = Film.Epoch;

    private readonly List<CountingEvent> _events = [];

    [Fact]
    public void A_set_is_a_function_of_its_inputs_and_of_nothing_before() =>
        Gen.Select(Gen.Int[0, 1000], Gen.Double[1, 20], Gen.Double[2, 20], Gen.Bool).Sample((seed, before, reps, splits) =>
        {
            var memory = new SetMemory();
            var used = New(splits, memory);
            Run(used, new Film(seed + 1).Wave(2).Squats(before, 1.7, depth: 2), SetEndReason.Client);
            var film = new Film(seed).Still(1).Squats(reps, 2);

            Assert.Equal(Run(New(splits, new SetMemory()), film, SetEndReason.Client), Run(used, film, SetEndReason.Client));
        }, iter: 30);

    [Fact]
    public void A_set_begins_with_its_start_counts_up_and_ends_with_as_many_reps_as_it_gave_out() =>
        Gen.Select(Gen.Int[0, 1000], Gen.Int[3, 12], Gen.Double[1.5, 3]).Sample((seed, reps, period) =>
        {
            var counter = New();
            var events = new List<CountingEvent>();
            Feed(counter, new Film(seed).Still(1).Squats(reps, period).Still(1), events, setNumber: 7);
            Assert.Equal(events.OfType<RepCompleted>().Count(), counter.Reps);
            counter.End(5000, SetEndReason.ExerciseChanged, events);

            Assert.IsType<SetStarted>(events[0]);
            Assert.Equal(Enumerable.Range(1, reps), events[1..^1].Cast<RepCompleted>().Select(r => r.Ordinal));
            var ended = Assert.IsType<SetEnded>(events[^1]);
            Assert.Equal((5000, SetEndReason.ExerciseChanged, reps, reps), (ended.InputSeq, ended.Reason, ended.Reps.Count, counter.Reps));
            Assert.All(events, e => Assert.Equal(7, e.SetNumber));
        }, iter: 40);

    [Fact]
    public void Where_nothing_was_found_the_end_says_nothing()
    {
        Assert.Empty(Run(New(), new Film().Still(6), SetEndReason.Client));
        Assert.Empty(Run(New(), new Film().Nobody(2), SetEndReason.Client));
    }

    [Theory]
    [InlineData(2_999_999, null)]
    [InlineData(3_000_000, SetEndReason.NobodySeen)]
    [InlineData(-1_000_000, null)]
    [InlineData(-1_000_001, SetEndReason.ClockChanged)]
    public void A_set_is_over_before_a_frame_that_comes_three_seconds_after_the_last_person_or_over_a_second_back(long later, SetEndReason? reason)
    {
        var counter = New();
        counter.Start(Start, 1);
        counter.Push(1, Start, SquattingFigure.Pose(0), isPerson: true, _events);

        Assert.Equal(reason, counter.EndsBefore(Start + later));
    }

    [Fact]
    public void Frames_with_nobody_in_them_do_not_hold_a_set_open()
    {
        var counter = New();
        counter.Start(Start, 1);
        counter.Push(1, Start, SquattingFigure.Pose(0), isPerson: true, _events);
        counter.Push(2, Start + 2_900_000, [], isPerson: false, _events);

        Assert.Null(counter.EndsBefore(Start + 2_999_999));
        Assert.Equal(SetEndReason.NobodySeen, counter.EndsBefore(Start + 3_000_000));
    }

    [Theory]
    [InlineData(299_999_999, null)]
    [InlineData(300_000_000, SetEndReason.Continued)]
    public void A_set_is_cut_at_five_minutes(long later, SetEndReason? reason)
    {
        var counter = New();
        counter.Start(Start, 1);
        counter.Push(1, Start, SquattingFigure.Pose(0), isPerson: true, _events);
        counter.Push(2, Start + 299_000_000, SquattingFigure.Pose(0), isPerson: true, _events);

        Assert.Equal(reason, counter.EndsBefore(Start + later));
    }

    [Fact]
    public void What_is_not_to_be_split_does_not_end_before_any_frame() =>
        Gen.Long.Sample(time =>
        {
            var counter = New(splits: false);
            counter.Start(Start, 1);
            counter.Push(1, Start, SquattingFigure.Pose(0), isPerson: true, []);

            Assert.Null(counter.EndsBefore(time));
        });

    [Fact]
    public void From_ten_seconds_before_the_cut_on_a_set_ends_with_a_frame_between_two_reps()
    {
        var counter = New();
        var film = new Film().At(15).Squats(150, 2);
        var (seq, ended) = Feed(counter, film, _events);

        Assert.Equal(SetEndReason.Continued, ended);
        var micros = ((Film.Input.Frame)film.Inputs[(int)seq - 1]).Micros - Start;
        Assert.InRange(micros, SetCounter.CutFromMicros, SetCounter.CutFromMicros + 2_000_000);
        // Deep is half a second to a second and a half into each squat.
        Assert.DoesNotContain(micros % 2_000_000, Enumerable.Range(500_000, 1_000_000).Select(m => (long)m));
        Assert.Equal(counter.Reps, (int)Math.Round(micros / 2e6));
    }

    [Fact]
    public void A_set_ends_with_the_frame_by_which_the_athlete_has_rested_for_five_seconds()
    {
        var counter = New();
        var film = new Film().Still(1).Squats(6, 2).Still(12);
        var (seq, ended) = Feed(counter, film, _events);

        Assert.Equal(SetEndReason.Rest, ended);
        Assert.InRange((((Film.Input.Frame)film.Inputs[(int)seq - 1]).Micros - Start) / 1e6, 13 + 4, 13 + 6);
    }

    [Fact]
    public void A_rep_that_was_over_for_a_second_and_a_half_when_it_was_found_is_marked()
    {
        var film = new Film().Still(1).Squats(4, 1.2, depth: .5).Squats(6, 2).Still(1);
        var micros = film.Inputs.OfType<Film.Input.Frame>().Select(f => f.Micros).ToArray();
        Feed(New(), film, _events);

        var reps = _events.OfType<RepCompleted>().ToArray();
        Assert.Equal([false, true], reps.Select(r => r.FoundLate).Distinct().Order());
        Assert.All(reps, r => Assert.Equal(micros[(int)r.InputSeq - 1] - r.Rep.EndMicros > SetCounter.LateMicros, r.FoundLate));
    }

    [Fact]
    public void State_and_progress_follow_the_movement_and_start_at_rest()
    {
        var counter = New();
        Feed(counter, new Film().Squats(2.5, 2), _events);
        Assert.Equal(MovementState.Active, counter.State);
        Assert.InRange(counter.Progress, .8f, 1);

        counter.Start(Start, 2);
        Assert.Equal((MovementState.Rest, 0f, 0, 2), (counter.State, counter.Progress, counter.Reps, counter.SetNumber));
    }

    private static SetCounter New(bool splits = true, SetMemory? memory = null) =>
        new(Taught.Squat, new CountingSettings { SplitSets = splits }, memory ?? new SetMemory(), place: 0);

    private static List<string> Run(SetCounter counter, Film film, SetEndReason reason)
    {
        var events = new List<CountingEvent>();
        var (seq, ended) = Feed(counter, film, events);
        counter.End(seq, ended ?? reason, events);
        return [.. events.Select(Session.Describe)];
    }

    /// <summary>A set from the film's first frame on. Returns the input by which it was over, and why, or null where it goes on.</summary>
    private static (long Seq, SetEndReason? Ended) Feed(SetCounter counter, Film film, ICollection<CountingEvent> events, int setNumber = 1)
    {
        var seq = 0L;
        foreach (var frame in film.Inputs.OfType<Film.Input.Frame>())
        {
            if (seq++ == 0)
                counter.Start(frame.Micros, setNumber);
            if (counter.Push(seq, frame.Micros, frame.Landmarks, frame.Landmarks.Length == Skeleton.LandmarkCount, events) is { } reason)
                return (seq, reason);
        }

        return (seq, null);
    }
}
