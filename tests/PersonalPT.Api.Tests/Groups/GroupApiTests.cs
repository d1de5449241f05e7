using System.Text;
using Grpc.Core;
using PersonalPT.Api.Tests.House;
using PersonalPT.Client;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Api.Tests.Groups;

public sealed class GroupApiTests(RunningServer server) : ServerTest(server)
{
    private PersonalPTClient Staff => As("staff", "sam");

    [Fact]
    public async Task Two_phones_do_squats_and_a_watchers_board_follows_until_the_results_are_there()
    {
        var group = await Plan(GroupRanking.Reps);
        var (anna, ben) = (As("athlete", "anna"), As("athlete", "ben"));
        var (annas, bens) = (await StartSession(anna), await StartSession(ben));
        // As somebody types it.
        await anna.Groups.JoinGroupAsync(Join($"{group.Code[..3]} - {group.Code[3..]}".ToLowerInvariant(), annas, "Annie"), cancellationToken: Patience);
        await ben.Groups.JoinGroupAsync(Join(group.Code, bens), cancellationToken: Patience);
        await Staff.Groups.StartGroupAsync(new StartGroupRequest { GroupId = group.GroupId }, cancellationToken: Patience);

        using var watching = ben.Groups.WatchGroup(new WatchGroupRequest { GroupId = group.GroupId }, cancellationToken: Patience);
        await Send(anna, annas, Tape.Squats(4));
        await Send(ben, bens, Tape.Squats(6, seed: 8));
        // The same once more, and the phone comes back: nothing counts twice.
        await Send(ben, bens, Tape.Squats(6, seed: 8));
        await ben.Groups.JoinGroupAsync(Join(group.Code, bens), cancellationToken: Patience);

        var (ofAnna, ofBen) = (await Counted(anna, annas), await Counted(ben, bens));
        Assert.True(ofAnna > 0 && ofBen > ofAnna);
        var board = await Next(watching, b => b.Rows.Sum(r => r.RepsTotal) == ofAnna + ofBen);
        Assert.Equal(
            [("ben", "ben", 1u, ofBen), ("Annie", "", 2u, ofAnna)], board.Rows.Select(r => (r.Name, r.AthleteId, r.Rank, r.RepsTotal)));
        Assert.Equal(GroupPhase.Round, board.Clock.Phase);

        await Staff.Groups.MuteParticipantAsync(new MuteParticipantRequest { GroupId = group.GroupId, ParticipantNumber = 1 }, cancellationToken: Patience);
        await Next(watching, b => b.Rows.Count == 1);
        await Staff.Groups.UnmuteParticipantAsync(new UnmuteParticipantRequest { GroupId = group.GroupId, ParticipantNumber = 1 }, cancellationToken: Patience);
        var over = await Staff.Groups.FinishGroupAsync(new FinishGroupRequest { GroupId = group.GroupId }, cancellationToken: Patience);
        Assert.Equal("", over.Group.Code);
        await Next(watching, b => b.Clock.Phase == GroupPhase.Finished);

        var results = await anna.Groups.GetGroupResultsAsync(new GetGroupResultsRequest { GroupId = group.GroupId }, cancellationToken: Patience);
        Assert.Equal(
            [("ben", "", 1u, ofBen), ("Annie", "anna", 2u, ofAnna)], results.Results.Select(r => (r.Name, r.AthleteId, r.Rank, r.RepsTotal)));
        Assert.Equal(ofBen, results.Results[0].RepsByRound[0]);
        var csv = await Export(Staff, group.GroupId, ExportFormat.Csv);
        Assert.StartsWith("group_id,title,rank,participant,name,athlete_id,round,exercise,reps,reps_total", csv, StringComparison.Ordinal);
        Assert.Contains($",Class,2,1,Annie,anna,1,squat,{ofAnna},{ofAnna}", csv, StringComparison.Ordinal);
        Assert.Contains("\"name\":\"Annie\",\"athlete_id\":\"\"", await Export(ben, group.GroupId, ExportFormat.Json), StringComparison.Ordinal);
        await Refused(StatusCode.NotFound, () => As("athlete", "late").Groups.JoinGroupAsync(Join(group.Code, ""), cancellationToken: Patience).ResponseAsync);
    }

