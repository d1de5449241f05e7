using PersonalPT.Contracts.Groups;

namespace PersonalPT.Contracts.Tests.Groups;

public sealed class GroupRulesTests
{
    private static readonly GroupPlan s_plan = new("Class", GroupRanking.Reps, 5, [new("squat", 0, 60, 30), new("push_up", 20, 0, 0)]);

    [Fact]
    public void What_is_within_its_bounds_is_taken()
    {
        Assert.Null(GroupRules.Violation(s_plan));
        Assert.Null(GroupRules.Violation(s_plan with { CountInSeconds = 60, Rounds = [.. Enumerable.Repeat(new GroupRound("squat", 1000, 3600, 3600), 50)] }));
    }

    [Fact]
    public void What_is_not_is_named()
    {
        var wrong = new (string Field, GroupPlan Plan)[]
        {
            ("title", s_plan with { Title = "" }),
            ("title", s_plan with { Title = new string('x', 101) }),
            ("title", s_plan with { Title = "a\nb" }),
            ("ranking", s_plan with { Ranking = (GroupRanking)9 }),
            ("count_in_seconds", s_plan with { CountInSeconds = 61 }),
            ("count_in_seconds", s_plan with { CountInSeconds = -1 }),
            ("rounds", s_plan with { Rounds = [] }),
            ("rounds", s_plan with { Rounds = [.. Enumerable.Repeat(s_plan.Rounds[0], 51)] }),
            ("rounds[1].exercise_id", s_plan with { Rounds = [s_plan.Rounds[0], new("No!", 0, 60, 0)] }),
            ("rounds[0].target_reps", s_plan with { Rounds = [new("squat", 1001, 60, 0)] }),
            ("rounds[0].seconds", s_plan with { Rounds = [new("squat", 0, 0, 0)] }),
            ("rounds[0].seconds", s_plan with { Rounds = [new("squat", 5, 3601, 0)] }),
            ("rounds[0].rest_seconds", s_plan with { Rounds = [new("squat", 5, 60, 3601)] }),
        };

        Assert.All(wrong, w => Assert.Equal(w.Field, GroupRules.Violation(w.Plan)?.Field));
    }

    [Theory]
    [InlineData(null, true), InlineData("Annie", true), InlineData("7up", true), InlineData("Ännie B.", true)]
    [InlineData("", false), InlineData("=1+1", false), InlineData("-x", false), InlineData("@x", false), InlineData("a\tb", false), InlineData("abcdefghijklmnopqrstuvwxy", false)]
    public void A_nickname_is_short_and_no_formula(string? nickname, bool allowed) => Assert.Equal(allowed, GroupRules.IsNickname(nickname));
}
