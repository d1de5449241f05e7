using System.Threading.Channels;
using CsCheck;
using PersonalPT.Contracts.Groups;
using PersonalPT.Contracts.Models;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Grains.Tests.House;
using PersonalPT.Testing.Storage;
using static PersonalPT.Grains.Tests.Groups.SampleGroups;

namespace PersonalPT.Grains.Tests.Groups;

public sealed class GroupSessionGrainTests(TestHouse house) : IClassFixture<TestHouse>
{
    private static readonly ModelReference s_squat = new("", "squat", 1);

    [Fact]
    public async Task Planning_again_gives_the_same_group_and_another_plan_is_refused()
    {
        var key = NewKey();
        var planned = await house.Group(key).Plan(Plan(), "sam");
        Assert.NotNull(GroupCode.Read(planned.Group!.Code));

        Assert.Equal(planned.Group.Code, (await house.Group(key).Plan(Plan(), "sam")).Group!.Code);
        Assert.Equal(GroupOutcome.OtherPlan, (await house.Group(key).Plan(Plan(countIn: 9), "sam")).Outcome);
        Assert.Null(await house.Group(NewKey()).Get());
        Assert.Equal(GroupOutcome.NoSuchGroup, (await house.Group(NewKey()).Start()).Outcome);
    }

    [Fact]
    public async Task The_clock_goes_on_where_it_would_be_when_the_grain_was_away()
    {
        var group = await Planned();
        await house.Group(group).Start();
        house.Time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal((GroupPhase.Round, 1, 40 * Second), await Clock(group));

        await house.Deactivate(group);
        house.Time.Advance(TimeSpan.FromSeconds(45));
        Assert.Equal((GroupPhase.Rest, 2, 5 * Second), await Clock(group));

        await house.Group(group).Pause();
        await house.Deactivate(group);
        house.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal((GroupPhase.Rest, 2, 5 * Second), await Clock(group));

        await house.Group(group).Resume();
        Assert.Equal(GroupOutcome.OtherPhase, (await house.Group(group).Skip(GroupPhase.Round, 1)).Outcome);
        Assert.Equal(GroupOutcome.Done, (await house.Group(group).Skip(GroupPhase.Rest, 2)).Outcome);
        Assert.Equal((GroupPhase.Round, 2, 30 * Second), await Clock(group));
        Assert.Equal(GroupPhase.Finished, (await house.Group(group).Finish()).Group!.Clock.Phase);
        Assert.Equal(GroupOutcome.Over, (await house.Group(group).Start()).Outcome);
        Assert.Equal(GroupOutcome.Over, (await house.Group(group).Join(Joining("late"))).Outcome);
    }

    [Fact]
    public async Task A_round_by_reps_ends_when_everybody_has_done_them()
    {
        var group = NewKey();
        await house.Group(group).Plan(new GroupPlan("Race", GroupRanking.Reps, 0, [new GroupRound("squat", 2, 0, 0)]), "sam");
        var (anna, ben) = (await NewLog(group, "anna"), await NewLog(group, "ben"));
        await house.Group(group).Start();
        house.Time.Advance(TimeSpan.FromSeconds(1));
        await anna.Rep();
        await anna.Rep();
        await ben.Rep();
        await house.Group(group).Results();
        Assert.Equal(GroupPhase.Round, (await Clock(group)).Phase);

        await ben.Rep();
        await house.Group(group).Results();
        Assert.Equal(GroupPhase.Finished, (await Clock(group)).Phase);
    }

