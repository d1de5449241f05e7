using CsCheck;
using PersonalPT.Contracts.Models;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Testing.Storage;

namespace PersonalPT.Cluster.Tests.Protocol;

/// <summary>
/// The protocol as such, without the code that follows it: a phone, gateways, two activations and a journal, each a page long, under any interleaving of
/// what can happen. And the same with one mistake in it, to see that each of the promises is really looked at. A failing run prints CsCheck's seed; with
/// the environment variable CsCheck_Seed it is run again.
/// </summary>
public sealed class ProtocolModelTests
{
    private static readonly ModelReference s_model = new("", "squat", 1);

    private static readonly Gen<InputKind[]> s_inputs = Gen.Frequency(
        (12, Gen.Const(InputKind.Frame)), (4, Gen.Const(InputKind.NobodySeen)), (1, Gen.Const(InputKind.EndSet)), (1, Gen.Const(InputKind.Pause)),
        (2, Gen.Const(InputKind.Unpause)), (1, Gen.Const(InputKind.SelectExercise))).Array[10, 250];

    private static readonly Gen<Plan> s_plan = Gen.Select(
        s_inputs, Gen.OneOf(Gen.Const(10_000), Gen.Int[5, 60]), Move.Any.Array[20, 250], (inputs, room, moves) => new Plan(inputs, room, moves));

    private static readonly Gen<Plan> s_hopping = Gen.Select(s_inputs, Move.Hopping.Array[20, 250], (inputs, moves) => new Plan(inputs, 10_000, moves));

    [Fact]
    public Task Whatever_happens_the_promises_hold_and_in_the_end_everything_is_taken() =>
        s_plan.SampleAsync(plan => Play(plan, Mistake.None, forgets: false), iter: 1500, print: plan => plan.ToString());

    [Fact]
    public Task A_phone_that_hops_sends_nothing_again_but_what_was_in_flight() => s_hopping.SampleAsync(
        async plan =>
        {
            // All gateways reach the same activation, and nobody lost a claim: only what was on its way is sent once more.
            var (world, log) = await Run(plan with { OnePlace = true }, Mistake.None, forgets: false);
            Assert.Empty(world.Broken);
            Assert.InRange(world.SentAgain, 0, world.InFlightWhenLeft);
            Assert.Equal(Offline(plan, log), log.Select(Words));
        },
        iter: 400, print: plan => plan.ToString());

    [Theory]
    [InlineData(Mistake.TakesLateStreams), InlineData(Mistake.TellsBeforeWriting), InlineData(Mistake.TrustsFailedWrites), InlineData(Mistake.CallsTakenDurable)]
    [InlineData(Mistake.TakesAhead), InlineData(Mistake.WritesAgain), InlineData(Mistake.ClaimsToLook)]
    internal async Task A_mistake_of_the_grain_does_not_stay_hidden(Mistake mistake) => Assert.True(await IsNoticed(mistake, forgets: false, fences: true));

    [Fact]
    public async Task A_phone_that_forgets_what_is_not_durable_does_not_stay_hidden() => Assert.True(await IsNoticed(Mistake.None, forgets: true, fences: true));

    [Fact]
    public async Task A_journal_that_lets_older_claims_write_does_not_stay_hidden() => Assert.True(await IsNoticed(Mistake.None, forgets: false, fences: false));

    private static async Task<bool> IsNoticed(Mistake mistake, bool forgets, bool fences)
    {
        // Stops at the first one instead of looking for the smallest.
        var isNoticed = false;
        await s_plan.SampleAsync(
            async plan =>
            {
                if (isNoticed)
                    return;

                try
                {
                    await Play(plan with { Fences = fences }, mistake, forgets);
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    isNoticed = true;
                }
            },
            iter: 3000, threads: 1);
        return isNoticed;
    }

    private static async Task Play(Plan plan, Mistake mistake, bool forgets)
    {
        var (world, log) = await Run(plan, mistake, forgets);
        Assert.Empty(world.Broken);
        Assert.Null(RepsExistOnce.Fault(log));
        if (!world.HasLost && !log.OfType<InputGap>().Any())
            Assert.Equal(Offline(plan, log), log.Select(Words));
    }

    private static async Task<(World World, SessionEventBody[] Log)> Run(Plan plan, Mistake mistake, bool forgets)
    {
        var key = new SessionKey("gym", "session");
        var store = new InMemoryJournal();
        var created = await store.Create(
            new NewSession(key, "anna", new CaptureHeader(1, 1, 1, 30, 0, ""), false, new DurablePoint(1, 1, s_model, "{}", 1, false), 0), CancellationToken.None);
        var loose = plan.Fences ? (IJournal)store : new UnfencedJournal(store);
        var gated = new GatedJournal(loose, key);
        await gated.Begin();
        var active = s_model;
        using var places = new ModelPlaces(
            plan.OnePlace ? 1 : 2,
            place => new ModelSession(new PlaceJournal(place, loose, _ => gated), key, () => active, mistake),
            () => active = active with { Version = active.Version + 1 });
        var inputs = plan.All;
        var world = new World(
            places, gated, new ModelPhoneMemory(plan.Room, forgets), plan.Room, (first, last, oldest, stream) => new InputBatch
            {
                FirstInputSeq = first,
                Inputs = inputs.AsMemory((int)(first - 1), (int)(last - first + 1)),
                Landmarks = ReadOnlyMemory<float>.Empty,
                OldestHeldInputSeq = oldest,
                StreamNumber = stream,
            },
            inputs.Length);
        foreach (var move in plan.Moves)
            await world.Make(move);
        await world.Heal();
        return (world, [.. (await store.Read(created.Session, 0, 100_000, CancellationToken.None)).Select(e => e.Body)]);
    }

    // The counter over all inputs at once; other models where the log has them.
    private static IEnumerable<string> Offline(Plan plan, SessionEventBody[] log)
    {
        var selected = log.OfType<ExerciseSelected>().ToDictionary(e => e.InputSeq, e => e.Model);
        var counter = new ToyCounter(new DurablePoint(1, 1, s_model, "{}", 1, false), []);
        foreach (var input in plan.All)
            counter.Take(input, () => selected.GetValueOrDefault(counter.Next - 1, counter.Model));
        return new SessionEventBody[] { new SessionStarted(), new ExerciseSelected(0, s_model) }.Concat(counter.TakeEntries()).Select(Words);
    }

    private static string Words(SessionEventBody body) => PersonalPT.Grains.Tests.House.Words.Of(body);

    private sealed record Plan(InputKind[] Inputs, int Room, Move[] Moves)
    {
        public bool Fences { get; init; } = true;

        public bool OnePlace { get; init; }

        public SessionInput[] All { get; } =
            [.. Inputs.Append(InputKind.EndSession).Select((kind, i) => new SessionInput(kind, 10 * (i + 1), kind == InputKind.SelectExercise ? $"exercise_{i}" : null))];

        public override string ToString() => $"{string.Concat(Inputs.Select(kind => kind.ToString()[0]))} room {Room}: {string.Join(' ', Moves)}";
    }
}
