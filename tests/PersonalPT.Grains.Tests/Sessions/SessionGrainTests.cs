using CsCheck;
using PersonalPT.Contracts.Models;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Counting;
using PersonalPT.Grains.Tests.House;
using PersonalPT.Testing.Storage;
using RepCompleted = PersonalPT.Contracts.Sessions.RepCompleted;
using SetEnded = PersonalPT.Contracts.Sessions.SetEnded;
using SetStarted = PersonalPT.Contracts.Sessions.SetStarted;

namespace PersonalPT.Grains.Tests.Sessions;

public sealed class SessionGrainTests(TestHouse house) : IClassFixture<TestHouse>
{
    private static readonly Tape s_busy = Tape.Busy;

    [Fact]
    public async Task A_session_counts_what_is_done()
    {
        var session = await house.NewSession(await house.NewGym());
        await new Phone(house, session, s_busy).SendAll();

        var events = house.Storage.Journal.Events(session);
        Assert.Equal([4, 3, 3, 3, 4, 3], events.Select(e => e.Body).OfType<SetEnded>().Select(e => e.Reps.Count));
        Assert.Equal(
            [SetEndReason.Rest, SetEndReason.Rest, SetEndReason.Client, SetEndReason.ExerciseChanged, SetEndReason.Rest, SetEndReason.SessionEnded],
            events.Select(e => e.Body).OfType<SetEnded>().Select(e => e.Reason));
        Assert.Equal(["squat", "push_up"], events.Select(e => e.Body).OfType<ExerciseSelected>().Select(e => e.Model.ExerciseId));
        Assert.Single(events, e => e.Body is SessionPaused);
        Assert.Single(events, e => e.Body is SessionUnpaused);
        Assert.IsType<SessionStarted>(events[0].Body);
        Assert.Equal(new SessionEnded(SessionEndReason.Client), events[^1].Body);
        Assert.Equal(Enumerable.Range(1, events.Count).Select(i => (long)i), events.Select(e => e.EventSeq));
    }

    [Fact]
    public async Task Splitting_doubling_and_sending_again_change_nothing_in_the_log()
    {
        var gym = await house.NewGym();
        var expected = await Undisturbed(gym);
        await Gen.Select(Gen.Int[1, 120].Array[1, 30], Gen.Int[0, 4]).SampleAsync(
            async (sizes, again) =>
            {
                var session = await house.NewSession(gym);
                var phone = new Phone(house, session, s_busy);
                for (var i = 0; phone.Next <= s_busy.Last; i++)
                {
                    await phone.SendTo(Math.Min(s_busy.Last, phone.Next + sizes[i % sizes.Length] - 1), () => sizes[i % sizes.Length]);
                    if (again > 0 && i % again == 0 && phone.Next <= s_busy.Last)
                        await phone.SendAgain(phone.Next - 3 * sizes[i % sizes.Length], phone.Next + again);
                }

                Assert.Equal(expected, house.Log(session));
            },
            iter: 8, threads: 1);
    }

    [Fact]
    public async Task An_activation_may_go_away_at_any_point_and_the_log_is_the_same()
    {
        var gym = await house.NewGym();
        var expected = await Undisturbed(gym);
        await Gen.Select(Gen.Long[1, s_busy.Last].Array[1, 6], Gen.Int[5, 60], Gen.Bool).SampleAsync(
            async (deaths, size, fenced) =>
            {
                var session = await house.NewSession(gym);
                var phone = new Phone(house, session, s_busy);
                foreach (var death in deaths.Order())
                {
                    await phone.SendTo(death, () => size);
                    if (fenced)
                        await house.Storage.Journal.Claim(session, TestContext.Current.CancellationToken);
                    else
                        await house.Deactivate(session);
                }

                await phone.SendAll(() => size);
                Assert.Equal(expected, house.Log(session));
            },
            iter: 12, threads: 1);
    }

    [Fact]
    public async Task A_failing_journal_loses_nothing_and_doubles_nothing()
    {
        var gym = await house.NewGym();
        var expected = await Undisturbed(gym);
        try
        {
            await Gen.Select(Gen.Enum<AppendFault>().Array[4, 40], Gen.Int[5, 60]).SampleAsync(
                async (faults, size) =>
                {
                    var session = await house.NewSession(gym);
                    var append = 0;
                    house.Storage.Journal.BeforeAppend = (_, _) => Task.FromResult(append < 60 ? faults[append++ % faults.Length] : AppendFault.None);
                    await new Phone(house, session, s_busy).SendAll(() => size);
                    Assert.Equal(expected, house.Log(session));
                },
                iter: 8, threads: 1);
        }
        finally
        {
            house.Storage.Journal.BeforeAppend = (_, _) => Task.FromResult(AppendFault.None);
        }
    }

    [Fact]
    public async Task Nothing_goes_out_before_it_is_durable()
    {
        var session = await house.NewSession(await house.NewGym());
        var tape = new Tape().OpenSet("squat", 3);
        var early = 0;
        var onlooker = new Onlooker(house, e => early += house.Storage.Journal.Events(session).Any(stored => stored.EventSeq == e.EventSeq) ? 0 : 1);
        await house.Session(session).Observe(onlooker.Reference, asPhone: false, 0);
        var writing = new TaskCompletionSource();
        var mayWrite = new TaskCompletionSource();
        house.Storage.Journal.BeforeAppend = async (append, _) =>
        {
            if (append.Session == session && append.Events.Count > 0)
            {
                writing.TrySetResult();
                await mayWrite.Task;
            }

            return AppendFault.None;
        };

        var sending = new Phone(house, session, tape).SendAll(() => 500);
        await writing.Task;
        var during = await house.Session(session).Get();
        Assert.Equal(0, during!.Status.Counting.RepsInSet);
        Assert.Equal(2, during.Acknowledgement.LastEventSeq);

        mayWrite.SetResult();
        await sending;
        house.Storage.Journal.BeforeAppend = (_, _) => Task.FromResult(AppendFault.None);
        var events = await onlooker.EventsUpTo((await house.Session(session).Get())!.Acknowledgement.LastEventSeq);
        Assert.Equal(house.Log(session).Skip(2), events.Select(Words.Of));
        Assert.Equal(0, early);
        Assert.Equal(3, (await house.Session(session).Get())!.Status.Counting.RepsInSet);
    }