    [Fact]
    public async Task Every_rep_counts_once_whatever_happens_to_the_grain_the_phones_and_the_clock() =>
        await Gen.Select(Gen.Int[0, 7], Gen.Int[0, 2]).Array[1, 25].SampleAsync(
            async moves =>
            {
                var group = NewKey();
                await house.Group(group).Plan(new GroupPlan("Long", GroupRanking.Reps, 0, [new GroupRound("squat", 0, 3600, 0)]), "sam");
                var logs = new Dictionary<int, SessionLog>();
                var expected = new Dictionary<int, int>();
                await house.Group(group).Start();
                var paused = false;
                foreach (var (move, who) in moves)
                {
                    house.Time.Advance(TimeSpan.FromSeconds(1));
                    switch (move)
                    {
                        case 0:
                            // Somebody joins, or his phone dies and comes back with another session.
                            logs[who] = await NewLog(group, $"a{who}");
                            break;
                        case 1:
                            await house.Deactivate(group);
                            break;
                        case 2:
                            await (paused ? house.Group(group).Resume() : house.Group(group).Pause());
                            paused = !paused;
                            break;
                        case 3 when logs.TryGetValue(who, out var again):
                            await house.Group(group).Join(Joining($"a{who}", again.Session.SessionId));
                            break;
                        case >= 4 when logs.TryGetValue(who, out var log):
                            await log.Rep();
                            expected[who] = expected.GetValueOrDefault(who) + (paused ? 0 : 1);
                            break;
                        default:
                            await house.Group(group).Board();
                            break;
                    }
                }

                var results = await house.Group(group).Results();
                Assert.Equal(
                    logs.Keys.Order().Select(who => ($"a{who}", expected.GetValueOrDefault(who))),
                    results!.Results.Select(r => (r.AthleteId, r.RepsByRound[0])).Order());
            },
            iter: 25, threads: 1);

    [Fact]
    public async Task The_board_tells_of_new_reps_by_itself_once_a_watcher_is_there()
    {
        var gym = await house.NewGym();
        var group = new GroupKey(gym, Guid.NewGuid().ToString());
        await house.Group(group).Plan(Plan(), "sam");
        var session = await house.NewSession(gym);
        await house.Group(group).Join(Joining("anna", session.SessionId, offset: Now() - 1_767_596_400_000_000));
        await house.Group(group).Start();
        var boards = Channel.CreateUnbounded<GroupBoard>();
        var observer = new Observer(boards.Writer);
        var reference = house.Client.CreateObjectReference<IGroupObserver>(observer);
        Assert.Equal(0, (await house.Group(group).Watch(reference))!.Rows[0].RepsTotal);

        await new Phone(house, session, Tape.Busy).SendAll();
        // The tape goes over to push-ups, and the round is one of squats.
        var log = house.Storage.Journal.Events(session);
        var squats = log.Select(e => e.Body).OfType<SetStarted>().Where(set => set.Model.ExerciseId == "squat").Select(set => set.SetNumber).ToHashSet();
        var reps = log.Count(e => e.Body is RepCompleted rep && squats.Contains(rep.SetNumber));
        Assert.True(reps > 5);
        var board = (await house.Group(group).Watch(reference))!;
        for (var moments = 0; board.Rows[0].RepsTotal < reps; moments++)
        {
            // The grain ticks by the clock on the wall and paces what it does by the time that the test moves: so far that all is due, and not to the round's end.
            if (moments < 100)
                house.Time.Advance(TimeSpan.FromMilliseconds(100));
            Assert.Equal(GroupPhase.Round, board.Clock.Phase);
            board = (await house.Group(group).Watch(reference))!;
        }

        house.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.InRange((await boards.Reader.ReadAsync(TestContext.Current.CancellationToken)).Rows[0].RepsTotal, 0, board.Rows[0].RepsTotal);
        GC.KeepAlive(observer);
    }

    [Fact]
    public async Task Reps_that_a_phone_held_back_count_until_the_results_are_settled_and_not_after()
    {
        var group = await Planned();
        var anna = await NewLog(group, "anna");
        await house.Group(group).Start();
        house.Time.Advance(TimeSpan.FromSeconds(10));
        var done = Now();
        await house.Group(group).Finish();
        house.Time.Advance(TimeSpan.FromMinutes(5));
        await anna.Rep(done - Second);
        Assert.Equal(1, (await house.Group(group).Results())!.Results[0].RepsByRound[0]);

        house.Time.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal(1, (await house.Group(group).Results())!.Results[0].RepsByRound[0]);
        await anna.Rep(done - 2 * Second);
        await house.Deactivate(group);
        var settled = await house.Group(group).Results();
        Assert.True(settled!.Final);
        Assert.Equal(1, settled.Results[0].RepsByRound[0]);
    }

