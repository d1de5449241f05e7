using CsCheck;
using PersonalPT.Cluster.Tests.House;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Grains.Tests.House;

namespace PersonalPT.Cluster.Tests.Protocol;

/// <summary>The same moves and the same promises, with the real grain in two clusters at once, the real counter and the real memory of the client.</summary>
public abstract class SessionGrainProtocol(Places places)
{
    private static readonly Tape[] s_tapes =
    [
        Tape.Busy,
        new Tape().OpenSet("squat", 4).Add(InputKind.EndSet).Nobody(6).OpenSet("squat", 2).Add(InputKind.EndSession),
        new Tape().Nobody(12).Sets("squat", 3, 2).Add(InputKind.Pause).Nobody(2).Add(InputKind.Unpause).OpenSet("squat", 2).Add(InputKind.EndSession),
    ];

    private static readonly Gen<Plan> s_plan = Gen.Select(
        Gen.Int[0, s_tapes.Length - 1], Gen.Frequency((4, Gen.Const(108_000)), (1, Gen.Int[60, 400])), Move.Any.Array[20, 160],
        (tape, room, moves) => new Plan(tape, room, moves));

    private static readonly Gen<Plan> s_hopping = Gen.Select(
        Gen.Int[0, s_tapes.Length - 1], Move.Hopping.Array[20, 160], (tape, moves) => new Plan(tape, 108_000, moves) { OnePlace = true });

    protected abstract int Iterations { get; }

    [Fact]
    public Task Whatever_happens_the_promises_hold_and_in_the_end_everything_is_taken() => s_plan.SampleAsync(
        async plan =>
        {
            var (world, log) = await Run(plan);
            Assert.Empty(world.Broken);
            Assert.True(RepsExistOnce.Fault(log) is null, RepsExistOnce.Fault(log));
            if (!world.HasLost && !log.OfType<InputGap>().Any())
                Assert.Equal(OfflineCounter.Log(s_tapes[plan.Tape], log).Select(Words.Of), log.Select(Words.Of));
        },
        iter: Iterations, threads: 1, print: plan => plan.ToString());

    [Fact]
    public Task A_phone_that_hops_costs_no_replay_and_sends_nothing_again_but_what_was_in_flight() => s_hopping.SampleAsync(
        async plan =>
        {
            var (world, log) = await Run(plan);
            Assert.Empty(world.Broken);
            Assert.InRange(world.SentAgain, 0, world.InFlightWhenLeft);
            Assert.Equal(1, world.Claims);
            Assert.Equal(OfflineCounter.Log(s_tapes[plan.Tape], log).Select(Words.Of), log.Select(Words.Of));
        },
        iter: Iterations, threads: 1, print: plan => plan.ToString());

    private async Task<(World World, SessionEventBody[] Log)> Run(Plan plan)
    {
        var key = await places.NewSession();
        var gated = await places.Watch(key);
        try
        {
            var tape = s_tapes[plan.Tape];
            var world = new World(new GrainPlaces(places, key, plan.OnePlace), gated, new OutboxMemory(plan.Room), plan.Room, tape.Batch, tape.Last);
            foreach (var move in plan.Moves)
                await world.Make(move);
            await world.Heal();
            return (world, await places.Log(key));
        }
        finally
        {
            gated.Open();
            places.Forget(key);
        }
    }

    private sealed record Plan(int Tape, int Room, Move[] Moves)
    {
        public bool OnePlace { get; init; }

        public override string ToString() => $"tape {Tape} room {Room}: {string.Join(' ', Moves)}";
    }
}

/// <summary>Over a journal in memory.</summary>
public sealed class SessionGrainProtocolTests(Places places) : SessionGrainProtocol(places), IClassFixture<Places>
{
    protected override int Iterations => 60;
}

/// <summary>Over the journal that several servers share, which is a few times slower.</summary>
public sealed class PostgreSqlProtocolTests(PostgreSqlPlaces places) : SessionGrainProtocol(places), IClassFixture<PostgreSqlPlaces>
{
    protected override int Iterations => 12;
}

/// <summary>Over the journal that a server has.</summary>
public sealed class SqliteProtocolTests(SqlitePlaces places) : SessionGrainProtocol(places), IClassFixture<SqlitePlaces>
{
    protected override int Iterations => 20;
}