    [Fact]
    public async Task What_a_fenced_activation_is_given_changes_nothing()
    {
        var session = await house.NewSession(await house.NewGym());
        var tape = new Tape().OpenSet("squat", 5);
        var phone = new Phone(house, session, tape);
        await phone.SendTo(tape.Last / 2);
        var onlooker = new Onlooker(house);
        await house.Session(session).Observe(onlooker.Reference, asPhone: true, 0);
        var before = house.Log(session);

        await house.Storage.Journal.Claim(session, TestContext.Current.CancellationToken);
        var result = await house.Session(session).Submit(tape.Batch(phone.Next, tape.Last));

        Assert.Equal(SubmitOutcome.Resume, result.Outcome);
        Assert.Equal(ClosingReason.Resume, await onlooker.Closing);
        Assert.Equal(before, house.Log(session));
        await phone.SendAll();
        Assert.Equal(5, house.Storage.Journal.Events(session).Count(e => e.Body is RepCompleted));
    }

    [Fact]
    public async Task A_batch_that_runs_ahead_is_not_taken_and_says_what_is_missing()
    {
        var session = await house.NewSession(await house.NewGym());
        var tape = new Tape().OpenSet("squat", 2);
        await house.Session(session).Submit(tape.Batch(1, 10));
        var result = await house.Session(session).Submit(tape.Batch(14, 20, oldestHeld: 9));
        Assert.Equal((SubmitOutcome.NeedFrom, 11), (result.Outcome, result.Acknowledgement.NextInputSeq));

        result = await house.Session(session).Submit(tape.Batch(14, 20, oldestHeld: 0));
        Assert.Equal((SubmitOutcome.NeedFrom, 11), (result.Outcome, result.Acknowledgement.NextInputSeq));
    }

    [Fact]
    public async Task Inputs_that_nobody_holds_end_the_set_and_counting_goes_on_behind_them()
    {
        var session = await house.NewSession(await house.NewGym());
        var tape = new Tape().OpenSet("squat", 4);
        var behind = tape.Last + 1;
        tape.Sets("squat", 3);
        await new Phone(house, session, tape).SendTo(behind - 20);
        var first = (await house.Session(session).Get())!.Acknowledgement.NextInputSeq;

        var result = await house.Session(session).Submit(tape.Batch(behind, tape.Last, oldestHeld: behind));

        Assert.Equal((SubmitOutcome.Taken, tape.Last + 1), (result.Outcome, result.Acknowledgement.NextInputSeq));
        var bodies = house.Storage.Journal.Events(session).Select(e => e.Body).ToArray();
        var ended = Array.FindIndex(bodies, b => b is SetEnded { Reason: SetEndReason.Gap });
        Assert.Equal(new InputGap(first, behind), bodies[ended + 1]);
        Assert.Equal(2, Assert.IsType<SetStarted>(bodies[ended + 2]).SetNumber);
        Assert.Equal(3, bodies.OfType<SetEnded>().Last().Reps.Count);
    }

    [Fact]
    public async Task A_gap_ends_the_set_that_only_the_journal_knows()
    {
        var session = await house.NewSession(await house.NewGym());
        var tape = new Tape().OpenSet("squat", 4);
        var behind = tape.Last + 1;
        tape.Sets("squat", 3);
        await new Phone(house, session, tape).SendTo(behind - 1);
        var counted = house.Storage.Journal.Events(session).Select(e => e.Body).OfType<RepCompleted>().Select(e => e.Rep).ToArray();
        Assert.NotEmpty(counted);
        await house.Deactivate(session);

        // The phone has lost its memory, too, and says so when it opens its stream.
        var snapshot = await house.Session(session).Observe(new Onlooker(house).Reference, asPhone: true, behind);
        Assert.Equal(behind, snapshot!.Acknowledgement.NextInputSeq);
        await house.Session(session).Submit(tape.Batch(behind, tape.Last, behind));

        var sets = house.Storage.Journal.Events(session).Select(e => e.Body).OfType<SetEnded>().ToArray();
        Assert.Equal([(1, SetEndReason.Gap), (2, SetEndReason.Rest)], sets.Select(s => (s.SetNumber, s.Reason)));
        Assert.Equal(counted, sets[0].Reps);
        Assert.Equal(3, sets[1].Reps.Count);
    }

    [Fact]
    public async Task A_model_that_is_activated_within_a_set_counts_from_the_next_set_on()
    {
        var gym = await house.NewGym();
        var session = await house.NewSession(gym);
        var tape = new Tape().Sets("squat", 4, 3);
        var phone = new Phone(house, session, tape);
        while (!house.Storage.Journal.Events(session).Any(e => e.Body is SetStarted))
            await phone.SendTo(phone.Next + 9);
        var version = await house.Teach(gym, "", "squat");
        await phone.SendAll();

        var bodies = house.Storage.Journal.Events(session).Select(e => e.Body).ToArray();
        Assert.Equal([1, version], bodies.OfType<SetStarted>().Select(s => s.Model.Version));
        Assert.Equal([4, 3], bodies.OfType<SetEnded>().Select(s => s.Reps.Count));
        var taken = Array.FindIndex(bodies, b => b is ExerciseSelected { Model.Version: 2 });
        Assert.IsType<SetEnded>(bodies[taken - 1]);
        Assert.Equal(version, (await house.Session(session).Get())!.Model.Version);
    }

