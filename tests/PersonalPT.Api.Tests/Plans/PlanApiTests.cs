using Grpc.Core;
using PersonalPT.Api.Tests.House;
using PersonalPT.Protocol.Plans;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Api.Tests.Plans;

public sealed class PlanApiTests(RunningServer server) : ServerTest(server)
{
    [Fact]
    public async Task A_coach_writes_what_the_athletes_session_follows_and_the_history_tells()
    {
        var anna = As("athlete", "anna");
        await anna.Coaching.GrantAsync(new GrantRequest { CoachId = "carl", Scopes = { GrantScope.Plans } }, cancellationToken: Patience);
        var put = Put(sets: 2);
        put.AthleteId = "anna";
        var written = (await As("coach", "carl").Plans.PutPlanAsync(put, cancellationToken: Patience)).Plan;

        Assert.Equal((1U, "carl", "anna", put.Content), (written.Revision, written.AuthorId, written.AthleteId, written.Content));
        Assert.Equal([written], (await anna.Plans.ListPlansAsync(new ListPlansRequest(), cancellationToken: Patience)).Plans);

        var tape = Tape.Squats(3);
        var request = StartBy(put.PlanId);
        var session = (await anna.Sessions.StartSessionAsync(request, cancellationToken: Patience)).Session;
        Assert.Equal(new PlanReference { PlanId = put.PlanId, Revision = 1 }, session.Plan);

        // What is changed meanwhile is for the next session.
        put.Revision = 1;
        put.Content.Items[0].Sets = 9;
        Assert.Equal(2U, (await As("coach", "carl").Plans.PutPlanAsync(put, cancellationToken: Patience)).Plan.Revision);
        using var stream = await TrackCall.Open(anna, session.SessionId);
        await stream.Send(tape.Messages(size: 200));
        await stream.Send(new TrackRequest { FirstInputSeq = (ulong)tape.Count + 1, Inputs = { new Input { TimeUs = tape.From(tape.Count).Single().TimeUs + 1000, EndSet = new EndSet() } } });
        await stream.Until(r => r.Event?.SetEnded is not null);

        var now = (await anna.Sessions.GetSessionAsync(new GetSessionRequest { SessionId = session.SessionId }, cancellationToken: Patience)).Session;
        Assert.Equal(session.Plan, now.Plan);
        var plan = (await anna.Plans.GetPlanAsync(new GetPlanRequest { PlanId = now.Plan.PlanId, Revision = now.Plan.Revision }, cancellationToken: Patience)).Plan;
        Assert.Equal(written, plan);
        var follower = new PlanFollower(plan);
        foreach (var entry in stream.Events)
            follower.Take(entry);
        Assert.Equal((1U, 2U, 0, 2U), (follower.Progress.SetsDone, follower.Progress.SetsPlanned, follower.Progress.Next!.ItemIndex, follower.Progress.Next.SetOfItem));
        Assert.Equal(stream.Events.Single(e => e.SetEnded is not null).SetEnded.Reps[^1].EndTimeUs + 90_000_000, follower.Progress.RestUntilUs);

        var told = await anna.History.GetSessionHistoryAsync(new GetSessionHistoryRequest { SessionId = session.SessionId }, cancellationToken: Patience);
        Assert.Equal(new SessionPlan { Plan = session.Plan, Title = "Legs", SetsPlanned = 2, SetsDone = 1 }, told.Session.Plan);
        Assert.Equal(follower.Progress.Items, told.PlanItems);
        var listed = await anna.History.ListSessionsAsync(new ListSessionsRequest(), cancellationToken: Patience);
        Assert.Equal(told.Session.Plan, Assert.Single(listed.Sessions).Plan);

        // The coach hears what his plan came to when the session is over, and nothing else of it: he has not been let at the history.
        var carl = As("coach", "carl");
        var asked = new ListPlanSessionsRequest { AthleteId = "anna", PlanId = put.PlanId };
        Assert.Empty((await carl.Plans.ListPlanSessionsAsync(asked, cancellationToken: Patience)).Sessions);
        await anna.Sessions.EndSessionAsync(new EndSessionRequest { SessionId = session.SessionId, InputSeq = (ulong)tape.Count + 2 }, cancellationToken: Patience);
        var came = Assert.Single((await carl.Plans.ListPlanSessionsAsync(asked, cancellationToken: Patience)).Sessions);
        Assert.Equal((session.SessionId, told.Session.Plan), (came.SessionId, came.Plan));
        Assert.Equal(told.PlanItems, came.Items);
        Assert.True(came.EndedTimeUs >= came.StartedTimeUs);
        await Refused(
            StatusCode.PermissionDenied,
            () => carl.History.GetSessionHistoryAsync(new GetSessionHistoryRequest { SessionId = session.SessionId }, cancellationToken: Patience).ResponseAsync);
    }

