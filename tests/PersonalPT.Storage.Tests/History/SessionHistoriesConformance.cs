using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using static PersonalPT.Storage.Tests.SampleData;
using Rep = PersonalPT.Counting.Rep;
using SetEndReason = PersonalPT.Counting.SetEndReason;

namespace PersonalPT.Storage.Tests.History;

public abstract class SessionHistoriesConformance : StorageConformance
{
    [Fact]
    public async Task A_running_set_shows_its_reps_in_the_order_of_time()
    {
        var key = await Store(Session(), Started(), Completed(1, 9), Completed(2, 3), Completed(3, 6));

        var set = Assert.Single((await History.Session(key, Cancel))!.Sets);

        Assert.Equal((1, Squat, Monday, null, null), (set.SetNumber, set.Model, set.StartMicros, set.EndMicros, set.Reason));
        Assert.Equal([RepAt(3), RepAt(6), RepAt(9)], set.Reps);
    }

    [Fact]
    public async Task An_ended_set_shows_the_final_times()
    {
        var key = await Store(Session(), Started(), Completed(1, 9), Completed(2, 3), Ended(1, 3.5, 9.5), Started(2, 60));

        var sets = (await History.Session(key, Cancel))!.Sets;

        Assert.Equal([1, 2], sets.Select(set => set.SetNumber));
        Assert.Equal((RepAt(3.5).StartMicros, (long?)RepAt(9.5).EndMicros, SetEndReason.Rest), (sets[0].StartMicros, sets[0].EndMicros, sets[0].Reason!.Value));
        Assert.Equal([RepAt(3.5), RepAt(9.5)], sets[0].Reps);
        Assert.Empty(sets[1].Reps);
        Assert.Null(sets[1].EndMicros);
    }

    [Fact]
    public async Task A_session_that_is_not_there_has_no_history()
    {
        var key = await Store(Session());

        Assert.Null(await History.Session(NewKey(), Cancel));
        Assert.Null(await History.Session(key with { GymId = "other" }, Cancel));
        Assert.Empty(await History.Sessions("other", "ann", null, 10, Cancel));
        Assert.Empty(await History.Sessions("gym", "bob", null, 10, Cancel));
    }

    [Fact]
    public async Task Sessions_come_newest_first_page_by_page_each_once()
    {
        var stored = new List<SessionKey>();
        // Two of each time, so that the place in the order needs the name, too.
        for (var i = 0; i < 7; i++)
            stored.Add(await Store(Session(startedMicros: Monday + i / 2 * Second), Started(), Completed(1, i)));

        await Store(Session(athleteId: "bob"), Started());
        await Store(Session(NewKey("other")), Started());

        var read = new List<SessionHistory>();
        HistoryPosition? before = null;
        while (await History.Sessions("gym", "ann", before, 2, Cancel) is { Count: > 0 } page)
        {
            read.AddRange(page);
            before = new HistoryPosition(page[^1].StartedMicros, page[^1].Session.SessionId);
        }

        Assert.Equal(7, read.Count);
        Assert.Equal(stored.ToHashSet(), read.Select(session => session.Session).ToHashSet());
        Assert.Equal(read.Select(session => session.StartedMicros).OrderDescending(), read.Select(session => session.StartedMicros));
        Assert.All(read, session => Assert.Single(session.Sets.Single().Reps));
    }

