using PersonalPT.Counting.Sets;
using PersonalPT.Counting.Skeletons;
using PersonalPT.Counting.Tests.Figures;

namespace PersonalPT.Counting.Tests.Sets;

public sealed class SetLaneTests
{
    private readonly List<CountingEvent> _events = [];
    private readonly SetLane _lane = new(Taught.Squat, new CountingSettings(), new SetMemory(), place: 0);
    private long _seq;

    public SetLaneTests() => _lane.Clear(setNumber: 3);

    [Fact]
    public void Before_its_first_input_a_lane_is_at_rest()
    {
        Assert.Equal((false, false, 3, 0), (_lane.IsRunning, _lane.IsIdle, _lane.SetNumber, _lane.Reps));
        Assert.Equal((MovementState.Rest, 0f), (_lane.State, _lane.Progress));
        Assert.False(_lane.EndsBefore(0));
        Assert.False(_lane.IsOutOfOrder(0));
    }

    [Fact]
    public void A_set_in_which_nothing_was_found_leaves_its_number_to_the_next_one()
    {
        Push(new Film().Still(2));
        _lane.End(100, SetEndReason.Client, _events);
        Assert.Empty(_events);
        Assert.Equal((false, 3), (_lane.IsRunning, _lane.SetNumber));

        Push(new Film().Squats(4, 2));
        _lane.End(400, SetEndReason.Client, _events);
        Assert.Equal(3, Assert.Single(_events.OfType<SetEnded>()).SetNumber);
        Assert.Equal((false, 4, 0), (_lane.IsRunning, _lane.SetNumber, _lane.Reps));
    }

    [Fact]
    public void The_frame_before_which_a_set_ends_is_the_first_of_the_next_one()
    {
        Push(new Film().Squats(4, 2));
        var next = Film.Epoch + 8_000_000 + 3_000_000;
        Assert.True(_lane.EndsBefore(next));

        _lane.Push(1000, next, SquattingFigure.Pose(0), isPerson: true, _events);

        var ended = Assert.Single(_events.OfType<SetEnded>());
        Assert.Equal((3, 1000L, SetEndReason.NobodySeen, 4), (ended.SetNumber, ended.InputSeq, ended.Reason, ended.Reps.Count));
        Assert.Equal((true, true, 4, 1000L, next), (_lane.IsRunning, _lane.IsIdle, _lane.SetNumber, _lane.FirstInputSeq, _lane.StartMicros));
    }

    [Fact]
    public void The_frame_with_which_a_set_ends_belongs_to_it_and_the_next_one_begins_with_the_frame_after()
    {
        var film = new Film().Squats(6, 2).Still(12);
        long? endedWith = null;
        foreach (var frame in film.Inputs.OfType<Film.Input.Frame>())
        {
            Push(frame);
            if (endedWith is null && !_lane.IsRunning)
                endedWith = _seq;
            else if (endedWith + 1 == _seq)
                Assert.Equal((_seq, frame.Micros), (_lane.FirstInputSeq, _lane.StartMicros));
        }

        Assert.Equal(endedWith, Assert.Single(_events.OfType<SetEnded>()).InputSeq);
        Assert.True(_lane.IsIdle);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(0, true)]
    [InlineData(-1_000_000, true)]
    [InlineData(-1_000_001, false)] // another clock, which is no disorder
    public void Out_of_order_is_what_is_not_later_by_the_same_clock(long later, bool outOfOrder)
    {
        _lane.Push(1, Film.Epoch, SquattingFigure.Pose(0), isPerson: true, _events);

        Assert.Equal(outOfOrder, _lane.IsOutOfOrder(Film.Epoch + later));
    }

    [Fact]
    public void A_lane_with_reps_is_not_idle_and_shows_them()
    {
        Push(new Film().Squats(5, 2));

        Assert.Equal((true, false), (_lane.IsRunning, _lane.IsIdle));
        Assert.Equal(_events.OfType<RepCompleted>().Count(), _lane.Reps);
        Assert.InRange(_lane.Reps, 4, 5);
    }

    [Fact]
    public void Where_no_set_is_running_an_end_changes_nothing()
    {
        _lane.End(1, SetEndReason.Client, _events);

        Assert.Empty(_events);
        Assert.Equal((false, 3), (_lane.IsRunning, _lane.SetNumber));
    }

    [Fact]
    public void A_cleared_lane_has_forgotten_its_set()
    {
        Push(new Film().Squats(5, 2));
        _lane.Clear(setNumber: 9);

        Assert.Equal((false, 9, 0), (_lane.IsRunning, _lane.SetNumber, _lane.Reps));
        Assert.False(_lane.IsOutOfOrder(Film.Epoch));
    }

    private void Push(Film film)
    {
        foreach (var frame in film.Inputs.OfType<Film.Input.Frame>())
            Push(frame);
    }

    private void Push(Film.Input.Frame frame) =>
        _lane.Push(++_seq, frame.Micros, frame.Landmarks, frame.Landmarks.Length == Skeleton.LandmarkCount, _events);
}
