using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using static PersonalPT.Storage.Tests.SampleData;
using SetEndReason = PersonalPT.Counting.SetEndReason;

namespace PersonalPT.Storage.Tests.Journal;

public abstract class SessionJournalConformance : StorageConformance
{
    [Fact]
    public async Task A_new_session_begins_with_its_start_and_its_exercise()
    {
        var session = Session();
        var stored = await Journal.Create(session, Cancel);

        var expected = new StoredSession(
            session.Session, "ann", session.Capture, session.HoldFramesForTeaching, Epoch: 0, LastEventSeq: 2, session.Point, Monday, EndedMicros: null);
        Assert.Equal(expected, stored);
        Assert.Equal(expected, await Journal.Find(session.Session, Cancel));
        Assert.Equal(
            [
                new SessionEvent(session.Session, "ann", 1, Monday, new SessionStarted()),
                new SessionEvent(session.Session, "ann", 2, Monday, new ExerciseSelected(0, Squat)),
            ],
            await Journal.Read(session.Session, 0, 100, Cancel));
    }

    [Fact]
    public async Task Creating_a_session_again_leaves_it_as_it_is()
    {
        var session = Session();
        await Journal.Create(session, Cancel);
        var claimed = await Claim(session.Session);
        await Journal.Append(Append(claimed, Started()), Cancel);
        var before = await Journal.Find(session.Session, Cancel);

        var again = await Journal.Create(session with { AthleteId = "bob", StartedMicros = Monday + 1 }, Cancel);

        Assert.Equal(before, again);
        Assert.Equal(3, (await Journal.Read(session.Session, 0, 100, Cancel)).Count);
    }

