using Microsoft.Extensions.DependencyInjection;
using PersonalPT.Cluster.Tests.House;
using PersonalPT.Cluster.Tests.Protocol;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Grains.Tests.House;

namespace PersonalPT.Cluster.Tests.Silos;

/// <summary>A cluster of three silos, of which the one that counts is killed in the middle of a set.</summary>
public sealed class LostSiloTests(LostSiloTests.ThreeSilos places) : IClassFixture<LostSiloTests.ThreeSilos>
{
    [Fact(Timeout = 240_000)]
    public async Task A_session_whose_silo_is_killed_goes_on_in_another_one_and_nothing_is_lost_or_doubled()
    {
        var key = await places.NewSession();
        var tape = new Tape().Sets("squat", 3).OpenSet("squat", 5).Add(InputKind.EndSet).OpenSet("squat", 3).Add(InputKind.EndSession);
        var cluster = places.Clusters[0];
        var (next, oldest, opening, killed) = (1L, 1L, 0L, 0);
        long stream = 0;
        var observers = new List<ISessionObserver>();
        while ((await places.Journal.Find(key, Patience))!.EndedMicros is null)
        {
            Patience.ThrowIfCancellationRequested();
            try
            {
                // Every stream by the gateway of another silo.
                var gateway = cluster.Silos[(int)(opening % cluster.Silos.Count)].ServiceProvider.GetRequiredService<IGrainFactory>();
                var session = gateway.GetGrain<ISessionGrain>(key.ToString());
                if (stream == 0)
                {
                    var listener = new Listener();
                    observers.Add(listener);
                    var opened = await session.Observe(
                        gateway.CreateObjectReference<ISessionObserver>(listener), asPhone: true, oldest, new PhoneOpening("phone", ++opening));
                    (stream, next) = (opened!.StreamNumber, opened.Acknowledgement.NextInputSeq);
                    continue;
                }

                if (killed == 0 && next > tape.Last / 2)
                {
                    var host = cluster.Silos.First(s => cluster.TryGetGrainContext(session.GetGrainId(), out var context) && context.Address.SiloAddress!.Equals(s.SiloAddress));
                    await cluster.KillSiloAsync(host, Patience);
                    killed++;
                    stream = 0;
                    continue;
                }

                var result = await session.Submit(tape.Batch(next, Math.Min(tape.Last, next + 19), oldest, stream));
                if (result.Outcome is SubmitOutcome.Taken or SubmitOutcome.NeedFrom)
                {
                    Assert.True(result.Acknowledgement.NextInputSeq >= oldest, "What was durable is asked for again.");
                    (next, oldest) = (result.Acknowledgement.NextInputSeq, result.Acknowledgement.DurableInputSeq);
                }
                else
                {
                    stream = 0;
                }
            }
            catch (Exception e) when (e is OrleansException or TimeoutException or SessionUnavailableException or ObjectDisposedException)
            {
                stream = 0;
            }
        }

        GC.KeepAlive(observers);
        Assert.Equal(1, killed);
        var log = await places.Log(key);
        Assert.Equal(OfflineCounter.Log(tape, log).Select(Words.Of), log.Select(Words.Of));
        Assert.True((await places.Journal.Find(key, Patience))!.Epoch >= 2);
    }

    [Fact(Timeout = 240_000)]
    public async Task Of_two_activations_at_once_the_older_is_refused_drops_its_state_and_ends_its_streams()
    {
        var key = await places.NewSession();
        var tape = new Tape().OpenSet("squat", 4).Add(InputKind.EndSession);
        var half = tape.Last / 2;
        var (first, second) = (new Listener(), new Listener());
        var (older, newer) = (places.At(0, key), places.At(1, key));
        var opened = await older.Observe(places.Clusters[0].Client.CreateObjectReference<ISessionObserver>(first), asPhone: true, 1);
        await older.Submit(tape.Batch(1, half, stream: opened!.StreamNumber));

        // The phone comes by the other half of a cluster that has fallen apart.
        var again = await newer.Observe(places.Clusters[1].Client.CreateObjectReference<ISessionObserver>(second), asPhone: true, 1);
        Assert.True(again!.StreamNumber > opened.StreamNumber);
        Assert.True(again.Acknowledgement.NextInputSeq <= half + 1);
        var refused = await older.Submit(tape.Batch(half + 1, tape.Last, stream: opened.StreamNumber));

        Assert.Equal(SubmitOutcome.Resume, refused.Outcome);
        Assert.Equal(ClosingReason.Resume, await first.Closing.WaitAsync(Patience));
        Assert.Equal(SubmitOutcome.Taken, (await newer.Submit(tape.Batch(again.Acknowledgement.NextInputSeq, tape.Last, stream: again.StreamNumber))).Outcome);
        var log = await places.Log(key);
        Assert.Equal(OfflineCounter.Log(tape, log).Select(Words.Of), log.Select(Words.Of));
    }

    private static CancellationToken Patience => TestContext.Current.CancellationToken;

    /// <summary>Each of the two clusters has three silos.</summary>
    public sealed class ThreeSilos() : Places(new Grains.Sessions.SessionLimits(), silos: 3);

    private sealed class Listener : ISessionObserver
    {
        private readonly TaskCompletionSource<ClosingReason> _closing = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<ClosingReason> Closing => _closing.Task;

        public Task OnEvents(IReadOnlyList<SessionEvent> events) => Task.CompletedTask;

        public Task OnStatus(SessionStatus status) => Task.CompletedTask;

        public Task OnClosing(ClosingReason reason)
        {
            _closing.TrySetResult(reason);
            return Task.CompletedTask;
        }
    }
}