    [Fact]
    public async Task An_athletes_own_model_takes_the_place_of_the_catalogs_while_nothing_is_done()
    {
        var gym = await house.NewGym();
        var session = await house.NewSession(gym);
        var tape = new Tape().Nobody(20);
        var phone = new Phone(house, session, tape);
        await phone.SendTo(tape.Last / 2);
        await house.Teach(gym, "anna", "squat");
        await phone.SendAll();
        Assert.Equal("anna", (await house.Session(session).Get())!.Model.AthleteId);
    }

    [Theory]
    [InlineData(4), InlineData(6), InlineData(7), InlineData(8), InlineData(9)]
    public async Task A_model_that_is_activated_while_a_set_begins_takes_none_of_its_reps(int secondsBefore)
    {
        var gym = await house.NewGym();
        var session = await house.NewSession(gym);
        var tape = new Tape().OpenSet("squat", 4, secondsBefore).Add(InputKind.EndSet).Nobody(1).Add(InputKind.EndSession);
        var phone = new Phone(house, session, tape);
        await phone.SendTo((secondsBefore + 1) * 15, () => 5);
        Assert.DoesNotContain(house.Storage.Journal.Events(session), e => e.Body is SetStarted);
        var version = await house.Teach(gym, "", "squat");
        await phone.SendAll(() => 5);

        var bodies = house.Storage.Journal.Events(session).Select(e => e.Body).ToArray();
        Assert.Equal(4, bodies.OfType<SetEnded>().Single().Reps.Count);
        Assert.Equal(1, bodies.OfType<SetStarted>().Single().Model.Version);
        Assert.Equal(version, bodies.OfType<ExerciseSelected>().Last().Model.Version);
    }

    [Fact]
    public async Task An_exercise_that_nobody_taught_is_a_boundary_at_which_an_active_model_is_taken_over()
    {
        var gym = await house.NewGym();
        var session = await house.NewSession(gym);
        var tape = new Tape().OpenSet("squat", 2);
        var phone = new Phone(house, session, tape);
        await phone.SendAll();
        var version = await house.Teach(gym, "", "squat");
        tape.Add(InputKind.SelectExercise, "juggling");
        var chosen = tape.Last;
        await new Phone(house, session, tape.OpenSet("squat", 3).Add(InputKind.EndSession)).SendAll();

        var bodies = house.Storage.Journal.Events(session).Select(e => e.Body).ToArray();
        Assert.Equal((chosen, version), bodies.OfType<ExerciseSelected>().Skip(1).Select(e => (e.InputSeq, e.Model.Version)).Single());
        Assert.Single(bodies, new ExerciseUnknown(chosen, "juggling"));
        Assert.Equal([2, 3], bodies.OfType<SetEnded>().Select(e => e.Reps.Count));
    }

    [Fact]
    public async Task An_exercise_that_nobody_taught_ends_the_set_and_the_one_before_goes_on()
    {
        var session = await house.NewSession(await house.NewGym());
        var tape = new Tape().OpenSet("squat", 2).Add(InputKind.SelectExercise, "juggling");
        var chosen = tape.Last;
        tape.OpenSet("squat", 3).Add(InputKind.EndSession);

        var result = await house.Session(session).Submit(tape.Batch(1, tape.Last));

        Assert.Equal((SubmitOutcome.Taken, tape.Last + 1), (result.Outcome, result.Acknowledgement.NextInputSeq));
        var bodies = house.Storage.Journal.Events(session).Select(e => e.Body).ToArray();
        Assert.Contains(new ExerciseUnknown(chosen, "juggling"), bodies);
        Assert.Equal([2, 3], bodies.OfType<SetEnded>().Select(e => e.Reps.Count));
    }

    [Fact]
    public async Task An_exercise_whose_model_cannot_be_read_is_as_one_that_nobody_taught()
    {
        var gym = await house.NewGym();
        await StoreUnreadable(gym, "push_up");
        var session = await house.NewSession(gym);
        var tape = new Tape().OpenSet("squat", 2).Add(InputKind.SelectExercise, "push_up");
        var chosen = tape.Last;
        tape.OpenSet("squat", 3).Add(InputKind.EndSession);

        var result = await house.Session(session).Submit(tape.Batch(1, tape.Last));

        Assert.Equal((SubmitOutcome.Taken, tape.Last + 1), (result.Outcome, result.Acknowledgement.NextInputSeq));
        var bodies = house.Storage.Journal.Events(session).Select(e => e.Body).ToArray();
        Assert.Contains(new ExerciseUnknown(chosen, "push_up"), bodies);
        Assert.Equal([2, 3], bodies.OfType<SetEnded>().Select(e => e.Reps.Count));
        Assert.Equal(
            StartSessionOutcome.UnknownExercise,
            (await house.Session(new SessionKey(gym, Guid.NewGuid().ToString())).Start(TestHouse.Starting("push_up"))).Outcome);
    }

