using System.Diagnostics.Metrics;
using Google.Rpc;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using PersonalPT.Api.Limits;
using PersonalPT.Api.Tests.House;
using PersonalPT.Client;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Api.Tests.Limits;

/// <summary>A real server that has more to do than it can, or as much as it may.</summary>
public sealed class OverloadTests
{
    private static readonly TimeSpan s_never = TimeSpan.FromHours(1);

    private static CancellationToken Patience => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_full_server_refuses_new_sessions_and_goes_on_with_those_that_it_has()
    {
        await using var server = await Serve(new LimitOptions { LiveSessions = 2, RetryAfter = TimeSpan.FromMilliseconds(10), FrameAge = s_never, ThreadWait = s_never, CommitTime = s_never });
        await using var anna = server.Connect("gym", "athlete", "anna");
        await using var bob = server.Connect("gym", "athlete", "bob");
        await using var carl = server.Connect("gym", "athlete", "carl");
        var (annas, tape) = (await Start(anna), Tape.Squats(4, ends: true));
        using (var stream = await TrackCall.Open(anna, annas))
        {
            await stream.Send(tape.Messages(last: 60));
            await stream.Taken(60);
        }

        var bobs = await Start(bob);
        var error = await Assert.ThrowsAsync<RpcException>(() => Start(carl));
        Assert.Equal(StatusCode.ResourceExhausted, error.StatusCode);
        Assert.Equal("OVERLOADED", Reason(error));
        Assert.NotNull(PersonalPTException.From(error).RetryAfter);

        // Anna's phone comes back, by the call and by the stream, and everything counts.
        Assert.Equal(annas, await Start(anna, annas));
        using var again = await TrackCall.Open(anna, annas, oldestHeld: 61);
        await again.Send(tape.Messages(first: 61));
        Assert.Equal(StreamClosingReason.SessionEnded, (await again.End())!.Reason);
        Assert.Equal(tape.Reps, again.Events.Count(e => e.RepCompleted is not null));

        // And Carl, who comes again as he was asked to, gets her place.
        await Accepted(() => Start(carl));
        Assert.Equal(bobs, await Start(bob, bobs));
    }

    [Fact]
    public async Task What_the_server_measures_of_its_frames_decides_and_when_they_are_fresh_again_new_sessions_begin()
    {
        // Every frame is too old for this one, so that traffic is overload and silence is calm.
        await using var server = await Serve(new LimitOptions
        {
            FrameAge = TimeSpan.FromTicks(1),
            ThreadWait = s_never,
            CommitTime = s_never,
            SecondsUntilOverloaded = 1,
            SecondsUntilCalm = 1,
            RetryAfter = TimeSpan.FromMilliseconds(10),
        });
        await using var anna = server.Connect("gym", "athlete", "anna");
        await using var bob = server.Connect("gym", "athlete", "bob");
        var (session, tape) = (await Start(anna), Tape.Squats(20));
        using var stream = await TrackCall.Open(anna, session);
        var gauge = server.Services.GetRequiredService<LoadGauge>();

        var sent = 0;
        RpcException? refused = null;
        foreach (var message in tape.Messages(size: 10))
        {
            await stream.Send(message);
            sent += message.Inputs.Count;
            await stream.Taken(sent);
            if (gauge.IsOverloaded && refused is null)
                refused = await Assert.ThrowsAsync<RpcException>(() => Start(bob));
            if (refused is not null && sent % 100 == 0)
                break;
        }

        Assert.Equal("OVERLOADED", Reason(refused!));
        Assert.Equal(1, gauge.LiveSessions);
        using (var watch = bob.Tracking.WatchSession(new WatchSessionRequest { SessionId = session }, cancellationToken: Patience))
            Assert.Equal(StatusCode.PermissionDenied, (await Assert.ThrowsAsync<RpcException>(() => watch.ResponseStream.MoveNext(Patience).Soon())).StatusCode);

        // The running one is served on, and the silence that follows is calm.
        Assert.Equal((ulong)sent + 1, stream.Acknowledgement!.NextInputSeq);
        await Accepted(() => Start(bob));
    }

    [Fact]
    public async Task Under_strain_neither_an_athlete_who_is_full_nor_a_session_that_cannot_begin_takes_anybodys_turn()
    {
        var limits = new LimitOptions { SessionsPerAthlete = 1, SessionsWithoutStrain = 0, SessionsPerStrainedSecond = 2, ThreadStrain = TimeSpan.FromMilliseconds(25), ThreadWait = s_never };
        // The second in which the turns are counted ends when the test says so.
        var time = new FakeTimeProvider();
        await using var server = await Serve(limits, services => services.AddSingleton(
            provider => new LoadGauge(new ApiOptions { Limits = limits }, provider.GetRequiredService<IMeterFactory>(), time, work => work())));
        await using var anna = server.Connect("gym", "athlete", "anna");
        await using var bob = server.Connect("gym", "athlete", "bob");
        await using var carl = server.Connect("gym", "athlete", "carl");
        await using var dora = server.Connect("gym", "athlete", "dora");
        await Start(anna);
        var gauge = server.Services.GetRequiredService<LoadGauge>();
        for (var n = 0; n < 50; n++)
            gauge.MeasureThreadWait(TimeSpan.FromMilliseconds(40));
        time.Advance(TimeSpan.FromSeconds(1));

        for (var i = 0; i < 5; i++)
        {
            Assert.Equal("TOO_MANY_SESSIONS", Reason(await Assert.ThrowsAsync<RpcException>(() => Start(anna))));
            Assert.Equal("UNKNOWN_EXERCISE", Reason(await Assert.ThrowsAsync<RpcException>(() => Start(bob, exercise: "moonwalk"))));
        }

        await Start(carl);
        await Start(dora);
        Assert.Equal("OVERLOADED", Reason(await Assert.ThrowsAsync<RpcException>(() => Start(bob))));
        Assert.False(gauge.IsOverloaded);
    }

    private static async Task<RunningServer> Serve(LimitOptions limits, Action<IServiceCollection>? replace = null)
    {
        var server = new RunningServer { Api = new ApiOptions { Limits = limits }, Replace = replace ?? (_ => { }) };
        await server.InitializeAsync();
        return server;
    }

    private static async Task<string> Start(PersonalPTClient client, string? session = null, string exercise = "squat")
    {
        var request = new StartSessionRequest { SessionId = session ?? Guid.NewGuid().ToString(), ExerciseId = exercise, Capture = Tape.Header() };
        await client.Sessions.StartSessionAsync(request, cancellationToken: Patience);
        return request.SessionId;
    }

    private static string? Reason(RpcException error) => error.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason;

    private static async Task<T> Accepted<T>(Func<Task<T>> call)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                return await call().Soon();
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.ResourceExhausted && TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(30))
            {
                await Task.Yield();
            }
        }
    }
}
