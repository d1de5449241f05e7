using Microsoft.Extensions.DependencyInjection;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using static PersonalPT.Storage.Tests.SampleData;

namespace PersonalPT.Storage.Tests.Sets;

public abstract class SetChangeStoreConformance : StorageConformance
{
    private const long Later = Monday + 100 * Second;

    private ISetChangeStore Changes => Services.GetRequiredService<ISetChangeStore>();

    [Fact]
    public async Task A_change_in_the_log_is_found_with_its_set_and_its_number()
    {
        var noted = Noted(1);
        var key = await Store(Started(), Completed(1, 1), Ended(1, 1), noted);

        var found = await Changes.Look(key, 1, noted.ChangeId, Cancel);
        var history = Assert.Single((await History.Session(key, Cancel))!.Sets);

        var kept = new RecordedSetChange(noted, Monday + Second, 6);
        Assert.Equal(new SetStanding(true, true, 1, kept), found);
        Assert.Equal([kept], history.Changes);
        Assert.Equal(noted, (await Journal.Read(key, 5, 10, Cancel)).Single().Body);
    }

    [Fact]
    public async Task A_set_that_runs_and_one_that_is_not_there_are_told_apart()
    {
        var key = await Store(Started(), Completed(1, 1));

        Assert.Equal(new SetStanding(true, false, 0, null), await Changes.Look(key, 1, NewId(), Cancel));
        Assert.Equal(new SetStanding(false, false, 0, null), await Changes.Look(key, 2, NewId(), Cancel));
        Assert.Equal(new SetStanding(false, false, 0, null), await Changes.Look(NewKey(), 1, NewId(), Cancel));
        Assert.Equal(new SetStanding(false, false, 0, null), await Changes.Look(key with { GymId = "other" }, 1, NewId(), Cancel));
    }

    [Fact]
    public async Task What_is_said_after_the_end_stands_behind_the_log_and_not_in_it()
    {
        var (first, second, third) = (Noted(1), new SetCorrected(NewId(), 1, "carl", 3), new SetCorrected(NewId(), 1, "ann", null));
        var key = await Store(Started(), Completed(1, 1), Ended(1, 1), first, new SessionEnded(SessionEndReason.Client));
        var log = await Journal.Read(key, 0, 100, Cancel);

        Assert.Equal(new RecordedSetChange(second, Later, 0), await Changes.Add(key, second, Later, Cancel));
        Assert.Equal(new RecordedSetChange(third, Later, 0), await Changes.Add(key, third, Later, Cancel));

        var set = Assert.Single((await History.Session(key, Cancel))!.Sets);
        Assert.Equal([new(first, Monday + Second, 6), new(second, Later, 0), new(third, Later, 0)], set.Changes);
        Assert.Equal(log.Select(e => e.Body.IdempotencyKey), (await Journal.Read(key, 0, 100, Cancel)).Select(e => e.Body.IdempotencyKey));
        Assert.Equal(log.Count, (await Journal.Find(key, Cancel))!.LastEventSeq);
        Assert.Equal([RepAt(1)], set.Reps);
    }

    [Fact]
    public async Task The_same_change_again_is_kept_once_with_its_first_time()
    {
        var change = new SetCorrected(NewId(), 1, "carl", 3);
        var key = await Store(Started(), Completed(1, 1), Ended(1, 1), new SessionEnded(SessionEndReason.Client));

        await Changes.Add(key, change, Later, Cancel);
        var again = await Changes.Add(key, change, Later + Second, Cancel);
        var other = await Changes.Add(key, change with { Reps = 4 }, Later + Second, Cancel);

        Assert.Equal(new RecordedSetChange(change, Later, 0), again);
        Assert.Equal(again, other);
        Assert.Equal(1, (await Changes.Look(key, 1, NewId(), Cancel)).Changes);
    }

    [Fact]
    public async Task A_session_that_goes_on_takes_changes_through_its_log_only()
    {
        var key = await Store(Started(), Completed(1, 1), Ended(1, 1));

        Assert.Null(await Changes.Add(key, Noted(1), Later, Cancel));
        Assert.Null(await Changes.Add(NewKey(), Noted(1), Later, Cancel));
        Assert.Empty((await History.Session(key, Cancel))!.Sets.Single().Changes);
    }

    [Fact]
    public async Task A_change_of_a_set_that_is_not_there_is_not_written()
    {
        var key = await Store(Started(), Completed(1, 1), Ended(1, 1), new SessionEnded(SessionEndReason.Client));

        Assert.Null(await Changes.Add(key, Noted(2), Later, Cancel));
    }