    [Fact]
    public async Task A_session_whose_model_cannot_be_read_is_held_and_says_that_it_cannot_be_used()
    {
        var gym = await house.NewGym();
        var version = await StoreUnreadable(gym, "squat");
        var session = await house.StoreSession(gym, new ModelReference("", "squat", version), RepCounter.Version);

        var tape = new Tape().Nobody(1);
        Assert.Equal(SubmitOutcome.Unusable, (await house.Session(session).Submit(tape.Batch(1, tape.Last))).Outcome);
        Assert.Equal(SubmitOutcome.Unusable, (await house.Session(session).Submit(tape.Batch(1, tape.Last))).Outcome);
        Assert.Equal(SessionPhase.Opened, (await house.Session(session).Observe(new Onlooker(house).Reference, asPhone: true, 1))!.Phase);
        Assert.Equal(2, house.Storage.Journal.Events(session).Count);
    }

    [Fact]
    public async Task A_set_that_another_version_of_the_counter_began_is_closed_as_stored_and_none_of_its_reps_counts_twice()
    {
        var gym = await house.NewGym();
        var tape = new Tape().OpenSet("squat", 4);
        var first = tape.Last;
        tape.OpenSet("squat", 3, leadIn: 0).Add(InputKind.EndSession);
        var usual = await house.NewSession(gym);
        var phone = new Phone(house, usual, tape);
        await phone.SendTo(first);
        var running = house.Storage.Journal.Events(usual).Select(e => e.Body).Where(b => b is SetStarted or RepCompleted).ToArray();
        var stored = running.OfType<RepCompleted>().Select(e => e.Rep).ToArray();
        Assert.InRange(stored.Length, 3, 4);

        // The server that was here before wrote the same events with another counter.
        var session = await house.StoreSession(gym, new ModelReference("", "squat", 1), RepCounter.Version - 1, running);
        var replay = new Phone(house, session, tape);
        await replay.SendTo(first / 2);
        await house.Deactivate(session);
        await replay.SendAll();

        var sets = house.Storage.Journal.Events(session).Select(e => e.Body).OfType<SetEnded>().ToArray();
        Assert.Equal([(1, SetEndReason.Continued), (2, SetEndReason.SessionEnded)], sets.Select(s => (s.SetNumber, s.Reason)));
        Assert.Equal(stored, sets[0].Reps);
        Assert.Equal(7, sets[0].Reps.Count + sets[1].Reps.Count);
        Assert.All(sets[1].Reps, rep => Assert.True(rep.EndMicros > stored[^1].EndMicros));
    }

    [Fact]
    public async Task A_running_set_shows_its_durable_reps_before_the_phone_has_sent_them_again()
    {
        var session = await house.NewSession(await house.NewGym());
        var tape = new Tape().OpenSet("squat", 4);
        await new Phone(house, session, tape).SendAll();
        var before = (await house.Session(session).Get())!.Status.Counting;
        Assert.True(before.RepsInSet > 1);
        await house.Deactivate(session);

        var after = (await house.Session(session).Get())!.Status.Counting;
        Assert.Equal((true, before.RepsInSet, 1), (after.InSet, after.RepsInSet, after.SetNumber));

        await house.Session(session).Submit(tape.Batch(1, 60));
        Assert.Equal(before.RepsInSet, (await house.Session(session).Get())!.Status.Counting.RepsInSet);
    }

    [Fact]
    public async Task A_gap_that_cannot_be_written_when_a_phone_comes_is_found_again()
    {
        var session = await house.NewSession(await house.NewGym());
        var tape = new Tape().OpenSet("squat", 3);
        var behind = tape.Last + 1;
        tape.OpenSet("squat", 2).Add(InputKind.EndSession);
        await new Phone(house, session, tape).SendTo(behind - 20);
        var first = (await house.Session(session).Get())!.Acknowledgement.NextInputSeq;
        var usual = house.Storage.Journal.BeforeAppend;
        house.Storage.Journal.BeforeAppend = (append, token) =>
            append.Session == session ? throw new InvalidOperationException("No, the test says.") : usual(append, token);
        await Assert.ThrowsAnyAsync<Exception>(() => house.Session(session).Observe(new Onlooker(house).Reference, asPhone: true, behind));
        house.Storage.Journal.BeforeAppend = usual;

        await house.Deactivate(session);
        var restart = (await house.Session(session).Get())!.Acknowledgement.NextInputSeq;
        Assert.InRange(restart, 1, first - 1);
        await house.Session(session).Observe(new Onlooker(house).Reference, asPhone: true, behind);
        await house.Session(session).Submit(tape.Batch(behind, tape.Last, behind));
        var bodies = house.Storage.Journal.Events(session).Select(e => e.Body).ToArray();
        Assert.Contains(new InputGap(restart, behind), bodies);
        Assert.Equal([SetEndReason.Gap, SetEndReason.SessionEnded], bodies.OfType<SetEnded>().Select(e => e.Reason));
    }

    [Fact]
    public async Task Starting_again_changes_nothing_and_another_athletes_start_is_a_conflict()
    {
        var gym = await house.NewGym();
        var session = await house.NewSession(gym);
        var again = await house.Session(session).Start(TestHouse.Starting());
        Assert.Equal(StartSessionOutcome.Started, again.Outcome);
        Assert.Equal(SessionPhase.Opened, again.Session!.Phase);
        Assert.Equal(new InputAcknowledgement(1, 1, 2), again.Session.Acknowledgement);
        Assert.Equal(StartSessionOutcome.Conflict, (await house.Session(session).Start(TestHouse.Starting(athlete: "berta"))).Outcome);
        Assert.Equal(2, house.Storage.Journal.Events(session).Count);

        var unknown = await house.Session(new SessionKey(gym, Guid.NewGuid().ToString())).Start(TestHouse.Starting("juggling"));
        Assert.Equal(StartSessionOutcome.UnknownExercise, unknown.Outcome);
    }