    [Fact]
    public async Task What_came_of_plans_comes_page_by_page_of_one_plan_or_of_all()
    {
        var anna = As("athlete", "anna");
        var (legs, arms) = (Put(), Put());
        await anna.Plans.PutPlanAsync(legs, cancellationToken: Patience);
        await anna.Plans.PutPlanAsync(arms, cancellationToken: Patience);
        var begun = new List<string>();
        foreach (var plan in new[] { legs, arms, legs })
        {
            begun.Add((await anna.Sessions.StartSessionAsync(StartBy(plan.PlanId), cancellationToken: Patience)).Session.SessionId);
            await anna.Sessions.EndSessionAsync(new EndSessionRequest { SessionId = begun[^1], InputSeq = 1 }, cancellationToken: Patience);
        }

        var told = new List<string>();
        var request = new ListPlanSessionsRequest { PageSize = 2 };
        do
        {
            var page = await anna.Plans.ListPlanSessionsAsync(request, cancellationToken: Patience);
            told.AddRange(page.Sessions.Select(session => session.SessionId));
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);

        Assert.Equal(Enumerable.Reverse(begun), told);
        var ofOne = await anna.Plans.ListPlanSessionsAsync(new ListPlanSessionsRequest { PlanId = arms.PlanId }, cancellationToken: Patience);
        Assert.Equal([begun[1]], ofOne.Sessions.Select(session => session.SessionId));
        foreach (var (wrong, field) in new[]
        {
            (new ListPlanSessionsRequest { PlanId = "legs" }, "plan_id"), (new ListPlanSessionsRequest { PageSize = 201 }, "page_size"), (new ListPlanSessionsRequest { PageToken = "?" }, "page_token"),
        })
        {
            Assert.Equal(field, FieldOf(await Refused(StatusCode.InvalidArgument, () => anna.Plans.ListPlanSessionsAsync(wrong, cancellationToken: Patience).ResponseAsync)));
        }
    }

    [Fact]
    public async Task A_session_that_is_started_again_keeps_its_plan_also_where_that_is_gone()
    {
        var anna = As("athlete", "anna");
        var put = Put();
        await anna.Plans.PutPlanAsync(put, cancellationToken: Patience);
        var request = StartBy(put.PlanId);
        var first = (await anna.Sessions.StartSessionAsync(request, cancellationToken: Patience)).Session;
        await anna.Plans.DeletePlanAsync(new DeletePlanRequest { PlanId = put.PlanId }, cancellationToken: Patience);

        var again = (await anna.Sessions.StartSessionAsync(request, cancellationToken: Patience)).Session;

        Assert.Equal(first.Plan, again.Plan);
        Assert.Equal(1U, again.Plan.Revision);
        foreach (var other in new[] { "", Guid.NewGuid().ToString() })
        {
            request.PlanId = other;
            var error = await Refused(StatusCode.AlreadyExists, () => anna.Sessions.StartSessionAsync(request, cancellationToken: Patience).ResponseAsync);
            Assert.Equal("SESSION_CONFLICT", ReasonOf(error));
        }

        var deleted = await Refused(StatusCode.FailedPrecondition, () => anna.Sessions.StartSessionAsync(StartBy(put.PlanId), cancellationToken: Patience).ResponseAsync);
        Assert.Equal("PLAN_DELETED", ReasonOf(deleted));
    }

