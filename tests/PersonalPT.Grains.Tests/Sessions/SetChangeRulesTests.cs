using CsCheck;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Grains.Sessions;
using PersonalPT.Grains.Tests.House;

namespace PersonalPT.Grains.Tests.Sessions;

public sealed class SetChangeRulesTests(TestHouse house) : IClassFixture<TestHouse>
{
    private static readonly Tape s_busy = Tape.Busy;
    private static readonly Tape s_twoSets = new Tape().OpenSet("squat", 3).Add(InputKind.EndSet).OpenSet("squat", 3).Add(InputKind.EndSession);

    [Fact]
    public async Task A_change_is_an_event_of_the_log_and_goes_where_reps_go()
    {
        var session = await house.NewSession(await house.NewGym());
        var phone = new Phone(house, session, s_twoSets);
        await phone.SendTo(EndOfFirstSet);
        var onlooker = new Onlooker(house);
        var looked = await house.Session(session).Observe(onlooker.Reference, asPhone: false, 0, null);
        var (noted, corrected) = (Noted(1), new SetCorrected(Id(2), 1, "carl", 4));

        var first = await house.Session(session).ChangeSet(noted);
        var second = await house.Session(session).ChangeSet(corrected);

        var last = looked!.Acknowledgement.LastEventSeq;
        Assert.Equal((SetChangeOutcome.Written, noted, last + 1), (first.Outcome, first.Recorded!.Change, first.Recorded.EventSeq));
        Assert.Equal((SetChangeOutcome.Written, corrected, last + 2), (second.Outcome, second.Recorded!.Change, second.Recorded.EventSeq));
        SessionEvent[] pushed = [await onlooker.NextEvent(), await onlooker.NextEvent()];
        Assert.Equal([(last + 1, noted), (last + 2, corrected)], pushed.OrderBy(e => e.EventSeq).Select(e => (e.EventSeq, (SetChange)e.Body)));
        Assert.Equal(pushed.OrderBy(e => e.EventSeq), house.Storage.Journal.Events(session).Skip((int)last));
        Assert.Equal(last + 2, (await house.Session(session).Get())!.Acknowledgement.LastEventSeq);
    }

    [Fact]
    public async Task A_set_that_is_running_is_refused_and_taken_when_it_is_over()
    {
        var session = await house.NewSession(await house.NewGym());
        var phone = new Phone(house, session, s_twoSets);
        await phone.SendTo(EndOfFirstSet - 1);
        Assert.Contains(house.Storage.Journal.Events(session), e => e.Body is SetStarted { SetNumber: 1 });

        Assert.Equal(SetChangeOutcome.StillRunning, (await house.Session(session).ChangeSet(Noted(1))).Outcome);
        Assert.Equal(SetChangeOutcome.NoSuchSet, (await house.Session(session).ChangeSet(Noted(1, set: 2))).Outcome);
        await phone.SendTo(EndOfFirstSet);

        Assert.Equal(SetChangeOutcome.Written, (await house.Session(session).ChangeSet(Noted(1))).Outcome);
    }

    [Fact]
    public async Task What_is_not_there_cannot_be_changed()
    {
        var gym = await house.NewGym();
        var session = await house.NewSession(gym);

        Assert.Equal(SetChangeOutcome.NoSuchSet, (await house.Session(session).ChangeSet(Noted(1))).Outcome);
        Assert.Equal(SetChangeOutcome.NoSuchSession, (await house.Session(new SessionKey(gym, Guid.NewGuid().ToString())).ChangeSet(Noted(1))).Outcome);
    }

    [Fact]
    public async Task After_the_end_a_change_is_kept_and_the_log_stays_closed()
    {
        var session = await Done();
        var log = house.Log(session);

        var added = await house.Session(session).ChangeSet(Noted(1));
        var again = await house.Session(session).ChangeSet(Noted(1));

        Assert.Equal((SetChangeOutcome.Written, 0), (added.Outcome, added.Recorded!.EventSeq));
        Assert.Equal(added, again);
        Assert.Equal(log, house.Log(session));
        Assert.Equal([added.Recorded], house.Storage.SetChanges.Changes(session));
    }

    [Fact]
    public async Task The_same_change_again_is_the_same_one_also_after_the_end_and_elsewhere()
    {
        var session = await house.NewSession(await house.NewGym());
        var phone = new Phone(house, session, s_twoSets);
        await phone.SendTo(EndOfFirstSet);

        var first = await house.Session(session).ChangeSet(Noted(1));
        var again = await house.Session(session).ChangeSet(Noted(1));
        await house.Deactivate(session);
        var elsewhere = await house.Session(session).ChangeSet(Noted(1));
        await phone.SendAll();
        var late = await house.Session(session).ChangeSet(Noted(1));

        Assert.Equal([first, first, first], [again, elsewhere, late]);
        Assert.Single(house.Storage.SetChanges.Changes(session));
    }

    [Fact]
    public async Task Another_change_of_the_same_id_is_refused_live_and_after_the_end()
    {
        var session = await house.NewSession(await house.NewGym());
        var phone = new Phone(house, session, s_twoSets);
        await phone.SendTo(EndOfFirstSet);
        await house.Session(session).ChangeSet(Noted(1));

        await RequireConflicts();
        await phone.SendAll();
        await RequireConflicts();
        Assert.Single(house.Storage.SetChanges.Changes(session));

        async Task RequireConflicts()
        {
            foreach (var other in new SetChange[]
            {
                Noted(1) with { LoadGrams = 61_000 }, Noted(1) with { AuthorId = "dora" }, Noted(1) with { SetNumber = 2 }, new SetCorrected(Id(1), 1, "carl", 4),
            })
                Assert.Equal(SetChangeOutcome.Conflict, (await house.Session(session).ChangeSet(other)).Outcome);
        }
    }

