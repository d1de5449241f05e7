using Google.Rpc;
using Grpc.Core;
using PersonalPT.Api.Limits;
using PersonalPT.Api.Tests.House;
using PersonalPT.Client;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Api.Tests.Limits;

/// <summary>What one caller may ask of a real server.</summary>
public sealed class CallerLimitsTests : IAsyncLifetime
{
    private static readonly TimeSpan s_never = TimeSpan.FromHours(1);

    private readonly RunningServer _server = new()
    {
        Api = new ApiOptions
        {
            Limits = new LimitOptions
            {
                FrameAge = s_never,
                ThreadWait = s_never,
                CommitTime = s_never,
                CallBurst = 40,
                CallsPerSecond = 20,
                StreamsPerCaller = 2,
                SessionsPerAthlete = 2,
                SessionsPerGym = 3,
                InputBurst = 600,
                InputsPerSecond = 200,
            },
        },
    };

    private readonly List<PersonalPTClient> _clients = [];

    private static CancellationToken Patience => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    [Fact]
    public async Task Who_calls_too_often_is_told_when_to_go_on_and_others_go_on_at_once()
    {
        var (anna, bob) = (As("anna"), As("bob"));
        var refused = await Until(() => anna.Exercises.ListExercisesAsync(new ListExercisesRequest(), cancellationToken: Patience).ResponseAsync);

        Assert.Equal("RATE_LIMITED", Reason(refused));
        Assert.True(PersonalPTException.From(refused) is { IsTransient: true, RetryAfter: { } wait } && wait > TimeSpan.Zero);
        await bob.Exercises.ListExercisesAsync(new ListExercisesRequest(), cancellationToken: Patience);
        await Accepted(() => anna.Exercises.ListExercisesAsync(new ListExercisesRequest(), cancellationToken: Patience).ResponseAsync);
    }

    [Fact]
    public async Task Strangers_are_limited_together_by_their_address_and_whoever_has_signed_in_is_not()
    {
        await using var one = Stranger();
        var refused = await UntilAtOnce(async () =>
        {
            try
            {
                return await one.Groups.JoinAsGuestAsync(new JoinAsGuestRequest(), cancellationToken: Patience);
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.InvalidArgument)
            {
                return new JoinAsGuestResponse();
            }
        });

        Assert.Equal("RATE_LIMITED", Reason(refused));
        await As("anna").Exercises.ListExercisesAsync(new ListExercisesRequest(), cancellationToken: Patience);
    }

    [Fact]
    public async Task A_guest_is_a_caller_of_his_own()
    {
        await using var staff = _server.Connect("gym", "staff", "sam");
        var plan = new GroupPlan { Title = "Class", Ranking = GroupRanking.Reps, Rounds = { new GroupRound { ExerciseId = "squat", Seconds = 60 } } };
        var group = (await staff.Groups.PlanGroupAsync(new PlanGroupRequest { GroupId = Guid.NewGuid().ToString(), Plan = plan }, cancellationToken: Patience)).Group;
        await using var stranger = Stranger();
        var (one, other) = (await Guest(), await Guest());
        await using var first = new PersonalPTClient(new() { Address = _server.Addresses.Grpc, Credential = ClientCredential.Bearer(_ => ValueTask.FromResult(one)) });
        await using var second = new PersonalPTClient(new() { Address = _server.Addresses.Grpc, Credential = ClientCredential.Bearer(_ => ValueTask.FromResult(other)) });

        var refused = await UntilAtOnce(() => first.Groups.GetGroupAsync(new GetGroupRequest { GroupId = group.GroupId }, cancellationToken: Patience).ResponseAsync);

        Assert.Equal("RATE_LIMITED", Reason(refused));
        await second.Groups.GetGroupAsync(new GetGroupRequest { GroupId = group.GroupId }, cancellationToken: Patience);

        async Task<string> Guest() => (await stranger.Groups.JoinAsGuestAsync(
            new JoinAsGuestRequest { GymId = "gym", Code = group.Code, Nickname = "Newcomer", JoinId = Guid.NewGuid().ToString() }, cancellationToken: Patience)).Token;
    }

    [Fact]
    public async Task Who_has_too_many_streams_open_gets_no_more_until_one_is_closed()
    {
        var anna = As("anna");
        var (one, two) = (await Start(anna), await Start(anna));
        var first = await TrackCall.Open(anna, one);
        using var second = await TrackCall.Open(anna, two);

        using var third = anna.Tracking.WatchSession(new WatchSessionRequest { SessionId = one }, cancellationToken: Patience);
        var error = await Assert.ThrowsAsync<RpcException>(() => third.ResponseStream.MoveNext(Patience).Soon());

        Assert.Equal(StatusCode.ResourceExhausted, error.StatusCode);
        Assert.Equal("TOO_MANY_STREAMS", Reason(error));
        Assert.NotNull(error.GetRpcStatus()!.GetDetail<RetryInfo>());
        first.Dispose();
        await Accepted(async () =>
        {
            using var again = anna.Tracking.WatchSession(new WatchSessionRequest { SessionId = one }, cancellationToken: Patience);
            Assert.True(await again.ResponseStream.MoveNext(Patience).Soon());
            return true;
        });
    }