    [Fact]
    public async Task A_session_that_does_not_exist_takes_nothing()
    {
        var session = house.Session(new SessionKey(await house.NewGym(), Guid.NewGuid().ToString()));
        Assert.Null(await session.Get());
        Assert.Null(await session.Observe(new Onlooker(house).Reference, asPhone: true, 1));
        Assert.Null(await session.HeldFrames(new(0, long.MaxValue)));
        Assert.Equal(SubmitOutcome.NoSuchSession, (await session.Submit(new Tape().Nobody(1).Batch(1, 5))).Outcome);
    }

    [Fact]
    public async Task A_session_that_has_ended_takes_nothing_and_stays_as_it_is()
    {
        var session = await house.NewSession(await house.NewGym());
        var tape = new Tape().OpenSet("squat", 2).Add(InputKind.EndSession).Nobody(1);
        var onlooker = new Onlooker(house);
        await house.Session(session).Observe(onlooker.Reference, asPhone: false, 0);
        Assert.Equal(SubmitOutcome.Taken, (await house.Session(session).Submit(tape.Batch(1, tape.Last))).Outcome);
        Assert.Equal(ClosingReason.SessionEnded, await onlooker.Closing);
        var log = house.Log(session);

        Assert.Equal(SubmitOutcome.Ended, (await house.Session(session).Submit(tape.Batch(1, tape.Last))).Outcome);
        await house.Deactivate(session);
        Assert.Equal(SubmitOutcome.Ended, (await house.Session(session).Submit(tape.Batch(1, tape.Last))).Outcome);
        Assert.Equal(SessionPhase.Ended, (await house.Session(session).Get())!.Phase);
        Assert.Equal(log, house.Log(session));
    }

    [Fact]
    public async Task A_batch_that_cannot_be_read_is_refused_and_harms_nothing()
    {
        var session = await house.NewSession(await house.NewGym());
        var tape = new Tape().OpenSet("squat", 2);
        await house.Session(session).Submit(tape.Batch(1, 10));
        var broken = new InputBatch { FirstInputSeq = 11, Inputs = tape.Batch(11, 12).Inputs, Landmarks = new float[7] };
        await Assert.ThrowsAsync<ArgumentException>(() => house.Session(session).Submit(broken));
        Assert.Equal(SubmitOutcome.Taken, (await house.Session(session).Submit(tape.Batch(11, tape.Last))).Outcome);
        Assert.Equal(2, house.Storage.Journal.Events(session).Count(e => e.Body is RepCompleted));
    }

    [Fact]
    public async Task Held_frames_are_what_was_filmed_within_the_span_and_only_where_it_was_asked_for()
    {
        var gym = await house.NewGym();
        var holding = await house.NewSession(gym, holdFrames: true);
        var other = await house.NewSession(gym);
        var tape = new Tape().OpenSet("squat", 2).Nobody(1);
        await new Phone(house, holding, tape).SendAll();
        await new Phone(house, other, tape).SendAll();

        var inputs = tape.Inputs;
        var held = await house.Session(holding).HeldFrames(new(inputs[9].CaptureMicros, inputs[^3].CaptureMicros));
        Assert.Equal(inputs.Skip(9).SkipLast(2).Select(i => i.CaptureMicros), held!.CaptureMicros);
        Assert.Equal(inputs.Skip(9).SkipLast(2).Select(i => i.Kind == InputKind.Frame), held.Seen);
        Assert.Equal(held.Seen.Count(seen => seen) * 33, held.Landmarks.Length);
        Assert.Null(await house.Session(other).HeldFrames(new(0, long.MaxValue)));
    }

    [Fact]
    public async Task Another_phone_takes_over_and_the_one_before_is_told_so()
    {
        var session = await house.NewSession(await house.NewGym());
        var (first, second, coach) = (new Onlooker(house), new Onlooker(house), new Onlooker(house));
        await house.Session(session).Observe(coach.Reference, asPhone: false, 0);
        var opened = await house.Session(session).Observe(first.Reference, asPhone: true, 1);
        await house.Session(session).Renew(first.Reference, opened!.StreamNumber);
        await house.Session(session).Observe(second.Reference, asPhone: true, 1);
        Assert.Equal(ClosingReason.Superseded, await first.Closing);

        // The first one's gateway has not heard of it and renews: it must not take the session back, and sees that it was superseded.
        var renewed = await house.Session(session).Renew(first.Reference, opened.StreamNumber);
        Assert.Equal(ClosingReason.Superseded, renewed!.Closes(opened.StreamNumber, null));
        await new Phone(house, session, new Tape().Add(InputKind.EndSession)).SendAll();
        Assert.Equal(ClosingReason.SessionEnded, await second.Closing);
        Assert.Equal(ClosingReason.SessionEnded, await coach.Closing);
    }

    [Fact]
    public async Task What_is_under_way_by_a_superseded_stream_is_refused_and_comes_again_by_the_later_one()
    {
        var session = await house.NewSession(await house.NewGym());
        var tape = new Tape().OpenSet("squat", 3).Add(InputKind.EndSession);
        var first = await house.Session(session).Observe(new Onlooker(house).Reference, asPhone: true, 1);
        var half = tape.Last / 2;
        Assert.Equal(SubmitOutcome.Taken, (await house.Session(session).Submit(tape.Batch(1, half, stream: first!.StreamNumber))).Outcome);

        var second = await house.Session(session).Observe(new Onlooker(house).Reference, asPhone: true, 1);
        Assert.True(second!.StreamNumber > first.StreamNumber);
        var late = await house.Session(session).Submit(tape.Batch(half + 1, tape.Last, stream: first.StreamNumber));
        Assert.Equal((SubmitOutcome.Superseded, half + 1), (late.Outcome, late.Acknowledgement.NextInputSeq));
        Assert.DoesNotContain(house.Storage.Journal.Events(session), e => e.Body is SessionEnded);

        Assert.Equal(SubmitOutcome.Taken, (await house.Session(session).Submit(tape.Batch(half + 1, tape.Last, stream: second.StreamNumber))).Outcome);
        Assert.Equal(3, house.Storage.Journal.Events(session).Select(e => e.Body).OfType<SetEnded>().Single().Reps.Count);
    }

