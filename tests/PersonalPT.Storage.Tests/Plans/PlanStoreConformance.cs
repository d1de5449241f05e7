using Microsoft.Extensions.DependencyInjection;
using PersonalPT.Contracts.Plans;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using static PersonalPT.Storage.Tests.SampleData;

namespace PersonalPT.Storage.Tests.Plans;

public abstract class PlanStoreConformance : StorageConformance
{
    private static readonly PlanContent s_content = new(
        "Legs \"A\"", "Slowly.\nKnees out – ängstlich nicht.", [new PlanItem("squat", 3, 8, 60_250, 90), new PlanItem("lunge", 2, 0, null, 0)]);

    private readonly PlanKey _key = new("gym", "ann", Guid.NewGuid().ToString());

    private IPlanStore Plans => Services.GetRequiredService<IPlanStore>();

    [Fact]
    public async Task A_plan_is_there_as_it_was_written()
    {
        var made = await Put(_key, 0, s_content);

        var expected = new StoredPlan(_key, 1, s_content, "carl", Monday, false);
        Assert.Equal(new PutPlanResult(PutPlanOutcome.Stored, expected), made);
        Assert.Equal(expected, await Plans.Find(_key, 0, Cancel));
        Assert.Equal(expected, await Plans.Find(_key, 1, Cancel));
        Assert.Null(await Plans.Find(_key, 2, Cancel));
        Assert.Equal([expected], await Plans.List("gym", "ann", Cancel));
        await Restart();
        Assert.Equal(expected, await Plans.Find(_key, 0, Cancel));
    }

    [Fact]
    public async Task Another_athlete_and_another_gym_know_nothing_of_it()
    {
        await Put(_key, 0, s_content);

        foreach (var other in new[] { _key with { GymId = "other" }, _key with { AthleteId = "ben" } })
        {
            Assert.Null(await Plans.Find(other, 0, Cancel));
            Assert.Empty(await Plans.List(other.GymId, other.AthleteId, Cancel));
            Assert.False(await Plans.Delete(other, Monday, Cancel));
            Assert.Equal(PutPlanOutcome.NoSuchPlan, (await Put(other, 1, s_content)).Outcome);
            Assert.Equal(1, (await Put(other, 0, s_content with { Title = "Another" })).Plan!.Revision);
        }

        Assert.Equal(s_content, (await Plans.Find(_key, 0, Cancel))!.Content);
    }

    [Fact]
    public async Task A_change_makes_a_revision_and_leaves_those_before_as_they_were()
    {
        await Put(_key, 0, s_content);
        var changed = s_content with { Items = [s_content.Items[0] with { LoadGrams = 62_500 }] };

        var made = await Put(_key, 1, changed, "ann", Monday + Second);

        Assert.Equal((PutPlanOutcome.Stored, 2, "ann"), (made.Outcome, made.Plan!.Revision, made.Plan.AuthorId));
        Assert.Equal(new StoredPlan(_key, 1, s_content, "carl", Monday, false), await Plans.Find(_key, 1, Cancel));
        Assert.Equal(made.Plan, await Plans.Find(_key, 0, Cancel));
        Assert.Equal([made.Plan], await Plans.List("gym", "ann", Cancel));
    }

    [Fact]
    public async Task What_it_says_already_makes_no_revision_whoever_says_it_again()
    {
        var made = await Put(_key, 0, s_content);
        Assert.Equal(made, await Put(_key, 0, s_content, "ann", Monday + 1));
        var changed = await Put(_key, 1, s_content with { Notes = "" });
        Assert.Equal(changed, await Put(_key, 1, s_content with { Notes = "" }));
        Assert.Equal(2, changed.Plan!.Revision);
    }