    [Fact]
    public async Task A_session_whose_phone_is_gone_is_changed_and_goes_on_when_the_phone_is_back()
    {
        var gym = await house.NewGym();
        var undisturbed = await Done(gym);
        var session = await house.NewSession(gym);
        var phone = new Phone(house, session, s_twoSets);
        await phone.SendTo(EndOfFirstSet + 20);
        await house.Deactivate(session);
        var onlooker = new Onlooker(house);
        await house.Session(session).Observe(onlooker.Reference, asPhone: false, 0, null);

        var written = await house.Session(session).ChangeSet(Noted(1));

        Assert.Equal(SetChangeOutcome.Written, written.Outcome);
        Assert.Equal(written.Recorded!.EventSeq, (await onlooker.NextEvent()).EventSeq);
        await phone.SendAll();
        Assert.Equal(Bodies(undisturbed, _ => true), Bodies(session, body => body is not SetChange));
        Assert.Equal([written.Recorded], house.Storage.SetChanges.Changes(session));
    }

    [Fact]
    public async Task A_set_has_no_more_changes_than_it_may_and_another_set_still_has()
    {
        var session = await Done();
        for (var i = 0; i < SetChangeRules.MostOfSet; i++)
            Assert.Equal(SetChangeOutcome.Written, (await house.Session(session).ChangeSet(Noted(i))).Outcome);

        Assert.Equal(SetChangeOutcome.TooMany, (await house.Session(session).ChangeSet(Noted(SetChangeRules.MostOfSet))).Outcome);
        Assert.Equal(SetChangeOutcome.Written, (await house.Session(session).ChangeSet(Noted(5))).Outcome);
        Assert.Equal(SetChangeOutcome.Written, (await house.Session(session).ChangeSet(Noted(SetChangeRules.MostOfSet, set: 2))).Outcome);
    }

    [Fact]
    public async Task Two_authors_at_once_are_both_heard()
    {
        var session = await house.NewSession(await house.NewGym());
        await new Phone(house, session, s_twoSets).SendTo(EndOfFirstSet);

        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(i =>
            house.Session(session).ChangeSet(new SetCorrected(Id(i), 1, i % 2 == 0 ? "anna" : "carl", i))));

        Assert.All(results, r => Assert.Equal(SetChangeOutcome.Written, r.Outcome));
        var kept = house.Storage.SetChanges.Changes(session);
        Assert.Equal(results.Select(r => r.Recorded!).OrderBy(r => r.EventSeq), kept);
        Assert.Equal(((SetCorrected)kept[^1].Change).Reps, SetDetails.Of(kept).CorrectedReps!.Value.Value);
    }

    [Fact]
    public async Task Wherever_changes_come_and_activations_go_each_is_there_once_and_the_reps_are_the_same()
    {
        var gym = await house.NewGym();
        var undisturbed = await house.NewSession(gym);
        await new Phone(house, undisturbed, s_busy).SendAll();
        var expected = Bodies(undisturbed, _ => true);
        await Gen.Select(Gen.Int[1, 150], Gen.Int[0, 9], Gen.Int[1, 4], Gen.Int[0, 4]).Array[3, 40].SampleAsync(
            async moves =>
            {
                var session = await house.NewSession(gym);
                var phone = new Phone(house, session, s_busy);
                var written = new HashSet<SetChange>();
                foreach (var (inputs, number, set, move) in moves)
                {
                    if (phone.Next < s_busy.Last)
                        await phone.SendTo(Math.Min(s_busy.Last - 1, phone.Next + inputs));
                    switch (move)
                    {
                        case 0:
                            await house.Deactivate(session);
                            break;
                        case 1:
                            await house.Storage.Journal.Claim(session, TestContext.Current.CancellationToken);
                            break;
                        default:
                            var change = Noted(number, set);
                            var result = await house.Session(session).ChangeSet(change);
                            Assert.True(result.Outcome is not SetChangeOutcome.NoSuchSession and not SetChangeOutcome.TooMany);
                            if (result.Outcome == SetChangeOutcome.Written)
                                written.Add(change);
                            break;
                    }
                }

                await phone.SendAll();
                Assert.Equal(expected, Bodies(session, body => body is not SetChange));
                var kept = house.Storage.SetChanges.Changes(session).Select(c => c.Change).ToList();
                Assert.Equal(kept.Count, kept.ToHashSet().Count);
                Assert.Equal(written, kept.ToHashSet());
            },
            iter: 12, threads: 1);
    }

    // The number of the input that ends the first set.
    private static long EndOfFirstSet => s_twoSets.Inputs.Index().First(i => i.Item.Kind == InputKind.EndSet).Index + 1;

    private static string Id(int number) => $"5f8f0f5e-7f0e-4b55-9f0a-{number:000000000000}";

    private static SetAnnotated Noted(int number, int set = 1) => new(Id(number), set, "carl", 60_000, null, "Lower!", SetAnnotationParts.None);

    private async Task<SessionKey> Done(string? gym = null)
    {
        var session = await house.NewSession(gym ?? await house.NewGym());
        await new Phone(house, session, s_twoSets).SendAll();
        return session;
    }

    // What happened, whatever numbers it got in the log.
    private List<string> Bodies(SessionKey session, Func<SessionEventBody, bool> isOfInterest) =>
        [.. house.Storage.Journal.Events(session).Select(e => e.Body).Where(isOfInterest).Select(Words.Of)];
}