    [Fact]
    public async Task A_call_without_a_stream_is_taken_whichever_stream_is_open()
    {
        var session = await house.NewSession(await house.NewGym());
        var tape = new Tape().Nobody(2).Add(InputKind.EndSession);
        var phone = await house.Session(session).Observe(new Onlooker(house).Reference, asPhone: true, 1);
        await house.Session(session).Submit(tape.Batch(1, 20, stream: phone!.StreamNumber));
        Assert.Equal(SubmitOutcome.Taken, (await house.Session(session).Submit(tape.Batch(21, tape.Last))).Outcome);
        Assert.IsType<SessionEnded>(house.Storage.Journal.Events(session)[^1].Body);
    }

    [Fact]
    public async Task A_stream_that_an_earlier_activation_let_in_is_told_to_come_again_and_nothing_of_it_is_taken()
    {
        var session = await house.NewSession(await house.NewGym());
        var tape = new Tape().Nobody(2);
        var phone = await house.Session(session).Observe(new Onlooker(house).Reference, asPhone: true, 1, new PhoneOpening("anna's", 1));
        await house.Session(session).Submit(tape.Batch(1, 20, stream: phone!.StreamNumber));
        await house.Deactivate(session);

        var epoch = (await house.Storage.Journal.Find(session, TestContext.Current.CancellationToken))!.Epoch;
        Assert.Equal(SubmitOutcome.Resume, (await house.Session(session).Submit(tape.Batch(21, tape.Last, stream: phone.StreamNumber))).Outcome);
        Assert.Equal(ClosingReason.Resume, (await house.Session(session).Get())!.Closes(phone.StreamNumber, "anna's"));
        Assert.Equal(epoch, (await house.Storage.Journal.Find(session, TestContext.Current.CancellationToken))!.Epoch);

        var again = await house.Session(session).Observe(new Onlooker(house).Reference, asPhone: true, 1, new PhoneOpening("anna's", 2));
        Assert.True(again!.StreamNumber > phone.StreamNumber);
        Assert.Equal(SubmitOutcome.Superseded, (await house.Session(session).Submit(tape.Batch(21, tape.Last, stream: phone.StreamNumber))).Outcome);
        Assert.Equal(ClosingReason.Resume, (await house.Session(session).Get())!.Closes(phone.StreamNumber, "anna's"));
    }

    [Fact]
    public async Task A_phones_stream_that_was_held_up_on_its_way_does_not_take_the_place_of_its_later_one()
    {
        var session = await house.NewSession(await house.NewGym());
        var (late, later, other) = (new Onlooker(house), new Onlooker(house), new Onlooker(house));
        var opened = await house.Session(session).Observe(later.Reference, asPhone: true, 1, new PhoneOpening("anna's", 2));
        var heldUp = await house.Session(session).Observe(late.Reference, asPhone: true, 1, new PhoneOpening("anna's", 1));
        Assert.Equal(0, heldUp!.StreamNumber);
        Assert.Equal(opened!.StreamNumber, (await house.Session(session).Get())!.StreamNumber);

        // Its own next one takes its place without the word that keeps a phone from coming again; another phone's does not.
        var next = new Onlooker(house);
        await house.Session(session).Observe(next.Reference, asPhone: true, 1, new PhoneOpening("anna's", 3));
        Assert.Equal(ClosingReason.Resume, await later.Closing);
        await house.Session(session).Observe(other.Reference, asPhone: true, 1, new PhoneOpening("a tablet", 1));
        Assert.Equal(ClosingReason.Superseded, await next.Closing);
    }

    [Fact]
    public async Task A_phone_that_was_cut_off_when_another_took_over_stays_superseded_when_it_comes_again()
    {
        var session = await house.NewSession(await house.NewGym());
        var (old, now, back) = (new Onlooker(house), new Onlooker(house), new Onlooker(house));
        var tape = new Tape().OpenSet("squat", 3).Add(InputKind.EndSession);
        await house.Session(session).Observe(old.Reference, asPhone: true, 1, new PhoneOpening("anna's", 1));
        await house.Session(session).Forget(old.Reference);
        var taken = await house.Session(session).Observe(now.Reference, asPhone: true, 1, new PhoneOpening("a tablet", 1));
        await house.Session(session).Submit(tape.Batch(1, 40, stream: taken!.StreamNumber));

        // It would have a gap written, too.
        var refused = await house.Session(session).Observe(back.Reference, asPhone: true, 60, new PhoneOpening("anna's", 2));
        Assert.True(refused!.KeepsOut("anna's"));
        Assert.False(now.IsClosed);
        var rest = await house.Session(session).Submit(tape.Batch(41, tape.Last, stream: taken.StreamNumber));
        Assert.Equal((SubmitOutcome.Taken, tape.Last + 1), (rest.Outcome, rest.Acknowledgement.NextInputSeq));
        Assert.Equal(ClosingReason.SessionEnded, await now.Closing);
        Assert.False(back.IsClosed);
        Assert.Equal(3, house.Storage.Journal.Events(session).Count(e => e.Body is RepCompleted));
    }

