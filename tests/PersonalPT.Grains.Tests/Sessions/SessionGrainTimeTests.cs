using System.Collections.Concurrent;
using PersonalPT.Contracts.Gyms;
using PersonalPT.Contracts.Models;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Counting;
using PersonalPT.Grains.Sessions;
using PersonalPT.Grains.Tests.House;
using RepCompleted = PersonalPT.Contracts.Sessions.RepCompleted;
using SetEnded = PersonalPT.Contracts.Sessions.SetEnded;
using SetStarted = PersonalPT.Contracts.Sessions.SetStarted;

namespace PersonalPT.Grains.Tests.Sessions;

/// <summary>What time does to a session. A house of its own, because its clock is moved.</summary>
public sealed class SessionGrainTimeTests(TestHouse house) : IClassFixture<TestHouse>
{
    [Fact]
    public async Task A_session_is_opened_then_live_then_stalled_and_live_again()
    {
        var session = await house.NewSession(await house.NewGym());
        var tape = new Tape().Nobody(2);
        var onlooker = new Onlooker(house);
        var opened = await house.Session(session).Observe(onlooker.Reference, asPhone: false, 0);
        Assert.Equal(SessionPhase.Opened, opened!.Phase);

        await house.Session(session).Submit(tape.Batch(1, 10));
        house.Time.Advance(TimeSpan.FromMilliseconds(100));
        await Until(onlooker, SessionPhase.Live);

        house.Time.Advance(SessionPresence.StallsAfter);
        await Until(onlooker, SessionPhase.Stalled);
        Assert.Equal(SessionPhase.Stalled, (await house.Session(session).Get())!.Phase);

        await house.Session(session).Submit(tape.Batch(11, 20));
        house.Time.Advance(TimeSpan.FromMilliseconds(100));
        await Until(onlooker, SessionPhase.Live);
    }

    [Fact]
    public async Task Status_comes_at_most_once_in_a_tenth_of_a_second_and_the_last_value_wins()
    {
        var session = await house.NewSession(await house.NewGym());
        var tape = new Tape().OpenSet("squat", 3);
        var onlooker = new Onlooker(house);
        await house.Session(session).Observe(onlooker.Reference, asPhone: false, 0);
        for (var at = 1; at + 9 <= tape.Last; at += 10)
            await house.Session(session).Submit(tape.Batch(at, at + 9));
        var now = (await house.Session(session).Get())!.Status;

        house.Time.Advance(TimeSpan.FromMilliseconds(100));

        var statuses = new List<SessionStatus> { await onlooker.NextStatus() };
        while (statuses[^1] != now)
            statuses.Add(await onlooker.NextStatus());
        // One may have gone out at the tick before the first batch.
        Assert.InRange(statuses.Count, 1, 2);
        Assert.True(now.Counting.RepsInSet > 0);
    }

    [Fact]
    public async Task The_durable_point_moves_on_while_nothing_is_done_or_counting_is_paused()
    {
        var session = await house.NewSession(await house.NewGym());
        var tape = new Tape().Nobody(30).Add(InputKind.Pause).Nobody(30);
        var phone = new Phone(house, session, tape);
        while (phone.Next <= tape.Last)
        {
            await phone.SendTo(Math.Min(tape.Last, phone.Next + 14));
            house.Time.Advance(TimeSpan.FromSeconds(1));
            Assert.InRange(phone.Next - phone.OldestHeld, 0, 15 * 15);
        }

        Assert.True(phone.OldestHeld > tape.Last - 5 * 15);
        Assert.Equal(3, house.Storage.Journal.Events(session).Count);
    }

    [Fact]
    public async Task An_observer_that_is_not_renewed_is_forgotten()
    {
        var session = await house.NewSession(await house.NewGym());
        var (silent, renewed) = (new Onlooker(house), new Onlooker(house));
        await house.Session(session).Observe(silent.Reference, asPhone: false, 0);
        house.Time.Advance(SessionAudience.Patience / 2);
        await house.Session(session).Observe(renewed.Reference, asPhone: false, 0);
        house.Time.Advance(SessionAudience.Patience / 2);
        await new Phone(house, session, new Tape().Add(InputKind.EndSession)).SendAll();
        await renewed.Closing;
        Assert.False(silent.IsClosed);
    }

    [Fact]
    public async Task A_session_that_nobody_comes_back_to_is_ended_and_its_set_first()
    {
        var gym = await house.NewGym();
        var session = await house.NewSession(gym);
        var tape = new Tape().OpenSet("squat", 4);
        await new Phone(house, session, tape).SendAll();
        var counted = house.Storage.Journal.Events(session).Select(e => e.Body).OfType<RepCompleted>().Select(e => e.Rep).ToArray();
        await house.Deactivate(session);
        var alive = await house.NewSession(gym);

        var ended = new TaskCompletionSource();
        var usual = house.Storage.Journal.BeforeAppend;
        house.Storage.Journal.BeforeAppend = (append, token) =>
        {
            if (append.Session == session && append.Events.OfType<SessionEnded>().Any())
                ended.TrySetResult();
            return usual(append, token);
        };
        house.Time.Advance(AbandonedSessionSweep.AbandonedAfter - AbandonedSessionSweep.Every);
        await new Phone(house, alive, new Tape().Nobody(1).Add(InputKind.Pause)).SendAll();
        house.Time.Advance(2 * AbandonedSessionSweep.Every);
        await ended.Task.WaitAsync(TestContext.Current.CancellationToken);

        // The append is done when the grain answers the next call.
        var snapshot = await house.Session(session).HeldFrames(new(0, 1));
        Assert.Null(snapshot);
        var bodies = house.Storage.Journal.Events(session).Select(e => e.Body).ToArray();
        var set = Assert.IsType<SetEnded>(bodies[^2]);
        Assert.Equal((1, SetEndReason.SessionEnded), (set.SetNumber, set.Reason));
        Assert.Equal(counted, set.Reps);
        Assert.Equal(new SessionEnded(SessionEndReason.Abandoned), bodies[^1]);
        Assert.NotEqual(SessionPhase.Ended, (await house.Session(alive).Get())!.Phase);
    }