    [Fact]
    public async Task Sessions_created_at_the_same_time_are_created_once()
    {
        var session = Session();
        var all = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Journal.Create(session, Cancel)));

        Assert.All(all, stored => Assert.Equal(2, stored.LastEventSeq));
        Assert.Equal(2, (await Journal.Read(session.Session, 0, 100, Cancel)).Count);
    }

    [Fact]
    public async Task A_session_of_the_same_name_in_another_gym_is_another_session()
    {
        var (here, there) = (NewKey("here"), default(SessionKey));
        there = here with { GymId = "there" };
        await Journal.Create(Session(here), Cancel);

        Assert.Null(await Journal.Find(there, Cancel));
        Assert.Null(await Journal.Claim(there, Cancel));
        Assert.Empty(await Journal.Read(there, 0, 100, Cancel));
        await Journal.Create(Session(there, "bob"), Cancel);
        Assert.Equal("ann", (await Journal.Find(here, Cancel))!.AthleteId);
        Assert.Equal("bob", (await Journal.Find(there, Cancel))!.AthleteId);
    }

    [Fact]
    public async Task Events_are_numbered_without_a_hole()
    {
        var session = await CreateAndClaim();
        var last = session.LastEventSeq;
        for (var written = 0; written < 30; written += 3)
        {
            var events = Enumerable.Range(written, 3).Select(Scripted).ToArray();
            Assert.Equal(AppendOutcome.Committed, await Journal.Append(Append(session with { LastEventSeq = last }, events), Cancel));
            last += 3;
        }

        var log = await Journal.Read(session.Session, 0, 100, Cancel);
        Assert.Equal(Enumerable.Range(1, 32).Select(n => (long)n), log.Select(entry => entry.EventSeq));
        Assert.Equal(32, (await Journal.Find(session.Session, Cancel))!.LastEventSeq);
    }

    [Fact]
    public async Task Every_kind_of_event_is_read_as_it_was_written()
    {
        var session = await CreateAndClaim();
        SessionEventBody[] events =
        [
            new ExerciseSelected(17, OwnLunge),
            new SetStarted(1, Monday, OwnLunge),
            new RepCompleted(1, 1, RepAt(1), FoundLate: true),
            new SetEnded(1, SetEndReason.NobodySeen, [RepAt(1.5)], FinalVote: 2),
            new InputGap(40, 50),
            new SessionPaused(60),
            new SessionUnpaused(70),
            new SessionEnded(SessionEndReason.Abandoned),
        ];
        await Journal.Append(Append(session, events), Cancel);

        var read = (await Journal.Read(session.Session, 2, 100, Cancel)).Select(entry => entry.Body).ToArray();

        // A record compares its list by reference, so the ended set is compared by its parts.
        var ended = Assert.IsType<SetEnded>(read[3]);
        Assert.Equal((1, SetEndReason.NobodySeen, 2), (ended.SetNumber, ended.Reason, ended.FinalVote));
        Assert.Equal([RepAt(1.5)], ended.Reps);
        read[3] = events[3];
        Assert.Equal(events, read);
    }

    [Fact]
    public async Task The_log_is_read_page_by_page()
    {
        var session = await CreateAndClaim();
        await Journal.Append(Append(session, [.. Enumerable.Range(0, 10).Select(Scripted)]), Cancel);

        var first = await Journal.Read(session.Session, 0, 5, Cancel);
        var second = await Journal.Read(session.Session, first[^1].EventSeq, 5, Cancel);
        var third = await Journal.Read(session.Session, second[^1].EventSeq, 5, Cancel);

        Assert.Equal([1L, 2, 3, 4, 5], first.Select(entry => entry.EventSeq));
        Assert.Equal([6L, 7, 8, 9, 10], second.Select(entry => entry.EventSeq));
        Assert.Equal([11L, 12], third.Select(entry => entry.EventSeq));
        Assert.Empty(await Journal.Read(session.Session, 12, 5, Cancel));
    }

    [Fact]
    public async Task An_append_moves_the_durable_point_with_or_without_events()
    {
        var session = await CreateAndClaim();
        var point = new DurablePoint(900, 4, OwnLunge, """{"SplitSets":false}""", 2, Paused: true);

        Assert.Equal(AppendOutcome.Committed, await Journal.Append(Append(session) with { Point = point }, Cancel));

        Assert.Equal(session with { Point = point }, await Journal.Find(session.Session, Cancel));
        Assert.Equal(2, (await Journal.Read(session.Session, 0, 100, Cancel)).Count);
    }

    [Fact]
    public async Task The_event_that_ends_a_session_ends_its_row()
    {
        var session = await CreateAndClaim();
        await Journal.Append(Append(session, new SessionEnded(SessionEndReason.Client)), Cancel);
        Assert.Equal(Monday + Second, (await Journal.Find(session.Session, Cancel))!.EndedMicros);

        var later = Append((await Claim(session.Session)), new SessionPaused(5)) with { WrittenMicros = Monday + 9 * Second };
        await Journal.Append(later, Cancel);
        Assert.Equal(Monday + Second, (await Journal.Find(session.Session, Cancel))!.EndedMicros);
    }

    [Fact]
    public async Task The_same_append_again_is_committed_and_writes_nothing()
    {
        var session = await CreateAndClaim();
        var append = Append(session, Started(), Completed(1, 1));
        await Journal.Append(append, Cancel);

        Assert.Equal(AppendOutcome.Committed, await Journal.Append(append, Cancel));

        Assert.Equal(4, (await Journal.Find(session.Session, Cancel))!.LastEventSeq);
        Assert.Equal(4, (await Journal.Read(session.Session, 0, 100, Cancel)).Count);
        Assert.Single((await History.Session(session.Session, Cancel))!.Sets.Single().Reps);
    }

    [Fact]
    public async Task The_same_append_twice_in_one_group_is_written_once()
    {
        var session = await CreateAndClaim();
        var append = Append(session, Started(), Completed(1, 1));

        var both = await InOneGroup(() => Journal.Append(append, Cancel), () => Journal.Append(append, Cancel));

        Assert.All(both, task => Assert.Equal(AppendOutcome.Committed, ((Task<AppendOutcome>)task).Result));
        Assert.Equal(4, (await Journal.Read(session.Session, 0, 100, Cancel)).Count);
    }

    [Fact]
    public async Task Other_events_in_place_of_those_that_were_written_are_fenced()
    {
        var session = await CreateAndClaim();
        await Journal.Append(Append(session, Started(), Completed(1, 1)), Cancel);

        Assert.Equal(AppendOutcome.Fenced, await Journal.Append(Append(session, Started(), new SessionPaused(5)), Cancel));
        Assert.Equal(AppendOutcome.Fenced, await Journal.Append(Append(session, Started()), Cancel));
        Assert.Equal(AppendOutcome.Fenced, await Journal.Append(Append(session), Cancel));

        Assert.Equal([Started(), Completed(1, 1)], (await Journal.Read(session.Session, 2, 100, Cancel)).Select(entry => entry.Body));
    }

    [Fact]
    public async Task Each_claim_raises_the_epoch_also_over_a_restart()
    {
        var session = Session();
        await Journal.Create(session, Cancel);

        Assert.Equal(1, (await Claim(session.Session)).Epoch);
        Assert.Equal(2, (await Claim(session.Session)).Epoch);
        await Restart();
        Assert.Equal(3, (await Claim(session.Session)).Epoch);
    }

    [Fact]
    public async Task An_older_claim_is_fenced_and_changes_nothing()
    {
        var older = await CreateAndClaim();
        var newer = await Claim(older.Session);
        var append = Append(older, Started(), Completed(1, 1), new SessionEnded(SessionEndReason.Client)) with { Point = Point(900, 4) };

        Assert.Equal(AppendOutcome.Fenced, await Journal.Append(append, Cancel));
        Assert.Equal(AppendOutcome.Fenced, await Journal.Append(append with { Events = [] }, Cancel));

        Assert.Equal(newer, await Journal.Find(older.Session, Cancel));
        Assert.Equal(2, (await Journal.Read(older.Session, 0, 100, Cancel)).Count);
        Assert.Empty((await History.Session(older.Session, Cancel))!.Sets);
        Assert.Equal(AppendOutcome.Committed, await Journal.Append(Append(newer, Started()), Cancel));
    }

    [Fact]
    public async Task An_older_claim_is_fenced_even_where_it_repeats_what_it_had_written()
    {
        var older = await CreateAndClaim();
        var append = Append(older, Started());
        await Journal.Append(append, Cancel);
        await Claim(older.Session);

        Assert.Equal(AppendOutcome.Fenced, await Journal.Append(append, Cancel));
    }

    [Fact]
    public async Task An_append_to_a_session_that_is_not_there_is_fenced()
    {
        var session = await CreateAndClaim();

        Assert.Equal(AppendOutcome.Fenced, await Journal.Append(Append(session with { Session = NewKey() }, Started()), Cancel));
    }

    [Fact]
    public async Task An_event_that_the_log_holds_is_refused_under_another_number()
    {
        var session = await CreateAndClaim();
        await Journal.Append(Append(session, Started(), Completed(1, 1)), Cancel);
        var now = (await Journal.Find(session.Session, Cancel))!;

        await Assert.ThrowsAsync<JournalException>(() => Journal.Append(Append(now, Completed(2, 5), Completed(1, 1)), Cancel));

        Assert.Equal(now, await Journal.Find(session.Session, Cancel));
        Assert.Equal(4, (await Journal.Read(session.Session, 0, 100, Cancel)).Count);
        Assert.Single((await History.Session(session.Session, Cancel))!.Sets.Single().Reps);
    }

    [Fact]
    public async Task A_rep_or_an_end_of_a_set_that_never_started_is_refused()
    {
        var session = await CreateAndClaim();

        await Assert.ThrowsAsync<JournalException>(() => Journal.Append(Append(session, Completed(1, 1)), Cancel));
        await Assert.ThrowsAsync<JournalException>(() => Journal.Append(Append(session, Ended(1, 1)), Cancel));

        Assert.Equal(session, await Journal.Find(session.Session, Cancel));
    }

    [Fact]
    public async Task Fenced_and_refused_sessions_do_not_harm_the_others_of_their_group()
    {
        var good = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => CreateAndClaim()));
        var stale = await CreateAndClaim();
        await Claim(stale.Session);
        var bad = await CreateAndClaim();
        using var sizes = new Measurements<int>(Services, "personalpt.journal.commit.size");

        var all = await InOneGroup(
            () => Journal.Append(Append(good[0], Started(), Completed(1, 1)), Cancel),
            () => Journal.Append(Append(stale, Started()), Cancel),
            () => Journal.Append(Append(good[1], Started(), Completed(1, 2)), Cancel),
            () => Journal.Append(Append(bad, Started(), Completed(1, 1), Completed(1, 1)), Cancel),
            () => Journal.Append(Append(good[2], Started(), Completed(1, 3)), Cancel));

        Assert.Contains(5, sizes.Values);
        Assert.Equal(AppendOutcome.Fenced, await (Task<AppendOutcome>)all[1]);
        await Assert.ThrowsAsync<JournalException>(() => all[3]);
        foreach (var (task, session) in new[] { all[0], all[2], all[4] }.Zip(good))
        {
            Assert.Equal(AppendOutcome.Committed, await (Task<AppendOutcome>)task);
            Assert.Equal(4, (await Journal.Read(session.Session, 0, 100, Cancel)).Count);
            Assert.Single((await History.Session(session.Session, Cancel))!.Sets.Single().Reps);
        }

        foreach (var session in new[] { stale, bad })
        {
            Assert.Equal(2, (await Journal.Read(session.Session, 0, 100, Cancel)).Count);
            Assert.Empty((await History.Session(session.Session, Cancel))!.Sets);
        }
    }

    [Fact]
    public async Task A_failing_commit_fails_its_whole_group_and_only_that()
    {
        var sessions = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => CreateAndClaim()));
        var appends = sessions.Select(session => Append(session, Started(), Completed(1, 1))).ToArray();
        // The first commit is the one that holds the writer up.
        Database.AtCommit(2, CommitFault.Fails);

        var failed = await InOneGroup([.. appends.Select(append => (Func<Task>)(() => Journal.Append(append, Cancel)))]);

        foreach (var (task, session) in failed.Zip(sessions))
        {
            await Assert.ThrowsAsync<JournalException>(() => task);
            Assert.Equal(session, await Journal.Find(session.Session, Cancel));
            Assert.Empty((await History.Session(session.Session, Cancel))!.Sets);
        }

        foreach (var append in appends)
            Assert.Equal(AppendOutcome.Committed, await Journal.Append(append, Cancel));
    }

    [Fact]
    public async Task An_append_whose_answer_was_lost_is_committed_when_it_is_sent_again()
    {
        var session = await CreateAndClaim();
        var append = Append(session, Started(), Completed(1, 1));
        Database.AtCommit(1, CommitFault.AnswerIsLost);
        await Assert.ThrowsAsync<JournalException>(() => Journal.Append(append, Cancel));

        Assert.Equal(AppendOutcome.Committed, await Journal.Append(append, Cancel));

        Assert.Equal(4, (await Journal.Read(session.Session, 0, 100, Cancel)).Count);
    }

    [Fact]
    public async Task Giving_up_waiting_leaves_an_append_that_can_be_sent_again()
    {
        var session = await CreateAndClaim();
        var append = Append(session, Started(), Completed(1, 1));
        using var impatient = new CancellationTokenSource();

        var givenUp = await InOneGroup(() =>
        {
            var waiting = Journal.Append(append, impatient.Token);
            impatient.Cancel();
            return Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        });

        Assert.All(givenUp, task => Assert.True(task.IsCompletedSuccessfully));
        Assert.Equal(AppendOutcome.Committed, await Journal.Append(append, Cancel));
        Assert.Equal(4, (await Journal.Read(session.Session, 0, 100, Cancel)).Count);
    }

    [Fact]
    public async Task Only_sessions_that_did_not_end_and_were_not_written_to_are_abandoned()
    {
        var (oldest, old, fresh, ended) = (Session(NewKey("a"), startedMicros: Monday), Session(NewKey("b"), startedMicros: Monday + Second),
            Session(startedMicros: Monday), Session(startedMicros: Monday));
        foreach (var session in new[] { old, oldest, fresh, ended })
            await Journal.Create(session, Cancel);

        await Journal.Append(Append(await Claim(fresh.Session)) with { WrittenMicros = Monday + 10 * Second }, Cancel);
        await Journal.Append(Append(await Claim(ended.Session), new SessionEnded(SessionEndReason.Client)), Cancel);

        Assert.Equal([oldest.Session, old.Session], await Journal.FindAbandoned(Monday + 10 * Second, 100, Cancel));
        Assert.Equal([oldest.Session], await Journal.FindAbandoned(Monday + 10 * Second, 1, Cancel));
        Assert.Equal([oldest.Session], await Journal.FindAbandoned(Monday + Second, 100, Cancel));
    }

    [Fact]
    public async Task Which_phones_there_were_is_kept_for_the_next_claim_and_only_by_the_newest_one()
    {
        var session = await CreateAndClaim();
        Assert.Empty(session.Phones);
        Assert.Equal(AppendOutcome.Committed, await Journal.KeepPhones(session.Session, session.Epoch, ["anna's \"phone\"", "", "täblet"], Cancel));
        await Journal.Append(Append(session, Started()), Cancel);

        var later = await Claim(session.Session);

        Assert.Equal(["anna's \"phone\"", "", "täblet"], later.Phones);
        Assert.Equal(AppendOutcome.Fenced, await Journal.KeepPhones(session.Session, session.Epoch, ["late"], Cancel));
        Assert.Equal(later.Phones, (await Journal.Find(session.Session, Cancel))!.Phones);
        Assert.Equal(AppendOutcome.Fenced, await Journal.KeepPhones(NewKey("elsewhere"), 1, ["late"], Cancel));
    }

    [Fact]
    public async Task What_was_committed_is_there_after_a_restart()
    {
        var session = await CreateAndClaim();
        await Journal.Append(Append(session, Started(), Completed(1, 1)), Cancel);
        var before = await Journal.Find(session.Session, Cancel);

        await Restart();

        Assert.Equal(before, await Journal.Find(session.Session, Cancel));
        Assert.Equal([Started(), Completed(1, 1)], (await Journal.Read(session.Session, 2, 100, Cancel)).Select(entry => entry.Body));
    }

    private protected async Task<StoredSession> CreateAndClaim()
    {
        var session = Session();
        await Journal.Create(session, Cancel);
        return await Claim(session.Session);
    }

    private protected async Task<StoredSession> Claim(SessionKey session)
    {
        var claimed = await Journal.Claim(session, Cancel);
        Assert.NotNull(claimed);
        return claimed;
    }
}