    [Fact]
    public async Task An_append_that_is_written_again_keeps_one_change()
    {
        var noted = Noted(1);
        var key = await Store(Started(), Completed(1, 1), Ended(1, 1));
        var claimed = await Journal.Claim(key, Cancel);

        Assert.Equal(AppendOutcome.Committed, await Journal.Append(Append(claimed!, noted), Cancel));
        Assert.Equal(AppendOutcome.Committed, await Journal.Append(Append(claimed!, noted), Cancel));

        Assert.Equal(1, (await Changes.Look(key, 1, NewId(), Cancel)).Changes);
    }

    [Fact]
    public async Task Changes_of_many_sessions_in_one_group_stay_where_they_belong()
    {
        var keys = new List<SessionKey>();
        for (var i = 0; i < 5; i++)
            keys.Add(await Store(Started(), Completed(1, i), Ended(1, i), Started(2, 60), Completed(1, 61, set: 2), Ended(2, 61)));
        var claims = new List<StoredSession>();
        foreach (var key in keys)
            claims.Add((await Journal.Claim(key, Cancel))!);
        // The third does not own its session any more.
        await Journal.Claim(keys[2], Cancel);

        await InOneGroup([.. claims.Select((claim, i) => (Func<Task>)(() => Journal.Append(Append(claim, Noted(1, $"note {i}"), Noted(2, "else")), Cancel)))]);

        for (var i = 0; i < keys.Count; i++)
        {
            var sets = (await History.Session(keys[i], Cancel))!.Sets;
            if (i == 2)
                Assert.All(sets, set => Assert.Empty(set.Changes));
            else
                Assert.Equal([$"note {i}", "else"], sets.Select(set => set.Details.Note!.Value.Value));
        }
    }

    [Theory]
    [InlineData("Schwer, aber gut.\nNächstes Mal mehr \U0001F4AA\U0001F3FD")]
    [InlineData("'; DROP TABLE set_changes; --")]
    [InlineData("{\"kind\":\"set_corrected\"}")]
    [InlineData("\u202Etxet sdrawkcab \uFFFD \"quoted\" \\u0000")]
    public async Task A_note_comes_back_as_it_was_written(string note)
    {
        var (live, late) = (Noted(1, note), Noted(1, note));
        var key = await Store(Started(), Completed(1, 1), Ended(1, 1), live, new SessionEnded(SessionEndReason.Client));
        await Changes.Add(key, late, Later, Cancel);

        Assert.Equal([live, late], (await History.Session(key, Cancel))!.Sets.Single().Changes.Select(c => c.Change));
    }

    [Fact]
    public async Task Everything_is_there_after_a_restart()
    {
        var (live, late) = (Noted(1), new SetCorrected(NewId(), 1, "carl", 3));
        var key = await Store(Started(), Completed(1, 1), Ended(1, 1), live, new SessionEnded(SessionEndReason.Client));
        await Changes.Add(key, late, Later, Cancel);
        var before = (await History.Session(key, Cancel))!.Sets.Single().Changes;

        await Restart();

        Assert.Equal(before, (await History.Session(key, Cancel))!.Sets.Single().Changes);
        Assert.Equal(before[1], (await Changes.Look(key, 1, late.ChangeId, Cancel)).Written);
    }

    [Fact]
    public async Task An_export_says_with_each_rep_what_was_said_about_its_set()
    {
        var key = await Store(
            Started(), Completed(1, 1), Completed(2, 5), Ended(1, 1, 5), new SetCorrected(NewId(), 1, "carl", 3), Started(2, 60), Completed(1, 61, set: 2));

        var reps = new List<RepHistory>();
        await foreach (var rep in History.Reps("gym", "ann", Cancel))
            reps.Add(rep);

        Assert.Equal([(1, 2, (int?)3), (1, 2, 3), (2, 1, null)], reps.Select(r => (r.SetNumber, r.RepsOfSet, r.Details.CorrectedReps?.Value)));
        Assert.All(reps, rep => Assert.Equal(key.SessionId, rep.SessionId));
        Assert.Equal(3, (await History.Sessions("gym", "ann", null, 10, Cancel)).Single().Sets[0].Details.CorrectedReps!.Value.Value);
    }

    private static string NewId() => Guid.NewGuid().ToString();

    private static SetAnnotated Noted(int set, string? note = null) => new(NewId(), set, "carl", 62_500, 17, note, SetAnnotationParts.None);

    private async Task<SessionKey> Store(params SessionEventBody[] events)
    {
        var session = Session();
        await Journal.Create(session, Cancel);
        var claimed = await Journal.Claim(session.Session, Cancel);
        Assert.Equal(AppendOutcome.Committed, await Journal.Append(Append(claimed!, events), Cancel));
        return session.Session;
    }
}
