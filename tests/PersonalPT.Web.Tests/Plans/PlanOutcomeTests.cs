using PersonalPT.Contracts.Models;
using PersonalPT.Contracts.Plans;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Web.Plans;
using Rep = PersonalPT.Counting.Rep;
using SetEndReason = PersonalPT.Counting.SetEndReason;

namespace PersonalPT.Web.Tests.Plans;

public sealed class PlanOutcomeTests
{
    private static readonly PlanContent s_content = new("Legs", "", [new PlanItem("squat", 2, 8, null, 90), new PlanItem("lunge", 1, 0, null, 0)]);

    [Fact]
    public void Sets_are_told_with_the_item_that_they_belong_to_and_others_are_not()
    {
        var outcome = PlanOutcome.Of(Session(Set(1, "squat", 8), Set(2, "push_up", 20), Set(3, "squat", 6, corrected: 7)))!;

        Assert.Equal(("Legs", 3, 2), (outcome.Title, outcome.SetsPlanned, outcome.SetsDone));
        Assert.Equal([8, 7], outcome.Items[0].Reps);
        Assert.Empty(outcome.Items[1].Reps);
        Assert.Equal(s_content.Items, outcome.Items.Select(pair => pair.Item));
    }

    [Fact]
    public void A_set_that_was_cut_by_its_length_is_one_with_the_next()
    {
        var outcome = PlanOutcome.Of(Session(Set(1, "squat", 100, SetEndReason.Continued), Set(2, "squat", 3)))!;

        Assert.Equal([103], outcome.Items[0].Reps);
    }

    [Fact]
    public void A_session_without_a_plan_made_nothing_of_it() => Assert.Null(PlanOutcome.Of(Session(Set(1, "squat", 8)) with { Plan = null, Planned = null }));

    private static SessionHistory Session(params SetHistory[] sets) => new(new SessionKey("gym", "s"), "ann", 1, 2, sets)
    {
        Plan = new PlanReference("p", 1),
        Planned = s_content,
    };

    private static SetHistory Set(int number, string exercise, int reps, SetEndReason reason = SetEndReason.Rest, int? corrected = null) => new(
        number, new ModelReference("", exercise, 1), 0, 1, reason, [.. Enumerable.Range(0, reps).Select(i => new Rep(i, i, i + 1))])
    {
        Changes = corrected is { } count ? [new RecordedSetChange(new SetCorrected(Guid.NewGuid().ToString(), number, "carl", count), 1, 1)] : [],
    };
}
