using Microsoft.AspNetCore.Http;
using PersonalPT.Contracts.Groups;
using PersonalPT.Web.Groups;

namespace PersonalPT.Web.Tests.Groups;

public sealed class GroupFormTests
{
    private static readonly HashSet<string> s_exercises = ["squat", "push_up"];

    [Fact]
    public void What_was_typed_becomes_a_plan()
    {
        var form = Read(("exercise", ["squat", "push_up"]), ("seconds", ["60", ""]), ("reps", ["", "20"]), ("rest", ["30", ""]));

        var (plan, fault) = form.Plan(s_exercises);

        Assert.Null(fault);
        Assert.Equal(("Class", GroupRanking.PercentOfBest, 5), (plan!.Title, plan.Ranking, plan.CountInSeconds));
        Assert.Equal([new GroupRound("squat", 0, 60, 30), new GroupRound("push_up", 20, 0, 0)], plan.Rounds);
    }

    [Theory]
    [InlineData("title", "", "title", 0)]
    [InlineData("count-in", "61", "count-in", 0)]
    [InlineData("count-in", "five", "count-in", 0)]
    [InlineData("exercise", "juggling", "exercise-1", 1)]
    [InlineData("exercise", "../x", "exercise-1", 1)]
    [InlineData("seconds", "", "seconds-1", 1)]
    [InlineData("seconds", "-1", "seconds-1", 1)]
    [InlineData("reps", "1001", "reps-1", 1)]
    [InlineData("rest", "99999999999", "rest-1", 1)]
    public void What_is_wrong_is_named_by_its_field(string field, string typed, string wrong, int round)
    {
        var form = Read((field, [typed]));

        var (plan, fault) = form.Plan(s_exercises);

        Assert.Null(plan);
        Assert.Equal((wrong, round), (fault!.Field, fault.Round));
        Assert.NotEmpty(PersonalPT.Web.Text.Words.English[fault.Word]);
    }

    [Fact]
    public void A_form_of_no_group_or_without_rounds_is_refused()
    {
        Assert.Equal("Plan.WrongForm", Read(("group", ["x"])).Plan(s_exercises).Fault!.Word);
        Assert.Equal("Plan.WrongRounds", Read(("exercise", [])).Plan(s_exercises).Fault!.Word);
        Assert.Equal("Plan.WrongRounds", Read(("exercise", [.. Enumerable.Repeat("squat", 60)]), ("seconds", [.. Enumerable.Repeat("5", 60)])).Plan(s_exercises).Fault!.Word);
    }

    [Fact]
    public void A_round_more_is_like_the_last_and_the_last_one_stays()
    {
        var form = Read(("seconds", ["45"]));

        var more = form.WithRound();

        Assert.Equal((2, form.Rounds[0]), (more.Focus, more.Rounds[1]));
        Assert.Equal(form.Rounds, more.WithoutRound(1).Rounds);
        Assert.Equal((1, 1), (more.WithoutRound(1).Focus, more.WithoutRound(2).Focus));
        Assert.Equal(form.Rounds, form.WithoutRound(1).Rounds);
        Assert.Equal(2, more.WithoutRound(3).Rounds.Count);
        while (more.HasRoom)
            more = more.WithRound();
        Assert.Equal(GroupRules.MostRounds, more.WithRound().Rounds.Count);
    }

    private static GroupForm Read(params (string Name, string[] Values)[] typed)
    {
        var fields = new Dictionary<string, Microsoft.Extensions.Primitives.StringValues>
        {
            ["group"] = Guid.NewGuid().ToString(),
            ["title"] = " Class ",
            ["ranking"] = "PercentOfBest",
            ["count-in"] = "5",
            ["exercise"] = "squat",
            ["seconds"] = "60",
            ["reps"] = "",
            ["rest"] = "",
        };
        foreach (var (name, values) in typed)
            fields[name] = values;
        return GroupForm.Read(new FormCollection(fields));
    }
}
