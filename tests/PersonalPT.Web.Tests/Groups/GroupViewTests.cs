using PersonalPT.Contracts.Groups;
using PersonalPT.Counting;
using PersonalPT.Web.Groups;

namespace PersonalPT.Web.Tests.Groups;

public sealed class GroupViewTests
{
    private static readonly Dictionary<string, string> s_names = new() { ["squat"] = "Squat", ["push_up"] = "Push up" };
    private static readonly GroupPlan s_plan = new("Class", GroupRanking.Reps, 5, [new("squat", 0, 60, 30), new("push_up", 20, 0, 0), new("lunge", 0, 60, 0)]);

    [Theory]
    [InlineData(GroupPhase.Planned, 0, null, "Squat", 0, null, null)]
    [InlineData(GroupPhase.CountIn, 1, 4_000_000L, "Squat", 0, null, 5)]
    [InlineData(GroupPhase.Round, 1, 4_000_000L, "Squat", 0, "Push up", 60)]
    [InlineData(GroupPhase.Rest, 2, 4_000_000L, "Push up", 20, null, 30)]
    [InlineData(GroupPhase.Round, 2, null, "Push up", 20, "lunge", null)]
    [InlineData(GroupPhase.Round, 3, 1L, "lunge", 0, null, 60)]
    public void What_stands_over_the_board_is_what_runs_or_comes_next(GroupPhase phase, int round, long? left, string exercise, int target, string? next, int? length)
    {
        var head = GroupView.Of(Board(new GroupClock(phase, false, round, 10_000_000, 0, left)), s_names, "anna").Head;

        Assert.Equal((exercise, target, next, length), (head.Exercise, head.TargetReps, head.NextExercise, head.LengthSeconds));
        Assert.Equal((phase is not GroupPhase.Planned, $"{(int)phase}.{round}"), (head.Runs, head.PhaseMark));
    }

    [Theory]
    [InlineData(60_000_000L, false, "1:00", -1)]
    [InlineData(59_999_000L, false, "1:00", -1)]
    [InlineData(59_000_000L, false, "0:59", -1)]
    [InlineData(1_000L, false, "0:01", -1)]
    [InlineData(0L, false, "0:00", -1)]
    [InlineData(61_500_000L, true, "1:02", 0)]
    [InlineData(null, false, "0:07", 1)]
    [InlineData(null, true, "0:07", 0)]
    public void A_clock_counts_down_to_nothing_and_up_where_there_is_no_end(long? left, bool paused, string shown, int direction)
    {
        var time = GroupTime.Of(new GroupClock(GroupPhase.Round, paused, 1, 10_000_000, 2_100_000, left));

        Assert.Equal((shown, direction), (time.ToString(), time.Direction));
    }

    [Fact]
    public void A_row_says_who_looks_and_where_his_movement_is()
    {
        var board = Board(new GroupClock(GroupPhase.Round, false, 1, 10, 0, 5)) with { Rows = [Row(1, "anna", -.2f), Row(2, "ben", .456f), Row(3, "", 7)] };

        var rows = GroupView.Of(board, s_names, "anna").Rows;

        Assert.Equal([(true, 0), (false, 46), (false, 100)], rows.Select(r => (r.Card.IsVisitor, r.Movement)));
    }

    private static GroupBoard Board(GroupClock clock) => new(new GroupKey("gym", "group"), s_plan, "F7J2QX", clock, []);

    private static Contracts.Groups.BoardRow Row(int number, string athlete, float progress) =>
        new(number, athlete, "Somebody", false, ParticipantSignal.InPicture, MovementState.Rest, progress, 20, 3, 4, null, 1, false);
}
