using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Storage.Reading;
using static PersonalPT.Storage.Tests.SampleData;

namespace PersonalPT.Storage.Tests.Recordings;

public abstract class RecordingStoreConformance : StorageConformance
{
    private IRecordingStore Recordings => Services.GetRequiredService<IRecordingStore>();

    [Fact]
    public async Task What_was_added_is_there_after_a_restart()
    {
        var key = await Recorded();
        var (first, second) = (Chunk(key, 1, 1, 300), Chunk(key, 1, 301, 450, coveredFrom: 1));
        Assert.Equal([true, true], await Recordings.Add([first, second], Cancel));

        await Restart();

        var found = await Recordings.Find(key, Cancel);
        Assert.Equal(("ann", Monday, null), (found!.AthleteId, found.StartedMicros, found.EndedMicros));
        Assert.Equal([Kept(first), Kept(second)], found.Chunks);
        Assert.Equal(first.Content, await Recordings.Content(key, first.Span, Cancel));
        Assert.Equal(second.Content, await Recordings.Content(key, second.Span, Cancel));
        Assert.True((await Journal.Find(key, Cancel))!.IsRecorded);
        Assert.True((await Journal.Claim(key, Cancel))!.IsRecorded);
    }

    [Fact]
    public async Task The_same_chunk_again_is_kept_once()
    {
        var key = await Recorded();
        var chunk = Chunk(key, 1, 1, 300);
        await Recordings.Add([chunk], Cancel);

        Assert.Equal([true, true], await Recordings.Add([chunk, chunk], Cancel));

        Assert.Equal([Kept(chunk)], (await Recordings.Find(key, Cancel))!.Chunks);
    }

    [Fact]
    public async Task A_commit_that_fails_adds_nothing_and_no_append_goes_with_it()
    {
        var key = await Recorded();
        var claimed = await Journal.Claim(key, Cancel);
        Database.AtCommit(1, CommitFault.Fails);

        await Assert.ThrowsAsync<JournalException>(() => Recordings.Add([Chunk(key, 1, 1, 300)], Cancel));

        Assert.Null(await Recordings.Find(key, Cancel));
        Assert.Equal(AppendOutcome.Committed, await Journal.Append(Append(claimed!, Started()), Cancel));
    }

    [Fact]
    public async Task A_later_claim_takes_the_place_of_what_it_has_wholly_and_of_nothing_else()
    {
        var key = await Recorded();
        NewChunk[] before = [Chunk(key, 1, 1, 100), Chunk(key, 1, 101, 200), Chunk(key, 1, 201, 300), Chunk(key, 1, 301, 400)];
        await Recordings.Add(before, Cancel);

        NewChunk[] after = [Chunk(key, 2, 150, 250), Chunk(key, 2, 251, 350, coveredFrom: 150)];
        foreach (var chunk in after)
            await Recordings.Add([chunk], Cancel);

        Assert.Equal([Kept(before[0]), Kept(before[1]), Kept(before[3]), Kept(after[0]), Kept(after[1])], (await Recordings.Find(key, Cancel))!.Chunks);
    }

    [Fact]
    public async Task A_session_that_is_not_recorded_or_is_not_there_takes_no_chunks()
    {
        var (unrecorded, recorded) = (NewKey(), await Recorded());
        await Journal.Create(Session(unrecorded), Cancel);

        var taken = await Recordings.Add([Chunk(unrecorded, 1, 1, 2), Chunk(recorded, 1, 1, 2), Chunk(NewKey(), 1, 1, 2), Chunk(recorded with { GymId = "other" }, 1, 1, 2)], Cancel);

        Assert.Equal([false, true, false, false], taken);
        Assert.Null(await Recordings.Find(unrecorded, Cancel));
        Assert.False((await Journal.Find(unrecorded, Cancel))!.IsRecorded);
    }