    [Fact]
    public async Task A_tablet_of_the_gyms_that_athletes_use_in_turn_counts_for_each_what_he_did()
    {
        var group = await Plan(GroupRanking.Reps);
        var tablet = Staff;
        await tablet.Groups.StartGroupAsync(new StartGroupRequest { GroupId = group.GroupId }, cancellationToken: Patience);
        using var watching = tablet.Groups.WatchGroup(new WatchGroupRequest { GroupId = group.GroupId }, cancellationToken: Patience);
        var expected = new Dictionary<string, uint> { ["anna"] = 0, ["ben"] = 0 };

        foreach (var (athlete, reps) in new[] { ("anna", 4), ("ben", 6), ("anna", 5) })
        {
            var session = await StartSession(tablet, athlete: athlete);
            var join = Join(group.Code, session);
            join.AthleteId = athlete;
            await tablet.Groups.JoinGroupAsync(join, cancellationToken: Patience);
            await Send(tablet, session, Tape.Squats(reps, seed: (ulong)reps));
            expected[athlete] += await Counted(tablet, session);
            await Next(watching, board => board.Rows.Sum(row => row.RepsTotal) == expected.Values.Sum(counted => counted));
        }

        await tablet.Groups.FinishGroupAsync(new FinishGroupRequest { GroupId = group.GroupId }, cancellationToken: Patience);
        var results = await tablet.Groups.GetGroupResultsAsync(new GetGroupResultsRequest { GroupId = group.GroupId }, cancellationToken: Patience);
        Assert.True(expected["anna"] > expected["ben"] && expected["ben"] > 0);
        Assert.Equal([("anna", expected["anna"]), ("ben", expected["ben"])], results.Results.Select(r => (r.AthleteId, r.RepsTotal)));
    }

    [Fact]
    public async Task Athletes_are_listed_the_groups_that_they_take_part_in_and_staff_all()
    {
        var (one, other) = (await Plan(GroupRanking.None), await Plan(GroupRanking.PercentOfBest));
        await As("athlete", "anna").Groups.JoinGroupAsync(Join(other.Code, ""), cancellationToken: Patience);

        var listed = await As("athlete", "anna").Groups.ListGroupsAsync(new ListGroupsRequest(), cancellationToken: Patience);
        Assert.Equal((other.GroupId, "", 1u), (Assert.Single(listed.Groups).GroupId, listed.Groups[0].PlannedBy, listed.Groups[0].Participants));
        var page = await Staff.Groups.ListGroupsAsync(new ListGroupsRequest { PageSize = 1 }, cancellationToken: Patience);
        Assert.Equal((other.GroupId, "sam"), (Assert.Single(page.Groups).GroupId, page.Groups[0].PlannedBy));
        page = await Staff.Groups.ListGroupsAsync(new ListGroupsRequest { PageSize = 1, PageToken = page.NextPageToken }, cancellationToken: Patience);
        Assert.Equal((one.GroupId, ""), (Assert.Single(page.Groups).GroupId, page.NextPageToken));
    }

    [Fact]
    public async Task Somebody_elses_session_cannot_be_brought_along_not_even_by_staff()
    {
        var group = await Plan(GroupRanking.Reps);
        var bens = await StartSession(As("athlete", "ben"));
        var request = Join(group.Code, bens);
        request.AthleteId = "anna";

        var error = await Refused(StatusCode.InvalidArgument, () => Staff.Groups.JoinGroupAsync(request, cancellationToken: Patience).ResponseAsync);

        Assert.Equal("session_id", FieldOf(error));
    }

    [Fact]
    public async Task Who_guesses_codes_is_stopped_and_others_are_not()
    {
        var group = await Plan(GroupRanking.Reps);
        var guesser = As("athlete", "mallory");
        for (var i = 0; i < 10; i++)
            await Refused(StatusCode.NotFound, () => guesser.Groups.JoinGroupAsync(Join("222222", ""), cancellationToken: Patience).ResponseAsync);

        await Refused(StatusCode.ResourceExhausted, () => guesser.Groups.JoinGroupAsync(Join(group.Code, ""), cancellationToken: Patience).ResponseAsync);
        await As("athlete", "anna").Groups.JoinGroupAsync(Join(group.Code, ""), cancellationToken: Patience);
    }