    [Fact]
    public async Task A_phone_that_was_away_when_another_took_over_stays_superseded_when_the_session_was_activated_anew()
    {
        var session = await house.NewSession(await house.NewGym());
        var (old, now, back, again) = (new Onlooker(house), new Onlooker(house), new Onlooker(house), new Onlooker(house));
        await house.Session(session).Observe(old.Reference, asPhone: true, 1, new PhoneOpening("anna's", 1));
        await house.Deactivate(session);
        await house.Session(session).Observe(now.Reference, asPhone: true, 1, new PhoneOpening("a tablet", 1));
        await house.Deactivate(session);

        var refused = await house.Session(session).Observe(back.Reference, asPhone: true, 1, new PhoneOpening("anna's", 2));
        Assert.True(refused!.KeepsOut("anna's"));
        var taken = await house.Session(session).Observe(again.Reference, asPhone: true, 1, new PhoneOpening("a tablet", 2));
        Assert.False(taken!.KeepsOut("a tablet"));
        Assert.NotEqual(0, taken.StreamNumber);
    }

    [Theory, InlineData(AppendFault.NotWritten, "anna's"), InlineData(AppendFault.UnknownOutcome, "a tablet")]
    public async Task A_phone_that_could_not_be_written_down_is_not_let_in_and_the_row_says_who_goes_on(AppendFault fault, string goesOn)
    {
        var session = await house.NewSession(await house.NewGym());
        var (old, now, next) = (new Onlooker(house), new Onlooker(house), new Onlooker(house));
        await house.Session(session).Observe(old.Reference, asPhone: true, 1, new PhoneOpening("anna's", 1));
        var journal = house.Storage.Journal;
        journal.BeforeKeepPhones = key => key == session ? fault : AppendFault.None;

        await Assert.ThrowsAsync<SessionUnavailableException>(() => house.Session(session).Observe(now.Reference, asPhone: true, 1, new PhoneOpening("a tablet", 1)));
        // Not superseded: whoever it was finds out by coming again.
        Assert.Equal(ClosingReason.Resume, await old.Closing);
        journal.BeforeKeepPhones = _ => AppendFault.None;

        var taken = await house.Session(session).Observe(next.Reference, asPhone: true, 1, new PhoneOpening(goesOn, 2));
        Assert.False(taken!.KeepsOut(goesOn));
        Assert.NotEqual(0, taken.StreamNumber);
    }

    // A page that is reloaded is back a second later: well within the three seconds in which a set goes on.
    [Theory, InlineData(0), InlineData(8), InlineData(16), InlineData(20), InlineData(24), InlineData(28), InlineData(90), InlineData(1000)]
    public async Task An_app_that_was_killed_while_its_set_came_again_loses_and_doubles_no_rep(int inputsThatDidNotComeAgain)
    {
        const int Before = 6, Away = 15, Done = 10;
        var gym = await house.NewGym();
        var session = await house.NewSession(gym);
        var tape = new Tape().OpenSet("squat", Done).Add(InputKind.EndSession);
        var phone = new Phone(house, session, tape);
        while (RepsOf(session) < Before)
            await phone.SendTo(phone.Next + Away - 1, () => Away);
        var killed = phone.Next - 1;
        await house.Deactivate(session);
        var replayed = killed - inputsThatDidNotComeAgain;
        if (replayed >= phone.OldestHeld)
            await house.Session(session).Submit(tape.Batch(phone.OldestHeld, replayed, phone.OldestHeld));

        // The app comes again with nothing, and numbers as the protocol has it.
        var standing = (await house.Session(session).Start(TestHouse.Starting())).Session!.Acknowledgement;
        var first = standing.NextInputSeq > standing.DurableInputSeq ? standing.NextInputSeq : standing.NextInputSeq + 36_000;
        var opened = await house.Session(session).Observe(new Onlooker(house).Reference, asPhone: true, first, new PhoneOpening("anna's", 1));
        Assert.Equal(first, opened!.Acknowledgement.NextInputSeq);
        var begin = killed + Away + 1;
        var taken = await house.Session(session).Submit(tape.BatchAs(first, begin, tape.Last, first, opened.StreamNumber));
        Assert.Equal((SubmitOutcome.Taken, first + tape.Last - begin + 1), (taken.Outcome, taken.Acknowledgement.NextInputSeq));

        // What is seen from then on is a set by itself at least.
        var rest = await house.NewSession(gym);
        await house.Session(rest).Submit(tape.BatchAs(1, begin, tape.Last, oldestHeld: 1));
        Assert.InRange(RepsOf(session), Before + RepsOf(rest), Done);
        Assert.InRange(RepsOf(rest), 2, Done - Before);
        Assert.Equal(RepsOf(session), house.Storage.Journal.Events(session).Select(e => e.Body).OfType<SetEnded>().Sum(set => set.Reps.Count));

        int RepsOf(SessionKey key) => house.Storage.Journal.Events(key).Count(e => e.Body is RepCompleted);
    }