    [Fact]
    public async Task An_export_holds_every_rep_of_the_athlete_once_oldest_session_first()
    {
        var expected = new List<(string SessionId, int Set, int Ordinal, Rep Rep)>();
        foreach (var day in Enumerable.Range(0, 70).Select(i => (i * 37) % 70))
        {
            var key = NewKey();
            await Store(
                Session(key, startedMicros: Monday + day * Second),
                Started(), Completed(1, day + 5), Completed(2, day), Ended(1, day, day + 5), Started(2, day + 20), Completed(1, day + 20, set: 2));
            expected.AddRange(
                [(key.SessionId, 1, 1, RepAt(day)), (key.SessionId, 1, 2, RepAt(day + 5)), (key.SessionId, 2, 1, RepAt(day + 20))]);
        }

        await Store(Session(athleteId: "bob"), Started(), Completed(1, 1));
        await Store(Session(NewKey("other")), Started(), Completed(1, 1));

        var read = new List<RepHistory>();
        await foreach (var rep in History.Reps("gym", "ann", Cancel))
            read.Add(rep);

        var sessionStarts = expected.ToLookup(rep => rep.SessionId, rep => rep.Rep.StartMicros);
        Assert.Equal(
            expected.OrderBy(rep => sessionStarts[rep.SessionId].Min()).ThenBy(rep => rep.Set).ThenBy(rep => rep.Ordinal),
            read.Select(rep => (rep.SessionId, rep.SetNumber, rep.Ordinal, rep.Rep)));
        Assert.All(read, rep => Assert.Equal(Squat, rep.Model));
    }

    [Fact]
    public async Task Figures_of_sets_come_newest_first_bounded_in_time_and_number_with_what_people_said()
    {
        var longAgo = await Store(Session(startedMicros: Monday), Started(), Completed(1, 1));
        var first = await Store(Session(startedMicros: Monday + Second), Started(), Completed(1, 9), Completed(2, 3), Ended(1, 3, 9), Started(2, 60));
        var changed = await Store(
            Session(startedMicros: Monday + 2 * Second), Started(), Completed(1, 1), Completed(2, 4), Ended(1, 1, 4),
            new SetAnnotated(Guid.NewGuid().ToString(), 1, "ann", 60_500, 17, null, SetAnnotationParts.None), new SetCorrected(Guid.NewGuid().ToString(), 1, "carl", 3));
        await Store(Session(athleteId: "bob", startedMicros: Monday + 3 * Second), Started(), Completed(1, 1));
        await Store(Session(NewKey("other"), startedMicros: Monday + 3 * Second), Started(), Completed(1, 1));

        var sets = await History.Sets("gym", "ann", Monday + Second, 10, Cancel);

        Assert.Equal(
            [(changed.SessionId, 1, 2, 4 * Second), (first.SessionId, 2, 0, 0), (first.SessionId, 1, 2, 4 * Second)],
            sets.Select(set => (set.SessionId, set.SetNumber, set.Reps, set.RepMicros)));
        Assert.All(sets, set => Assert.Equal("squat", set.ExerciseId));
        Assert.Equal((3, "carl", 60_500, 17), (
            sets[0].Details.CorrectedReps!.Value.Value, sets[0].Details.CorrectedReps!.Value.AuthorId, sets[0].Details.LoadGrams!.Value.Value,
            sets[0].Details.RpeHalves!.Value.Value));
        Assert.All(sets.Skip(1), set => Assert.Equal(SetDetails.None, set.Details));
        Assert.Equal(sets.Take(2), await History.Sets("gym", "ann", Monday + Second, 2, Cancel));
        Assert.Equal([.. sets.Select(set => set.SessionId), longAgo.SessionId], (await History.Sets("gym", "ann", 0, 10, Cancel)).Select(set => set.SessionId));
        Assert.Empty(await History.Sets("gym", "ann", Monday + 3 * Second, 10, Cancel));
    }

    [Fact]
    public async Task An_ended_session_shows_when()
    {
        var key = await Store(Session(), new SessionEnded(SessionEndReason.Client));

        Assert.Equal((Monday, Monday + Second), ((await History.Session(key, Cancel))!.StartedMicros, (await History.Session(key, Cancel))!.EndedMicros!.Value));
    }

    private async Task<SessionKey> Store(NewSession session, params SessionEventBody[] events)
    {
        await Journal.Create(session, Cancel);
        var claimed = await Journal.Claim(session.Session, Cancel);
        Assert.Equal(AppendOutcome.Committed, await Journal.Append(Append(claimed!, events), Cancel));
        return session.Session;
    }
}
