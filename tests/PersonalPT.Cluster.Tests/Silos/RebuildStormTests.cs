using PersonalPT.Cluster.Tests.House;
using PersonalPT.Cluster.Tests.Protocol;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Grains.Sessions;
using PersonalPT.Grains.Tests.House;

namespace PersonalPT.Cluster.Tests.Silos;

/// <summary>All phones of a server come back at once, each with a set to count again.</summary>
public sealed class RebuildStormTests(RebuildStormTests.NarrowDoor places) : IClassFixture<RebuildStormTests.NarrowDoor>
{
    private const int Phones = 12;

    [Fact(Timeout = 240_000)]
    public async Task Only_so_many_are_let_in_at_once_and_all_come_through()
    {
        var tape = new Tape().OpenSet("squat", 3).Add(InputKind.EndSession);
        var keys = new List<SessionKey>();
        for (var i = 0; i < Phones; i++)
        {
            keys.Add(await places.NewSession());
            await places.At(0, keys[i]).Submit(tape.Batch(1, tape.Last - 1));
            await places.Deactivate(0, keys[i]);
        }

        // Each holds its place until its set has come again; none of them sends anything yet.
        var answers = await Task.WhenAll(keys.Select(Open));
        Assert.Equal(NarrowDoor.AtOnce, answers.Count(opened => opened is not null));
        Assert.Equal(Phones - NarrowDoor.AtOnce, answers.Count(opened => opened is null));

        // A call without a stream is sent away with the same hint.
        var call = await places.At(0, keys[Array.FindIndex(answers, opened => opened is null)]).Submit(tape.Batch(1, tape.Last - 1));
        Assert.Equal((SubmitOutcome.Busy, new SessionLimits().RebuildRetryAfter), (call.Outcome, call.RetryAfter));

        var left = new Queue<(SessionKey Key, SessionSnapshot? Opened)>(keys.Zip(answers));
        while (left.TryDequeue(out var phone))
        {
            Assert.False(TestContext.Current.CancellationToken.IsCancellationRequested);
            if (phone.Opened is not { } opened)
            {
                left.Enqueue((phone.Key, await Open(phone.Key)));
                continue;
            }

            var result = await places.At(0, phone.Key).Submit(tape.Batch(opened.Acknowledgement.NextInputSeq, tape.Last, stream: opened.StreamNumber));
            Assert.Equal(SubmitOutcome.Taken, result.Outcome);
        }

        foreach (var key in keys)
        {
            var log = await places.Log(key);
            Assert.Equal(OfflineCounter.Log(tape, log).Select(Words.Of), log.Select(Words.Of));
        }
    }

    private async Task<SessionSnapshot?> Open(SessionKey key)
    {
        try
        {
            return await places.At(0, key).Observe(
                places.Clusters[0].Client.CreateObjectReference<ISessionObserver>(new Deaf()), asPhone: true, 1, new PhoneOpening("phone", 1));
        }
        catch (SessionUnavailableException e)
        {
            Assert.Equal(new SessionLimits().RebuildRetryAfter, e.RetryAfter);
            return null;
        }
    }

    /// <summary>A silo in which few are rebuilt at once, nobody waits, and time stands still.</summary>
    public sealed class NarrowDoor() : Places(new SessionLimits { RebuildsAtOnce = AtOnce, RebuildsWaiting = 0 }, silos: 1)
    {
        public const int AtOnce = 3;
    }

    private sealed class Deaf : ISessionObserver
    {
        public Task OnEvents(IReadOnlyList<SessionEvent> events) => Task.CompletedTask;

        public Task OnStatus(SessionStatus status) => Task.CompletedTask;

        public Task OnClosing(ClosingReason reason) => Task.CompletedTask;
    }
}
