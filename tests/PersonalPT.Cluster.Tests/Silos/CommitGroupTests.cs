using PersonalPT.Cluster.Tests.House;
using PersonalPT.Cluster.Tests.Protocol;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Grains.Tests.House;

namespace PersonalPT.Cluster.Tests.Silos;

/// <summary>Sessions that write at the same time share their commits on the real journal.</summary>
public sealed class CommitGroupTests(SqlitePlaces places) : IClassFixture<SqlitePlaces>
{
    [Fact(Timeout = 240_000)]
    public async Task A_fenced_session_is_refused_and_those_that_write_with_it_are_not()
    {
        var tape = new Tape().OpenSet("squat", 3).Add(InputKind.EndSession);
        var keys = new List<SessionKey>();
        for (var i = 0; i < 24; i++)
        {
            keys.Add(await places.NewSession());
            await places.At(0, keys[i]).Submit(tape.Batch(1, 10));
            if (i % 3 == 0)
                await places.Journal.Claim(keys[i], TestContext.Current.CancellationToken);
        }

        var results = await Task.WhenAll(keys.Select(key => places.At(0, key).Submit(tape.Batch(11, tape.Last))));

        Assert.All(results.Index(), r => Assert.Equal(r.Index % 3 == 0 ? SubmitOutcome.Resume : SubmitOutcome.Taken, r.Item.Outcome));
        for (var i = 0; i < keys.Count; i++)
        {
            if (i % 3 == 0)
            {
                Assert.Equal(2, (await places.Log(keys[i])).Length);
                await places.Deactivate(0, keys[i]);
                await places.At(0, keys[i]).Submit(tape.Batch(1, tape.Last));
            }

            var log = await places.Log(keys[i]);
            Assert.Equal(OfflineCounter.Log(tape, log).Select(Words.Of), log.Select(Words.Of));
        }
    }
}
