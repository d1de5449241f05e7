using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Core.Internal;
using PersonalPT.Api.Tests.House;
using PersonalPT.Contracts.Gyms;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Api.Tests.Sessions;

public sealed class SessionApiTests(RunningServer server) : ServerTest(server)
{
    [Fact]
    public async Task Starting_a_session_again_gives_the_same_session()
    {
        var phone = As("athlete", "anna");
        var request = Start();

        var first = await phone.Sessions.StartSessionAsync(request, cancellationToken: Patience);
        var second = await phone.Sessions.StartSessionAsync(request, cancellationToken: Patience);

        Assert.Equal(first, second);
        Assert.Equal(("anna", "squat", SessionPhase.Opened), (first.Session.AthleteId, first.Session.ExerciseId, first.Session.Phase));
        Assert.Equal(request.Capture, first.Session.Capture);
        Assert.Equal(new Acknowledgement { NextInputSeq = 1, DurableInputSeq = 1, LastEventSeq = 2 }, first.Session.Acknowledgement);
    }

    [Fact]
    public async Task A_session_id_is_not_used_twice()
    {
        var phone = As("athlete", "anna");
        var request = Start();
        await phone.Sessions.StartSessionAsync(request, cancellationToken: Patience);
        request.Capture.Source = "another app";

        var error = await Refused(StatusCode.AlreadyExists, () => phone.Sessions.StartSessionAsync(request, cancellationToken: Patience).ResponseAsync);

        Assert.Equal("SESSION_CONFLICT", ReasonOf(error));
    }

    [Fact]
    public async Task The_same_id_in_another_gym_is_another_session()
    {
        var request = Start();
        await As("athlete", "anna").Sessions.StartSessionAsync(request, cancellationToken: Patience);
        request.ExerciseId = "push_up";

        var other = await As($"{Gym}-other", "athlete", "anna").Sessions.StartSessionAsync(request, cancellationToken: Patience);

        Assert.Equal("push_up", other.Session.ExerciseId);
    }

    [Fact]
    public async Task An_exercise_that_the_gym_does_not_have_is_named()
    {
        var request = Start();
        request.ExerciseId = "moonwalk";

        var error = await Refused(StatusCode.NotFound, () => As("athlete", "anna").Sessions.StartSessionAsync(request, cancellationToken: Patience).ResponseAsync);

        Assert.Equal("UNKNOWN_EXERCISE", ReasonOf(error));
        Assert.Contains("moonwalk", error.Status.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("session_id", "not-a-uuid", "squat", "")]
    [InlineData("exercise_id", null, "Squat!", "")]
    [InlineData("athlete_id", null, "squat", "a/b")]
    public async Task What_is_no_name_is_refused_by_its_field(string field, string? session, string exercise, string athlete)
    {
        var request = Start();
        (request.SessionId, request.ExerciseId, request.AthleteId) = (session ?? request.SessionId, exercise, athlete);

        var error = await Refused(StatusCode.InvalidArgument, () => As("staff", "boss").Sessions.StartSessionAsync(request, cancellationToken: Patience).ResponseAsync);

        Assert.Equal(field, FieldOf(error));
    }

    [Fact]
    public async Task Without_a_header_nothing_starts()
    {
        var request = Start();
        request.Capture = null;

        var error = await Refused(StatusCode.InvalidArgument, () => As("athlete", "anna").Sessions.StartSessionAsync(request, cancellationToken: Patience).ResponseAsync);

        Assert.Equal("capture", FieldOf(error));
    }

    [Fact]
    public async Task Controls_can_be_called_one_by_one_and_again()
    {
        var phone = As("athlete", "anna");
        var session = await StartSession(phone);
        var select = new SelectExerciseRequest { SessionId = session, InputSeq = 1, TimeUs = 5, ExerciseId = "push_up" };
        var end = new EndSessionRequest { SessionId = session, InputSeq = 2, TimeUs = 6 };

        var selected = await phone.Sessions.SelectExerciseAsync(select, cancellationToken: Patience);
        Assert.Equal("push_up", selected.Session.ExerciseId);
        Assert.Equal(selected, await phone.Sessions.SelectExerciseAsync(select, cancellationToken: Patience));
        var ended = await phone.Sessions.EndSessionAsync(end, cancellationToken: Patience);
        Assert.Equal(SessionPhase.Ended, ended.Session.Phase);
        Assert.Equal(ended, await phone.Sessions.EndSessionAsync(end, cancellationToken: Patience));

        end.InputSeq = 3;
        var error = await Refused(StatusCode.FailedPrecondition, () => phone.Sessions.EndSessionAsync(end, cancellationToken: Patience).ResponseAsync);
        Assert.Equal("SESSION_ENDED", ReasonOf(error));
        Assert.Equal(ended.Session, (await phone.Sessions.GetSessionAsync(new GetSessionRequest { SessionId = session }, cancellationToken: Patience)).Session);
    }

    [Fact]
    public async Task A_control_that_runs_ahead_is_told_what_is_missing()
    {
        var phone = As("athlete", "anna");
        var end = new EndSessionRequest { SessionId = await StartSession(phone), InputSeq = 5 };

        var error = await Refused(StatusCode.FailedPrecondition, () => phone.Sessions.EndSessionAsync(end, cancellationToken: Patience).ResponseAsync);

        Assert.Equal("NEED_FROM", ReasonOf(error));
        Assert.Equal("1", error.GetRpcStatus()!.GetDetail<Google.Rpc.ErrorInfo>()!.Metadata["next_input_seq"]);
    }

    [Theory]
    [InlineData(0UL, 1UL, "input_seq")]
    [InlineData(1UL, ulong.MaxValue, "time_us")]
    public async Task A_control_has_a_number_and_a_time(ulong seq, ulong time, string field)
    {
        var phone = As("athlete", "anna");
        var end = new EndSessionRequest { SessionId = await StartSession(phone), InputSeq = seq, TimeUs = time };

        Assert.Equal(field, FieldOf(await Refused(StatusCode.InvalidArgument, () => phone.Sessions.EndSessionAsync(end, cancellationToken: Patience).ResponseAsync)));
    }

    [Fact]
    public async Task A_session_that_has_ended_is_not_listed_even_where_its_gym_has_not_heard_of_it()
    {
        var phone = As("athlete", "anna");
        var (ended, live) = (await StartSession(phone), await StartSession(phone));
        await phone.Sessions.EndSessionAsync(new EndSessionRequest { SessionId = ended, InputSeq = 1 }, cancellationToken: Patience);
        var gym = Server.Services.GetRequiredService<IGrainFactory>().GetGrain<IGymGrain>(Gym);
        while (await Knows(gym, ended))
            Patience.ThrowIfCancellationRequested();

        // A gym keeps what it heard in memory: one that begins anew knows nothing of the end.
        await gym.Cast<IGrainManagementExtension>().DeactivateOnIdle(Patience);
        while (!await Knows(gym, ended) || !await Knows(gym, live))
        {
            Patience.ThrowIfCancellationRequested();
            await gym.SessionIsLive(ended, "anna");
            await gym.SessionIsLive(live, "anna");
        }

        var listed = await phone.Sessions.ListLiveSessionsAsync(new ListLiveSessionsRequest(), cancellationToken: Patience);

        Assert.Equal([live], listed.Sessions.Select(s => s.SessionId));
    }

    private static async Task<bool> Knows(IGymGrain gym, string session) => (await gym.LiveSessions()).Any(s => s.Session.SessionId == session);

    private static StartSessionRequest Start() => new() { SessionId = Guid.NewGuid().ToString(), ExerciseId = "squat", Capture = Tape.Header() };
}
