using CsCheck;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Grains.Sessions;
using PersonalPT.Grains.Tests.House;

namespace PersonalPT.Grains.Tests.Sessions;

public sealed class SessionCuesTests(TestHouse house) : IClassFixture<TestHouse>
{
    private static readonly Tape s_busy = Tape.Busy;

    [Fact]
    public async Task A_cue_is_an_event_of_the_log_and_goes_where_reps_go()
    {
        var session = await house.NewSession(await house.NewGym());
        var onlooker = new Onlooker(house);
        var phone = await house.Session(session).Observe(onlooker.Reference, asPhone: true, 0, null);
        var cue = Cue(1);

        var sent = await house.Session(session).SendCue(cue);
        var seen = await house.Session(session).AcknowledgeCue(cue.CueId);

        var last = phone!.Acknowledgement.LastEventSeq;
        Assert.Equal((CueOutcome.Written, cue, last + 1), (sent.Outcome, sent.Event!.Body, sent.Event.EventSeq));
        Assert.Equal((CueOutcome.Written, new CueAcknowledged(cue.CueId), last + 2), (seen.Outcome, seen.Event!.Body, seen.Event.EventSeq));
        // Two pushes may overtake each other; a gateway puts them in order by their numbers.
        SessionEvent[] pushed = [await onlooker.NextEvent(), await onlooker.NextEvent()];
        Assert.Equal([sent.Event, seen.Event], pushed.OrderBy(e => e.EventSeq));
        Assert.Equal([sent.Event, seen.Event], house.Storage.Journal.Events(session).Skip((int)last));
        Assert.Equal(last + 2, (await house.Session(session).Get())!.Acknowledgement.LastEventSeq);
    }

    [Fact]
    public async Task The_same_cue_again_is_the_same_event_and_another_of_its_id_is_refused()
    {
        var session = await house.NewSession(await house.NewGym());
        var first = await house.Session(session).SendCue(Cue(1));
        var again = await house.Session(session).SendCue(Cue(1));

        Assert.Equal(first, again);
        Assert.Equal(CueOutcome.Conflict, (await house.Session(session).SendCue(Cue(1) with { Text = "Higher!" })).Outcome);
        Assert.Equal(CueOutcome.Conflict, (await house.Session(session).SendCue(Cue(1) with { SenderId = "dora" })).Outcome);
        Assert.Single(house.Storage.Journal.Events(session), e => e.Body is CueSent);
    }

    [Fact]
    public async Task What_nobody_sent_cannot_be_seen_and_what_is_not_there_hears_nothing()
    {
        var gym = await house.NewGym();
        var session = await house.NewSession(gym);
        Assert.Equal(CueOutcome.NoSuchCue, (await house.Session(session).AcknowledgeCue(Cue(1).CueId)).Outcome);
        Assert.Equal(CueOutcome.NoSuchSession, (await house.Session(new SessionKey(gym, Guid.NewGuid().ToString())).SendCue(Cue(1))).Outcome);
    }

    [Fact]
    public async Task A_session_that_nobody_counts_is_not_claimed_for_a_cue()
    {
        var session = await house.NewSession(await house.NewGym());
        await house.Session(session).SendCue(Cue(1));
        await house.Deactivate(session);
        var epoch = (await house.Storage.Journal.Find(session, TestContext.Current.CancellationToken))!.Epoch;

        Assert.Equal(CueOutcome.Resume, (await house.Session(session).SendCue(Cue(2))).Outcome);
        Assert.Equal(CueOutcome.Resume, (await house.Session(session).AcknowledgeCue(Cue(1).CueId)).Outcome);
        Assert.Equal(CueOutcome.Written, (await house.Session(session).SendCue(Cue(1))).Outcome);

        Assert.Equal(epoch, (await house.Storage.Journal.Find(session, TestContext.Current.CancellationToken))!.Epoch);
    }

    [Fact]
    public async Task An_ended_session_takes_no_cue_and_still_knows_those_it_had()
    {
        var session = await house.NewSession(await house.NewGym());
        var sent = await house.Session(session).SendCue(Cue(1));
        await new Phone(house, session, s_busy).SendAll();

        Assert.Equal(CueOutcome.Ended, (await house.Session(session).SendCue(Cue(2))).Outcome);
        Assert.Equal(sent, await house.Session(session).SendCue(Cue(1)));
    }

    [Fact]
    public async Task A_session_has_no_more_cues_than_it_may()
    {
        var session = await house.NewSession(await house.NewGym());
        for (var i = 0; i < SessionCues.Most; i++)
            Assert.Equal(CueOutcome.Written, (await house.Session(session).SendCue(Cue(i))).Outcome);

        Assert.Equal(CueOutcome.TooMany, (await house.Session(session).SendCue(Cue(SessionCues.Most))).Outcome);
        Assert.Equal(CueOutcome.Written, (await house.Session(session).SendCue(Cue(5))).Outcome);
        Assert.Equal(CueOutcome.Written, (await house.Session(session).AcknowledgeCue(Cue(5).CueId)).Outcome);
    }

    [Fact]
    public async Task Wherever_cues_come_and_activations_go_each_is_there_once_and_the_reps_are_the_same()
    {
        var gym = await house.NewGym();
        var undisturbed = await house.NewSession(gym);
        await new Phone(house, undisturbed, s_busy).SendAll();
        var expected = Bodies(undisturbed, _ => true);
        await Gen.Select(Gen.Int[1, 150], Gen.Int[0, 9], Gen.Int[0, 4]).Array[3, 40].SampleAsync(
            async moves =>
            {
                var session = await house.NewSession(gym);
                var phone = new Phone(house, session, s_busy);
                var written = new HashSet<string>();
                foreach (var (inputs, number, move) in moves)
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
                        case 2:
                            if ((await house.Session(session).AcknowledgeCue(Cue(number).CueId)).Outcome == CueOutcome.Written)
                                written.Add(new CueAcknowledged(Cue(number).CueId).IdempotencyKey);
                            break;
                        default:
                            if ((await house.Session(session).SendCue(Cue(number))).Outcome == CueOutcome.Written)
                                written.Add(Cue(number).IdempotencyKey);
                            break;
                    }
                }

                await phone.SendAll();
                Assert.Equal(expected, Bodies(session, body => body is not (CueSent or CueAcknowledged)));
                Assert.Equal(written.Order(), Bodies(session, body => body is CueSent or CueAcknowledged, body => body.IdempotencyKey).Order());
            },
            iter: 12, threads: 1);
    }

    private static CueSent Cue(int number) => new($"5f8f0f5e-7f0e-4b55-9f0a-{number:000000000000}", "carl", "Lower!", null);

    // What was counted, whatever numbers it got in the log.
    private List<string> Bodies(SessionKey session, Func<SessionEventBody, bool> isOfInterest, Func<SessionEventBody, string>? words = null) =>
        [.. house.Storage.Journal.Events(session).Select(e => e.Body).Where(isOfInterest).Select(words ?? Words.Of)];
}