    [Fact]
    public async Task Of_two_that_change_the_same_revision_one_is_told_that_there_is_another()
    {
        await Put(_key, 0, s_content);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Put(_key, 1, s_content with { Title = $"Title {i}" })));

        Assert.Equal(1, outcomes.Count(made => made.Outcome == PutPlanOutcome.Stored));
        Assert.Equal(5, outcomes.Count(made => made.Outcome == PutPlanOutcome.OtherRevision && made.Plan!.Revision == 2));
        Assert.Equal(PutPlanOutcome.OtherRevision, (await Put(_key, 0, s_content)).Outcome);
        Assert.Equal(PutPlanOutcome.OtherRevision, (await Put(_key, 3, s_content)).Outcome);
    }

    [Fact]
    public async Task A_deleted_plan_is_in_no_list_and_is_not_written_again_but_its_revisions_stay()
    {
        await Put(_key, 0, s_content);

        Assert.True(await Plans.Delete(_key, Monday, Cancel));
        Assert.True(await Plans.Delete(_key, Monday + 1, Cancel));

        Assert.Empty(await Plans.List("gym", "ann", Cancel));
        Assert.Equal(new StoredPlan(_key, 1, s_content, "carl", Monday, true), await Plans.Find(_key, 1, Cancel));
        Assert.Equal(PutPlanOutcome.Deleted, (await Put(_key, 0, s_content)).Outcome);
        Assert.Equal(PutPlanOutcome.Deleted, (await Put(_key, 1, s_content with { Title = "Anew" })).Outcome);
    }

    [Fact]
    public async Task The_list_begins_with_what_was_changed_last()
    {
        var keys = Enumerable.Range(0, 3).Select(_ => _key with { PlanId = Guid.NewGuid().ToString() }).ToArray();
        for (var i = 0; i < keys.Length; i++)
            await Put(keys[i], 0, s_content, atMicros: Monday + i);
        await Put(keys[0], 1, s_content with { Title = "Changed" }, atMicros: Monday + 9);

        Assert.Equal([keys[0], keys[2], keys[1]], (await Plans.List("gym", "ann", Cancel)).Select(plan => plan.Key));
    }

    [Fact]
    public async Task An_athlete_has_no_more_than_he_may_and_a_deleted_one_makes_room()
    {
        for (var i = 0; i < PlanRules.PlansOfAthlete; i++)
            Assert.Equal(PutPlanOutcome.Stored, (await Put(_key with { PlanId = $"plan-{i}" }, 0, s_content)).Outcome);

        Assert.Equal(PutPlanOutcome.TooManyPlans, (await Put(_key, 0, s_content)).Outcome);
        Assert.Equal(PutPlanOutcome.Stored, (await Put(_key with { PlanId = "plan-7" }, 1, s_content with { Title = "Changed" })).Outcome);
        Assert.Equal(PutPlanOutcome.Stored, (await Put(_key with { AthleteId = "ben" }, 0, s_content)).Outcome);
        await Plans.Delete(_key with { PlanId = "plan-7" }, Monday, Cancel);
        Assert.Equal(PutPlanOutcome.Stored, (await Put(_key, 0, s_content)).Outcome);
    }

    [Fact]
    public async Task Where_the_commit_fails_nothing_has_changed()
    {
        await Put(_key, 0, s_content);
        Database.AtCommit(1, CommitFault.Fails);
        await Assert.ThrowsAsync<JournalException>(() => Put(_key, 1, s_content with { Title = "Changed" }));

        Assert.Equal(1, (await Plans.Find(_key, 0, Cancel))!.Revision);
        Assert.Equal(2, (await Put(_key, 1, s_content with { Title = "Changed" })).Plan!.Revision);
    }

    [Fact]
    public async Task A_session_keeps_the_revision_that_it_was_started_by_and_its_history_shows_it()
    {
        await Put(_key, 0, s_content);
        var session = NewKey();
        var plan = new PlanReference(_key.PlanId, 1);
        var made = await Journal.Create(Session(session, "ann") with { Plan = plan }, Cancel);
        await Put(_key, 1, s_content with { Title = "Changed" });
        await Plans.Delete(_key, Monday, Cancel);
        var without = NewKey();
        await Journal.Create(Session(without, "ann"), Cancel);

        Assert.Equal(plan, made.Plan);
        Assert.Equal(plan, (await Journal.Find(session, Cancel))!.Plan);
        Assert.Equal(plan, (await Journal.Claim(session, Cancel))!.Plan);
        Assert.Null((await Journal.Find(without, Cancel))!.Plan);
        var told = await History.Session(session, Cancel);
        Assert.Equal((plan, s_content), (told!.Plan, told.Planned));
        var listed = await History.Sessions("gym", "ann", null, 10, Cancel);
        Assert.Equal(s_content, listed.Single(s => s.Session == session).Planned);
        Assert.Null(listed.Single(s => s.Session == without).Plan);
    }

    [Fact]
    public async Task What_came_of_plans_is_told_of_sessions_that_are_over_newest_first_page_by_page()
    {
        await Put(_key, 0, s_content);
        await Put(_key, 1, s_content with { Title = "Changed" });
        var other = _key with { PlanId = Guid.NewGuid().ToString() };
        await Put(other, 0, s_content);
        var first = await Trained(new PlanReference(_key.PlanId, 1), 1);
        var second = await Trained(new PlanReference(_key.PlanId, 2), 2);
        var third = await Trained(new PlanReference(other.PlanId, 1), 3);
        await Trained(null, 4);
        await Trained(new PlanReference(_key.PlanId, 1), 5, ends: false);

        Assert.Equal([third, second, first], (await Of(null, null, 10)).Select(session => session.Session));
        var page = await Of(_key.PlanId, null, 1);
        Assert.Equal([second], page.Select(session => session.Session));
        Assert.Equal("Changed", page[0].Planned!.Title);
        Assert.Equal([first], (await Of(_key.PlanId, new HistoryPosition(page[0].StartedMicros, page[0].Session.SessionId), 1)).Select(session => session.Session));
        Assert.Empty(await History.PlanSessions("gym", "ben", _key.PlanId, null, 10, Cancel));
        Assert.Empty(await History.PlanSessions("other", "ann", _key.PlanId, null, 10, Cancel));

        Task<IReadOnlyList<SessionHistory>> Of(string? planId, HistoryPosition? before, int limit) => History.PlanSessions("gym", "ann", planId, before, limit, Cancel);
    }

    private async Task<SessionKey> Trained(PlanReference? plan, int second, bool ends = true)
    {
        var session = Session(athleteId: "ann", startedMicros: Monday + (second * Second)) with { Plan = plan };
        var made = await Journal.Create(session, Cancel);
        if (!ends)
            return session.Session;

        var claimed = (await Journal.Claim(session.Session, Cancel))!;
        await Journal.Append(
            new JournalAppend(session.Session, claimed.Epoch, made.LastEventSeq, "ann", [new SessionEnded(SessionEndReason.Client)], claimed.Point, Monday + (60 * Second)), Cancel);
        return session.Session;
    }

    private Task<PutPlanResult> Put(PlanKey key, int revision, PlanContent content, string author = "carl", long atMicros = Monday) =>
        Plans.Put(key, revision, content, author, atMicros, Cancel);
}