    [Fact]
    public async Task A_guest_is_counted_like_everybody_else_and_stands_in_the_results_under_his_nickname()
    {
        var group = await Plan(GroupRanking.Reps);
        var join = AsGuest(group.Code);
        using var channel = Server.Open();
        var strangers = new GroupService.GroupServiceClient(channel);
        var guest = await strangers.JoinAsGuestAsync(join, cancellationToken: Patience);
        // The answer was lost and he asks again: he is the same guest.
        var again = await strangers.JoinAsGuestAsync(join, cancellationToken: Patience);
        Assert.Equal((guest.AthleteId, guest.SessionId, guest.ParticipantNumber, 1u), (again.AthleteId, again.SessionId, again.ParticipantNumber, again.Group.Participants));

        await using var phone = new PersonalPTClient(new() { Address = Server.Addresses.Grpc, Credential = ClientCredential.Bearer(_ => ValueTask.FromResult(guest.Token)) });
        await phone.Sessions.StartSessionAsync(
            new StartSessionRequest { SessionId = guest.SessionId, ExerciseId = "squat", Capture = Tape.Header() }, cancellationToken: Patience);
        await phone.Groups.JoinGroupAsync(Join(group.Code, guest.SessionId), cancellationToken: Patience);
        await Staff.Groups.StartGroupAsync(new StartGroupRequest { GroupId = group.GroupId }, cancellationToken: Patience);
        using var watching = phone.Groups.WatchGroup(new WatchGroupRequest { GroupId = group.GroupId }, cancellationToken: Patience);
        await Send(phone, guest.SessionId, Tape.Squats(4));
        var board = await Next(watching, b => b.Rows.Count == 1 && b.Rows[0].RepsTotal > 0);
        Assert.Equal(("Newcomer", guest.AthleteId), (board.Rows[0].Name, board.Rows[0].AthleteId));

        await Staff.Groups.FinishGroupAsync(new FinishGroupRequest { GroupId = group.GroupId }, cancellationToken: Patience);
        var results = await Staff.Groups.GetGroupResultsAsync(new GetGroupResultsRequest { GroupId = group.GroupId }, cancellationToken: Patience);
        Assert.Equal(["Newcomer"], results.Results.Select(r => r.Name));
        Assert.True(results.Results[0].RepsTotal > 0);
        // For a while he may look, too; the code itself ends with the group.
        await phone.Groups.GetGroupResultsAsync(new GetGroupResultsRequest { GroupId = group.GroupId }, cancellationToken: Patience);
        await Refused(StatusCode.NotFound, () => strangers.JoinAsGuestAsync(AsGuest(group.Code), cancellationToken: Patience).ResponseAsync);
    }

    [Fact]
    public async Task Strangers_who_guess_codes_are_stopped_and_the_gyms_own_people_are_not()
    {
        var group = await Plan(GroupRanking.None);
        using var channel = Server.Open();
        var strangers = new GroupService.GroupServiceClient(channel);
        for (var guess = 0; guess < 10; guess++)
            await Refused(StatusCode.NotFound, () => strangers.JoinAsGuestAsync(AsGuest("222222"), cancellationToken: Patience).ResponseAsync);

        await Refused(StatusCode.ResourceExhausted, () => strangers.JoinAsGuestAsync(AsGuest(group.Code), cancellationToken: Patience).ResponseAsync);
        await As("athlete", "anna").Groups.JoinGroupAsync(Join(group.Code, ""), cancellationToken: Patience);
    }