    [Fact]
    public async Task Who_is_removed_stands_neither_on_the_board_nor_in_the_results()
    {
        var group = await Planned();
        await NewLog(group, "anna");
        var ben = (await house.Group(group).Join(Joining("ben"))).ParticipantNumber;
        await house.Group(group).Remove(ben);
        await house.Group(group).Mute(1, muted: true);

        Assert.Equal([("anna", true)], (await house.Group(group).Board())!.Rows.Select(r => (r.AthleteId, r.Muted)));
        Assert.Equal(["anna"], (await house.Group(group).Results())!.Results.Select(r => r.AthleteId));
        Assert.Equal((true, false), (await house.Group(group).HasAthlete("anna"), await house.Group(group).HasAthlete("ben")));
        Assert.Equal(GroupOutcome.NoSuchParticipant, (await house.Group(group).Remove(9)).Outcome);
    }

    [Fact]
    public async Task A_write_that_was_done_and_not_heard_of_is_never_taken_for_the_next_one()
    {
        var group = await Planned();
        house.Storage.Groups.BeforeSave = save => save.Group == group ? AppendFault.UnknownOutcome : AppendFault.None;
        Assert.Equal(GroupOutcome.Unavailable, (await house.Group(group).Join(Joining("anna"))).Outcome);
        house.Storage.Groups.BeforeSave = _ => AppendFault.None;

        // Who is told to come again comes again.
        while ((await house.Group(group).Join(Joining("ben"))).Outcome == GroupOutcome.Unavailable)
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();

        await house.Deactivate(group);
        Assert.Equal(["anna", "ben"], (await house.Group(group).Board())!.Rows.Select(r => r.AthleteId));
    }

    [Fact]
    public async Task Nothing_is_changed_while_the_end_of_a_phase_cannot_be_written()
    {
        var group = await Planned();
        await house.Group(group).Start();
        house.Storage.Groups.BeforeSave = save => save.Group == group && save.Phase == GroupPhase.Rest ? AppendFault.NotWritten : AppendFault.None;
        house.Time.Advance(TimeSpan.FromSeconds(65));

        Assert.Equal(GroupOutcome.Unavailable, (await house.Group(group).Pause()).Outcome);
        Assert.Equal(GroupOutcome.Unavailable, (await house.Group(group).Join(Joining("anna"))).Outcome);

        house.Storage.Groups.BeforeSave = _ => AppendFault.None;
        Assert.Equal(GroupOutcome.Done, (await house.Group(group).Pause()).Outcome);
        Assert.Equal((GroupPhase.Rest, 2, 5 * Second), await Clock(group));
    }

    private static GroupKey NewKey() => new("gym", Guid.NewGuid().ToString());

    private async Task<GroupKey> Planned()
    {
        var key = NewKey();
        await house.Group(key).Plan(Plan(), "sam");
        return key;
    }

    private async Task<(GroupPhase Phase, int Round, long? Left)> Clock(GroupKey group)
    {
        var clock = (await house.Group(group).Get())!.Clock;
        return (clock.Phase, clock.RoundNumber, clock.LeftMicros);
    }

    private long Now() => (house.Time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    private async Task<SessionLog> NewLog(GroupKey group, string athlete)
    {
        var session = await house.StoreSession("gym", s_squat, 1, new SetStarted(1, 0, s_squat));
        Assert.Equal(GroupOutcome.Done, (await house.Group(group).Join(Joining(athlete, session.SessionId))).Outcome);
        return new SessionLog(house, session, Now);
    }

    /// <summary>A session that another server counts: its log grows, and nobody tells.</summary>
    private sealed class SessionLog(TestHouse house, SessionKey session, Func<long> now)
    {
        private int _reps;

        public SessionKey Session => session;

        public async Task Rep(long? end = null)
        {
            var cancel = TestContext.Current.CancellationToken;
            var row = await house.Storage.Journal.Claim(session, cancel);
            var rep = SampleGroups.Rep(1, ++_reps, end ?? now());
            await house.Storage.Journal.Append(
                new JournalAppend(session, row!.Epoch, row.LastEventSeq, row.AthleteId, [rep], row.Point, now()), cancel);
        }
    }

    private sealed class Observer(ChannelWriter<GroupBoard> boards) : IGroupObserver
    {
        public Task OnBoard(GroupBoard board)
        {
            boards.TryWrite(board);
            return Task.CompletedTask;
        }
    }
}