    [Fact]
    public async Task A_session_follows_its_own_athletes_plans_only()
    {
        var put = Put();
        await As("athlete", "anna").Plans.PutPlanAsync(put, cancellationToken: Patience);

        foreach (var request in new[] { StartBy(put.PlanId), StartBy(Guid.NewGuid().ToString()) })
        {
            var error = await Refused(StatusCode.NotFound, () => As("athlete", "ben").Sessions.StartSessionAsync(request, cancellationToken: Patience).ResponseAsync);
            Assert.Equal("PLAN_NOT_FOUND", ReasonOf(error));
        }

        var byStaff = StartBy(put.PlanId);
        byStaff.AthleteId = "anna";
        Assert.Equal(put.PlanId, (await As("staff", "sam").Sessions.StartSessionAsync(byStaff, cancellationToken: Patience)).Session.Plan.PlanId);
        var wrong = await Refused(StatusCode.InvalidArgument, () => As("athlete", "anna").Sessions.StartSessionAsync(StartBy("legs"), cancellationToken: Patience).ResponseAsync);
        Assert.Equal("plan_id", FieldOf(wrong));
    }

    [Fact]
    public async Task Whoever_changes_another_revision_than_he_knows_is_told()
    {
        var anna = As("athlete", "anna").Plans;
        var put = Put();
        await anna.PutPlanAsync(put, cancellationToken: Patience);
        Assert.Equal(1U, (await anna.PutPlanAsync(put, cancellationToken: Patience)).Plan.Revision);
        put.Content.Title = "Arms";

        var error = await Refused(StatusCode.FailedPrecondition, () => anna.PutPlanAsync(put, cancellationToken: Patience).ResponseAsync);

        Assert.Equal("CONFLICT", ReasonOf(error));
        put.Revision = 1;
        Assert.Equal(2U, (await anna.PutPlanAsync(put, cancellationToken: Patience)).Plan.Revision);
        put.PlanId = Guid.NewGuid().ToString();
        Assert.Equal("PLAN_NOT_FOUND", ReasonOf(await Refused(StatusCode.NotFound, () => anna.PutPlanAsync(put, cancellationToken: Patience).ResponseAsync)));
    }

    [Fact]
    public async Task A_deleted_plan_is_in_no_list_and_does_not_come_back()
    {
        var anna = As("athlete", "anna").Plans;
        var put = Put();
        await anna.PutPlanAsync(put, cancellationToken: Patience);
        var delete = new DeletePlanRequest { PlanId = put.PlanId };
        await anna.DeletePlanAsync(delete, cancellationToken: Patience);
        await anna.DeletePlanAsync(delete, cancellationToken: Patience);

        Assert.Empty((await anna.ListPlansAsync(new ListPlansRequest(), cancellationToken: Patience)).Plans);
        Assert.True((await anna.GetPlanAsync(new GetPlanRequest { PlanId = put.PlanId }, cancellationToken: Patience)).Plan.Deleted);
        Assert.Equal("PLAN_DELETED", ReasonOf(await Refused(StatusCode.FailedPrecondition, () => anna.PutPlanAsync(put, cancellationToken: Patience).ResponseAsync)));
        Assert.Equal("PLAN_NOT_FOUND", ReasonOf(await Refused(
            StatusCode.NotFound, () => anna.DeletePlanAsync(new DeletePlanRequest { PlanId = Guid.NewGuid().ToString() }, cancellationToken: Patience).ResponseAsync)));
        Assert.Equal("PLAN_NOT_FOUND", ReasonOf(await Refused(
            StatusCode.NotFound, () => anna.GetPlanAsync(new GetPlanRequest { PlanId = put.PlanId, Revision = 2 }, cancellationToken: Patience).ResponseAsync)));
    }

    [Fact]
    public async Task What_the_gym_does_not_have_cannot_be_planned()
    {
        var put = Put();
        put.Content.Items.Add(new PlanItem { ExerciseId = "levitation", Sets = 1 });

        var error = await Refused(StatusCode.InvalidArgument, () => As("athlete", "anna").Plans.PutPlanAsync(put, cancellationToken: Patience).ResponseAsync);

        Assert.Equal("content.items[1].exercise_id", FieldOf(error));
    }

    private static PutPlanRequest Put(uint sets = 1) => new()
    {
        PlanId = Guid.NewGuid().ToString(),
        Content = new PlanContent { Title = "Legs", Items = { new PlanItem { ExerciseId = "squat", Sets = sets, TargetReps = 8, LoadKg = 60.25, RestSeconds = 90 } } },
    };

    private static StartSessionRequest StartBy(string planId) =>
        new() { SessionId = Guid.NewGuid().ToString(), ExerciseId = "squat", Capture = Tape.Header(), PlanId = planId };
}