    [Theory]
    [InlineData("Gym!", "Guest", "11111111-2222-3333-4444-555555555555", "gym_id")]
    [InlineData("", "Guest", "11111111-2222-3333-4444-555555555555", "gym_id")]
    [InlineData("gym", "", "11111111-2222-3333-4444-555555555555", "nickname")]
    [InlineData("gym", "=1+1", "11111111-2222-3333-4444-555555555555", "nickname")]
    [InlineData("gym", "Guest", "one", "join_id")]
    public async Task What_is_wrong_with_a_guests_request_is_named(string gym, string nickname, string joinId, string field)
    {
        using var channel = Server.Open();

        var error = await Refused(StatusCode.InvalidArgument, () => new GroupService.GroupServiceClient(channel).JoinAsGuestAsync(
            new JoinAsGuestRequest { GymId = gym, Code = "222222", Nickname = nickname, JoinId = joinId }, cancellationToken: Patience).ResponseAsync);

        Assert.StartsWith(field, error.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_removed_sees_no_more_and_does_not_come_back()
    {
        var group = await Plan(GroupRanking.Reps);
        var ben = As("athlete", "ben");
        var joined = await ben.Groups.JoinGroupAsync(Join(group.Code, ""), cancellationToken: Patience);
        using var watching = ben.Groups.WatchGroup(new WatchGroupRequest { GroupId = group.GroupId }, cancellationToken: Patience);
        await Next(watching, _ => true);
        await Staff.Groups.RemoveParticipantAsync(
            new RemoveParticipantRequest { GroupId = group.GroupId, ParticipantNumber = joined.ParticipantNumber }, cancellationToken: Patience);

        await Refused(StatusCode.PermissionDenied, () => Next(watching, _ => false));
        await Refused(StatusCode.FailedPrecondition, () => ben.Groups.JoinGroupAsync(Join(group.Code, ""), cancellationToken: Patience).ResponseAsync);
    }

    [Theory]
    [InlineData("plan.title", "", 60u, 0u)]
    [InlineData("plan.rounds[0].seconds", "Class", 0u, 0u)]
    [InlineData("plan.rounds[0].target_reps", "Class", 60u, 1001u)]
    public async Task What_is_wrong_with_a_plan_is_named(string field, string title, uint seconds, uint target)
    {
        var plan = new GroupPlan
        {
            Title = title,
            Ranking = GroupRanking.Reps,
            Rounds = { new GroupRound { ExerciseId = "squat", Seconds = seconds, TargetReps = target } },
        };

        var error = await Refused(StatusCode.InvalidArgument, () => Staff.Groups.PlanGroupAsync(
            new PlanGroupRequest { GroupId = Guid.NewGuid().ToString(), Plan = plan }, cancellationToken: Patience).ResponseAsync);

        Assert.Equal(field, FieldOf(error));
    }

    private JoinAsGuestRequest AsGuest(string code) => new() { GymId = Gym, Code = code, Nickname = "Newcomer", JoinId = Guid.NewGuid().ToString() };

    private async Task<Group> Plan(GroupRanking ranking)
    {
        var plan = new GroupPlan { Title = "Class", Ranking = ranking, Rounds = { new GroupRound { ExerciseId = "squat", Seconds = 3600 } } };
        return (await Staff.Groups.PlanGroupAsync(new PlanGroupRequest { GroupId = Guid.NewGuid().ToString(), Plan = plan }, cancellationToken: Patience)).Group;
    }

    // The tape was filmed long ago: its phone's clock is that far behind.
    private static JoinGroupRequest Join(string code, string session, string nickname = "") =>
        new() { Code = code, SessionId = session, Nickname = nickname, ClientTimeUs = Tape.EpochMicros };

    private static async Task Send(PersonalPTClient phone, string session, Tape tape)
    {
        foreach (var message in tape.Messages())
        {
            var request = new SubmitFramesRequest { SessionId = session, FirstInputSeq = message.FirstInputSeq, OldestHeldInputSeq = 1 };
            request.Inputs.AddRange(message.Inputs);
            await phone.Tracking.SubmitFramesAsync(request, cancellationToken: Patience);
        }
    }

    private static async Task<uint> Counted(PersonalPTClient client, string session)
    {
        var events = await client.History.ListEventsAsync(new ListEventsRequest { SessionId = session }, cancellationToken: Patience);
        return (uint)events.Events.Count(e => e.RepCompleted is not null);
    }

    private static async Task<GroupBoard> Next(AsyncServerStreamingCall<WatchGroupResponse> watching, Func<GroupBoard, bool> wanted)
    {
        do
            Assert.True(await watching.ResponseStream.MoveNext(Patience).Soon());
        while (!wanted(watching.ResponseStream.Current.Board));
        return watching.ResponseStream.Current.Board;
    }

    private static async Task<string> Export(PersonalPTClient client, string group, ExportFormat format)
    {
        using var call = client.Groups.ExportGroupResults(new ExportGroupResultsRequest { GroupId = group, Format = format }, cancellationToken: Patience);
        var text = new StringBuilder();
        while (await call.ResponseStream.MoveNext(Patience))
            text.Append(call.ResponseStream.Current.Chunk.ToStringUtf8());
        return text.ToString();
    }
}