    [Fact]
    public async Task What_was_deleted_is_gone_for_good_however_much_it_was_and_nothing_else_goes()
    {
        var (key, other) = (await Recorded(), await Recorded());
        for (var i = 0; i < 3; i++)
            await Recordings.Add([.. Enumerable.Range(0, 90).Select(n => Chunk(key, 1, i * 1000 + n * 10 + 1, i * 1000 + n * 10 + 10))], Cancel);
        await Recordings.Add([Chunk(other, 1, 1, 2)], Cancel);

        Assert.True(await Recordings.Delete(key, Cancel));

        Assert.Null(await Recordings.Find(key, Cancel));
        Assert.Equal([false], await Recordings.Add([Chunk(key, 1, 5000, 5001)], Cancel));
        Assert.False(await Recordings.Delete(key, Cancel));
        Assert.False(await Recordings.Delete(NewKey(), Cancel));
        Assert.NotNull(await Recordings.Find(other, Cancel));
        Assert.NotNull(await Journal.Find(key, Cancel));
    }

    [Fact]
    public async Task What_is_older_than_a_moment_is_dropped_the_oldest_first_and_a_few_at_a_time()
    {
        var key = await Recorded();
        NewChunk[] chunks = [.. Enumerable.Range(0, 5).Select(i => Chunk(key, 1, i * 10 + 1, i * 10 + 10) with { WrittenMicros = Monday + i * Second })];
        await Recordings.Add(chunks, Cancel);

        Assert.Equal(2, await Recordings.Drop(Monday + 3 * Second, 2, Cancel));
        Assert.Equal([Kept(chunks[2]), Kept(chunks[3]), Kept(chunks[4])], (await Recordings.Find(key, Cancel))!.Chunks);
        Assert.Equal(1, await Recordings.Drop(Monday + 3 * Second, 2, Cancel));
        Assert.Equal(0, await Recordings.Drop(Monday + 3 * Second, 2, Cancel));
        Assert.Equal([Kept(chunks[3]), Kept(chunks[4])], (await Recordings.Find(key, Cancel))!.Chunks);
        Assert.Null(await Recordings.Content(key, chunks[0].Span, Cancel));
    }

    [Fact]
    public async Task An_athletes_recordings_come_in_pages_newest_first_and_nobody_elses()
    {
        var keys = new SessionKey[5];
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = await Recorded(startedMicros: Monday + i / 2 * Second);
            await Recordings.Add([Chunk(keys[i], 1, 1, 2)], Cancel);
        }

        await Recorded();
        await Recordings.Add([Chunk(await Recorded(athlete: "ben"), 1, 1, 2)], Cancel);

        var read = new List<SessionKey>();
        HistoryPosition? place = null;
        IReadOnlyList<StoredRecording> page;
        while ((page = await Recordings.OfAthlete("gym", "ann", place, 2, Cancel)).Count > 0)
        {
            read.AddRange(page.Select(r => r.Session));
            place = new HistoryPosition(page[^1].StartedMicros, page[^1].Session.SessionId);
        }

        Assert.Equal(keys.Index().OrderByDescending(k => k.Index / 2).ThenByDescending(k => k.Item.SessionId, StringComparer.Ordinal).Select(k => k.Item), read);
        Assert.Empty(await Recordings.OfAthlete("other", "ann", null, 10, Cancel));
    }

    [Fact]
    public async Task A_recording_goes_with_its_session()
    {
        var key = await Recorded();
        await Recordings.Add([Chunk(key, 1, 1, 2)], Cancel);
        await Writer.Write(
            connection =>
            {
                using var context = connection.Context();
                return context.Sessions.Where(row => row.SessionId == key.SessionId).ExecuteDelete();
            },
            alone: true, Cancel);

        Assert.Equal(0, await Services.GetRequiredService<DatabaseReader>().Read((context, cancel) => context.RecordingChunks.CountAsync(cancel), Cancel));
    }

    private async Task<SessionKey> Recorded(string athlete = "ann", long startedMicros = Monday)
    {
        var key = NewKey();
        await Journal.Create(Session(key, athlete, startedMicros) with { IsRecorded = true }, Cancel);
        return key;
    }

    private static NewChunk Chunk(SessionKey key, long claim, long first, long last, long? coveredFrom = null) => new(
        key, new ChunkSpan(claim, first, last, Monday + first, Monday + last), coveredFrom ?? first, [(byte)claim, (byte)first, (byte)last], Monday);

    private static StoredChunk Kept(NewChunk chunk) => new(chunk.Span, chunk.Content.Length, chunk.WrittenMicros);
}