    [Fact]
    public async Task A_session_that_cannot_be_ended_keeps_no_other_from_being_ended()
    {
        var gym = await house.NewGym();
        var squat = new ModelReference("", "squat", 1);
        var model = Taught.Model("squat");
        var unreadable = await house.Storage.Models.Add(
            new ModelKey(gym, "", "squat"), new NewModel("newer", [1, 2, 3], model.Origin, model.Report, 0, "newer"), activate: false,
            TestContext.Current.CancellationToken);

        // More of them than the sweep takes at once: their model is not there.
        for (var i = 0; i < 101; i++)
            await house.StoreSession(gym, squat with { Version = 99 }, RepCounter.Version);
        var usual = await house.StoreSession(gym, squat, RepCounter.Version);
        var rep = new Rep(5, 6, 7);
        var held = await house.StoreSession(
            gym, squat with { Version = unreadable }, RepCounter.Version, new SetStarted(1, 5, squat), new RepCompleted(1, 1, rep, false));

        var ended = new ConcurrentDictionary<SessionKey, TaskCompletionSource>([new(usual, new()), new(held, new())]);
        var before = house.Storage.Journal.BeforeAppend;
        house.Storage.Journal.BeforeAppend = (append, token) =>
        {
            if (append.Events.OfType<SessionEnded>().Any() && ended.TryGetValue(append.Session, out var said))
                said.TrySetResult();
            return before(append, token);
        };
        house.Time.Advance(AbandonedSessionSweep.AbandonedAfter + AbandonedSessionSweep.Every);
        await Task.WhenAll(ended.Values.Select(e => e.Task)).WaitAsync(TestContext.Current.CancellationToken);
        house.Storage.Journal.BeforeAppend = before;

        // The append is done when the grain answers the next call.
        await house.Session(held).HeldFrames(new(0, 1));
        var bodies = house.Storage.Journal.Events(held).Select(e => e.Body).ToArray();
        Assert.Equal(Words.Of(new SetEnded(1, SetEndReason.SessionEnded, [rep], 1)), Words.Of(bodies[^2]));
        Assert.Equal(new SessionEnded(SessionEndReason.Abandoned), bodies[^1]);
        Assert.Equal(SubmitOutcome.Ended, (await house.Session(held).Submit(new Tape().Nobody(1).Batch(1, 5))).Outcome);
        Assert.Equal(SessionPhase.Ended, (await house.Session(held).Get())!.Phase);
    }

    [Fact]
    public async Task A_session_that_has_ended_does_not_come_back_to_its_gym()
    {
        var gym = house.Client.GetGrain<IGymGrain>(await house.NewGym());
        await gym.SessionIsLive("ending", "anna");
        await gym.SessionHasEnded("ending");
        await gym.SessionIsLive("ending", "anna");
        await gym.SessionIsLive("other", "anna");
        IReadOnlyList<LiveSession> live;
        do
            live = await gym.LiveSessions();
        while (!live.Any(s => s.Session.SessionId == "other"));
        Assert.Equal("other", Assert.Single(live).Session.SessionId);
    }

    [Fact]
    public async Task A_gym_knows_who_is_there_until_they_end_or_fall_silent()
    {
        var gym = await house.NewGym();
        var (ending, silent) = (await house.NewSession(gym), await house.NewSession(gym));
        var grain = house.Client.GetGrain<IGymGrain>(gym);
        IReadOnlyList<LiveSession> live;
        do
        {
            house.Time.Advance(TimeSpan.FromMilliseconds(100));
            live = await grain.LiveSessions();
        }
        while (live.Count < 2);
        Assert.Equal(new[] { ending, silent }.OrderBy(s => s.SessionId, StringComparer.Ordinal), live.Select(s => s.Session));
        Assert.All(live, s => Assert.Equal("anna", s.AthleteId));

        await new Phone(house, ending, new Tape().Add(InputKind.EndSession)).SendAll();
        do
            live = await grain.LiveSessions();
        while (live.Count > 1);
        Assert.Equal(silent, live.Single().Session);

        await house.Deactivate(silent);
        house.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Empty(await grain.LiveSessions());
    }

    private static async Task Until(Onlooker onlooker, SessionPhase phase)
    {
        while ((await onlooker.NextStatus()).Phase != phase)
        {
        }
    }
}