    [Fact]
    public async Task To_look_at_a_session_claims_nothing_and_the_one_who_counts_goes_on()
    {
        var gym = await house.NewGym();
        var session = await house.NewSession(gym);
        var tape = new Tape().OpenSet("squat", 3);
        await new Phone(house, session, tape).SendAll();
        await house.Deactivate(session);
        var before = (await house.Storage.Journal.Find(session, TestContext.Current.CancellationToken))!;

        var snapshot = (await house.Session(session).Get())!;
        await house.Session(session).Observe(new Onlooker(house).Reference, asPhone: false, 0);
        await house.Session(session).Start(TestHouse.Starting());
        await house.Session(session).HeldFrames(new(0, 1));
        await house.Session(session).Renew(new Onlooker(house).Reference, 1);

        Assert.Equal(before, await house.Storage.Journal.Find(session, TestContext.Current.CancellationToken));
        Assert.Equal(
            (SessionPhase.Stalled, new InputAcknowledgement(before.Point.InputSeq, before.Point.InputSeq, before.LastEventSeq), 0),
            (snapshot.Phase, snapshot.Acknowledgement, snapshot.StreamNumber));
        Assert.Equal((true, 3), (snapshot.Status.Counting.InSet, snapshot.Status.Counting.RepsInSet));

        await house.Session(session).Submit(tape.Batch(before.Point.InputSeq, tape.Last));
        Assert.Equal(before.Epoch + 1, (await house.Storage.Journal.Find(session, TestContext.Current.CancellationToken))!.Epoch);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_client_can_end_a_session_whose_model_cannot_be_read(bool inSet)
    {
        var gym = await house.NewGym();
        var version = await StoreUnreadable(gym, "squat");
        var squat = new ModelReference("", "squat", version);
        var rep = new Rep(5, 6, 7);
        SessionEventBody[] running = inSet ? [new SetStarted(1, 5, squat), new RepCompleted(1, 1, rep, false)] : [];
        var session = await house.StoreSession(gym, squat, RepCounter.Version, running);
        var tape = new Tape().Nobody(2).Add(InputKind.EndSession);

        Assert.Equal(SubmitOutcome.Unusable, (await house.Session(session).Submit(tape.Batch(1, 10))).Outcome);
        var ended = await house.Session(session).Submit(tape.Batch(tape.Last, tape.Last));

        Assert.Equal((SubmitOutcome.Taken, tape.Last + 1), (ended.Outcome, ended.Acknowledgement.NextInputSeq));
        var bodies = house.Storage.Journal.Events(session).Select(e => e.Body).ToArray();
        Assert.Equal(new SessionEnded(SessionEndReason.Client), bodies[^1]);
        Assert.Equal(new InputGap(1, tape.Last), bodies[^2]);
        if (inSet)
            Assert.Equal(Words.Of(new SetEnded(1, SetEndReason.SessionEnded, [rep], 1)), Words.Of(bodies[^3]));

        // Said again, because the answer was lost.
        var again = await house.Session(session).Submit(tape.Batch(tape.Last, tape.Last));
        Assert.Equal((SubmitOutcome.Ended, tape.Last + 1), (again.Outcome, again.Acknowledgement.NextInputSeq));
        await house.Deactivate(session);
        again = await house.Session(session).Submit(tape.Batch(tape.Last, tape.Last));
        Assert.Equal((SubmitOutcome.Ended, tape.Last + 1), (again.Outcome, again.Acknowledgement.NextInputSeq));
    }

    [Fact]
    public async Task Reps_that_were_counted_before_a_gap_are_not_counted_again_behind_it()
    {
        var session = await house.NewSession(await house.NewGym());
        var tape = new Tape().OpenSet("squat", 5);
        var first = tape.Last;
        tape.Nobody(10).Sets("squat", 3).Add(InputKind.EndSession);
        await new Phone(house, session, tape).SendTo(first);
        var counted = house.Storage.Journal.Events(session).Select(e => e.Body).OfType<RepCompleted>().Select(e => e.Rep).ToArray();
        Assert.InRange(counted.Length, 4, 5);
        await house.Deactivate(session);

        // The phone was away for long and has lost the beginning of the set, but not its end.
        var oldest = tape.Inputs.ToList().FindIndex(i => i.CaptureMicros > counted[1].EndMicros) + 1L;
        await house.Session(session).Submit(tape.Batch(oldest, oldest + 40, oldest));
        await house.Deactivate(session);
        await house.Session(session).Submit(tape.Batch(oldest, tape.Last, oldest));

        var sets = house.Storage.Journal.Events(session).Select(e => e.Body).OfType<SetEnded>().ToArray();
        Assert.Equal(SetEndReason.Gap, sets[0].Reason);
        var reps = sets.SelectMany(s => s.Reps).ToArray();
        Assert.All(reps.Zip(reps.Skip(1)), pair => Assert.True(pair.First.EndMicros <= pair.Second.StartMicros + 200_000));
        Assert.Equal(8, reps.Length);
    }

    [Fact]
    public async Task Who_leaves_hears_nothing_more()
    {
        var session = await house.NewSession(await house.NewGym());
        var (leaving, staying) = (new Onlooker(house), new Onlooker(house));
        await house.Session(session).Observe(leaving.Reference, asPhone: false, 0);
        await house.Session(session).Observe(staying.Reference, asPhone: false, 0);
        await house.Session(session).Forget(leaving.Reference);
        await new Phone(house, session, new Tape().Add(InputKind.EndSession)).SendAll();
        await staying.Closing;
        Assert.False(leaving.IsClosed);
    }

    // As a newer server stores one.
    private async Task<int> StoreUnreadable(string gym, string exercise)
    {
        var model = Taught.Model(exercise);
        return await house.Storage.Models.Add(
            new ModelKey(gym, "", exercise), new NewModel("newer", [1, 2, 3], model.Origin, model.Report, 0, "newer"), activate: true,
            TestContext.Current.CancellationToken);
    }

    private async Task<string[]> Undisturbed(string gym)
    {
        var session = await house.NewSession(gym);
        await new Phone(house, session, s_busy).SendAll();
        return house.Log(session);
    }
}
