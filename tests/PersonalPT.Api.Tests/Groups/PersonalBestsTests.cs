using PersonalPT.Api.Groups;
using PersonalPT.Contracts.Groups;
using PersonalPT.Contracts.Models;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Counting;

namespace PersonalPT.Api.Tests.Groups;

public sealed class PersonalBestsTests
{
    [Fact]
    public async Task The_best_is_the_most_of_a_rounds_exercise_in_as_long_a_time_of_one_session()
    {
        var plan = new GroupPlan("Class", GroupRanking.PercentOfBest, 0, [new("squat", 0, 10, 0), new("push_up", 5, 0, 0), new("lunge", 0, 10, 0)]);
        var history = Reps("s1", "squat", 1, 2, 3, 20, 24, 29, 30, 31, 33)
            .Concat(Reps("s2", "squat", 34, 35))
            .Concat(Reps("s2", "push_up", 1, 100, 299, 302));

        var bests = await PersonalBests.Of(plan, history.ToAsyncEnumerable());

        Assert.Equal([5, 3, 0], bests);
    }

    private static IEnumerable<RepHistory> Reps(string session, string exercise, params int[] ends) =>
        ends.Select((end, i) => new RepHistory(session, 1, new ModelReference("", exercise, 1), i + 1, new Rep(0, 0, end * 1_000_000L), ends.Length, SetDetails.None));
}
