using CsCheck;
using Microsoft.Extensions.DependencyInjection;
using PersonalPT.Contracts.Audit;
using PersonalPT.Contracts.Storage;
using static PersonalPT.Storage.Tests.SampleData;

namespace PersonalPT.Storage.Tests.Audit;

public abstract class AuditLogConformance : StorageConformance
{
    private IAuditLog Audit => Services.GetRequiredService<IAuditLog>();

    [Fact]
    public async Task An_entry_is_there_as_it_was_written_also_after_a_restart()
    {
        var entry = Entry(Monday) with { AthleteId = "ann", OtherId = "carl", Outcome = AuditOutcome.Refused };
        await Audit.Write("gym", entry, Cancel);
        await Restart();

        Assert.Equal([entry], await Audit.List("gym", null, null, 10, Cancel));
        Assert.Empty(await Audit.List("other", null, null, 10, Cancel));
    }

    [Fact]
    public async Task The_same_entry_written_again_is_there_once()
    {
        var entry = Entry(Monday);
        await Audit.Write("gym", entry, Cancel);
        await Audit.Write("gym", entry, Cancel);

        Assert.Single(await Audit.List("gym", null, null, 10, Cancel));
    }

    [Fact]
    public async Task It_is_committed_with_what_sessions_write_and_takes_no_transaction_of_its_own()
    {
        var claimed = (await Journal.Claim((await Journal.Create(Session(), Cancel)).Session, Cancel))!;
        Database.AtCommit(3, CommitFault.Fails);

        // The one that holds the writer up, and one for both: a third one would fail.
        var done = await InOneGroup(() => Audit.Write("gym", Entry(Monday), Cancel), () => Journal.Append(Append(claimed, Started()), Cancel));

        Assert.All(done, task => Assert.True(task.IsCompletedSuccessfully, $"{task.Exception?.Message}"));
    }

    [Fact]
    public async Task Somebodys_entries_are_those_that_he_made_and_those_about_him()
    {
        await Audit.Write("gym", Entry(Monday + 1) with { ActorId = "ann" }, Cancel);
        await Audit.Write("gym", Entry(Monday + 2) with { AthleteId = "ann" }, Cancel);
        await Audit.Write("gym", Entry(Monday + 3) with { OtherId = "ann" }, Cancel);
        await Audit.Write("gym", Entry(Monday + 4), Cancel);

        Assert.Equal([Monday + 3, Monday + 2, Monday + 1], (await Audit.List("gym", "ann", null, 10, Cancel)).Select(e => e.AtMicros));
    }

    [Fact]
    public async Task Whatever_is_written_its_pages_hold_everything_once_newest_first()
    {
        var gyms = 0;
        await Gen.Select(Gen.Int[0, 4].List[0, 12], Gen.Int[1, 5]).SampleAsync(
            async (times, size) =>
            {
                var gym = $"gym-{Interlocked.Increment(ref gyms)}";
                foreach (var time in times)
                    await Audit.Write(gym, Entry(Monday + time), Cancel);
                var read = new List<AuditEntry>();
                AuditPosition? before = null;
                while (await Audit.List(gym, null, before, size, Cancel) is { Count: > 0 } page)
                {
                    read.AddRange(page);
                    before = new AuditPosition(page[^1].AtMicros, page[^1].EntryId);
                }

                Assert.Equal(times.Count, read.DistinctBy(e => e.EntryId).Count());
                Assert.Equal(times.OrderDescending().Select(time => Monday + time), read.Select(e => e.AtMicros));
            },
            iter: 20, threads: 1);
    }

    [Fact]
    public async Task What_is_older_goes_and_nothing_else_does()
    {
        for (var i = 0; i < 5; i++)
            await Audit.Write(i % 2 == 0 ? "gym" : "other", Entry(Monday + i), Cancel);

        Assert.Equal(2, await Audit.Drop(Monday + 3, 2, Cancel));
        Assert.Equal(1, await Audit.Drop(Monday + 3, 2, Cancel));
        Assert.Equal(0, await Audit.Drop(Monday + 3, 2, Cancel));
        Assert.Equal([Monday + 4], (await Audit.List("gym", null, null, 10, Cancel)).Select(e => e.AtMicros));
        Assert.Equal([Monday + 3], (await Audit.List("other", null, null, 10, Cancel)).Select(e => e.AtMicros));
    }

    private static AuditEntry Entry(long atMicros) =>
        new(Guid.NewGuid(), atMicros, "sam", "staff", AuditAction.SignIn, AuditOutcome.Done, null, null, "POST /sign-in");
}
