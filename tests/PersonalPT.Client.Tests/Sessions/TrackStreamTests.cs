using Grpc.Core;
using PersonalPT.Client.Tests.Conformance;
using PersonalPT.Client.Tests.Fakes;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Client.Tests.Sessions;

public sealed class TrackStreamTests
{
    public static TheoryData<Exception> Ends => new()
    {
        new HttpRequestException("The request was aborted."),
        new IOException("The connection was reset."),
        new InvalidOperationException("The call is complete."),
        new RpcException(new Status(StatusCode.Unavailable, "Gone.")),
    };

    [Theory(Timeout = 60_000), MemberData(nameof(Ends), DisableDiscoveryEnumeration = true)]
    public async Task However_writing_fails_the_session_waits_for_another_stream(Exception error)
    {
        var patience = TestContext.Current.CancellationToken;
        using var happened = new SemaphoreSlim(0);
        var clock = new ManualClock();
        var track = new ScriptedTrack(clock, () => happened.Release());
        var session = new Session { SessionId = "0b9c5fe0-6f0a-4bb6-8e3c-3c8f2a4d9c11", Capture = new CaptureHeader() };
        await using var live = new LiveSession(
            track, new NetworkChanges(), session, new LiveSessionOptions { ExerciseId = "squat", Capture = new CaptureHeader() }, clock, CancellationToken.None);
        while (!track.TryTake(out _))
            await happened.WaitAsync(patience);

        track.WritingFails = error;
        track.Say(new TrackResponse { Acknowledgement = new Acknowledgement { NextInputSeq = 1, DurableInputSeq = 1 } });
        for (var i = 0; i < 30; i++)
            live.Push(i, Landmarks.Of(i));
        await track.Failed.Task.WaitAsync(patience);
        track.End(new RpcException(new Status(StatusCode.Unavailable, "Gone.")));

        await foreach (var state in live.Changes(patience))
        {
            Assert.NotEqual(ConnectionState.Failed, state.Connection);
            if (state.Connection == ConnectionState.Waiting)
                return;
        }

        Assert.Fail("The session is over.");
    }
}