    [Fact]
    public async Task An_athlete_has_a_number_of_live_sessions_and_one_that_ends_makes_room()
    {
        var anna = As("anna");
        var (one, two) = (await Start(anna), await Start(anna));

        var error = await Assert.ThrowsAsync<RpcException>(() => Start(anna));

        Assert.Equal(StatusCode.ResourceExhausted, error.StatusCode);
        Assert.Equal("TOO_MANY_SESSIONS", Reason(error));
        Assert.Equal(two, await Start(anna, two));
        await anna.Sessions.EndSessionAsync(new EndSessionRequest { SessionId = one, InputSeq = 1 }, cancellationToken: Patience);
        await Accepted(() => Start(anna));
    }

    [Fact]
    public async Task A_gym_has_a_number_of_live_sessions_and_another_gym_has_its_own()
    {
        foreach (var athlete in new[] { "anna", "bob", "carl" })
            await Start(As(athlete));

        Assert.Equal("TOO_MANY_SESSIONS", Reason(await Assert.ThrowsAsync<RpcException>(() => Start(As("dora")))));
        await Start(As("dora", gym: "other"));
    }

    [Fact]
    public async Task A_session_that_could_not_begin_leaves_its_place()
    {
        var anna = As("anna");
        for (var i = 0; i < 4; i++)
            Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => Start(anna, exercise: "juggling"))).StatusCode);

        await Accepted(() => Start(anna));
        await Start(anna);
    }

    [Fact]
    public async Task A_phone_that_sends_too_fast_is_slowed_and_nothing_of_it_is_lost()
    {
        const int inputs = 1000;
        var anna = As("anna");
        using var stream = await TrackCall.Open(anna, await Start(anna));
        var started = TimeProvider.System.GetTimestamp();
        for (var seq = 1; seq <= inputs; seq += 100)
        {
            var message = new TrackRequest { FirstInputSeq = (ulong)seq };
            message.Inputs.AddRange(Enumerable.Range(seq, 100).Select(i => new Input { TimeUs = (ulong)i * 33_333, NobodySeen = new NobodySeen() }));
            await stream.Send(message);
        }

        await stream.Complete();
        while (await stream.Next() is not null)
        {
        }

        Assert.Equal(inputs + 1UL, stream.Acknowledgement!.NextInputSeq);
        // What is beyond the burst came at two hundred a second.
        Assert.True(TimeProvider.System.GetElapsedTime(started) > TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_batch_that_comes_too_fast_is_refused_whole_and_taken_later()
    {
        var anna = As("anna");
        var session = await Start(anna);
        var next = 1;
        var refused = await Until(async () =>
        {
            await Submit(anna, session, next);
            return next += 600;
        });

        Assert.Equal("RATE_LIMITED", Reason(refused));
        var taken = await Accepted(() => Submit(anna, session, next));
        Assert.Equal((ulong)next + 600, taken.Acknowledgement.NextInputSeq);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
            await client.DisposeAsync();
        await _server.DisposeAsync();
    }

    private PersonalPTClient Stranger() => new(new() { Address = _server.Addresses.Grpc, Credential = ClientCredential.None });

    private PersonalPTClient As(string athlete, string gym = "gym")
    {
        var client = _server.Connect(gym, "athlete", athlete);
        _clients.Add(client);
        return client;
    }

    private static async Task<string> Start(PersonalPTClient client, string? session = null, string exercise = "squat")
    {
        var request = new StartSessionRequest { SessionId = session ?? Guid.NewGuid().ToString(), ExerciseId = exercise, Capture = Tape.Header() };
        await client.Sessions.StartSessionAsync(request, cancellationToken: Patience);
        return request.SessionId;
    }

    private static Task<SubmitFramesResponse> Submit(PersonalPTClient client, string session, int first)
    {
        var request = new SubmitFramesRequest { SessionId = session, FirstInputSeq = (ulong)first };
        request.Inputs.AddRange(Enumerable.Range(first, 600).Select(i => new Input { TimeUs = (ulong)i * 33_333, NobodySeen = new NobodySeen() }));
        return client.Tracking.SubmitFramesAsync(request, cancellationToken: Patience).ResponseAsync;
    }

    private static string? Reason(RpcException error) => error.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason;

    // Calls until one is refused.
    private static async Task<RpcException> Until<T>(Func<Task<T>> call)
    {
        while (true)
        {
            try
            {
                await call().Soon();
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.ResourceExhausted)
            {
                return e;
            }
        }
    }

    // Many calls at once, as often as it takes: on a slow machine one after the other might never be too many.
    private static async Task<RpcException> UntilAtOnce<T>(Func<Task<T>> call)
    {
        while (true)
        {
            var outcomes = await Task.WhenAll(Enumerable.Range(0, 80).Select(_ => Record.ExceptionAsync(() => call()).AsTask())).Soon();
            if (outcomes.OfType<RpcException>().FirstOrDefault(e => e.StatusCode == StatusCode.ResourceExhausted) is { } refused)
                return refused;
            Assert.All(outcomes, Assert.Null);
        }
    }

    // Comes again as it is asked to, until it is let in.
    private static async Task<T> Accepted<T>(Func<Task<T>> call)
    {
        while (true)
        {
            try
            {
                return await call().Soon();
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.ResourceExhausted)
            {
                Assert.NotNull(PersonalPTException.From(e).RetryAfter);
                await Task.Yield();
            }
        }
    }
}
