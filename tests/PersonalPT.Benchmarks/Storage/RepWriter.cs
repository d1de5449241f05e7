using PersonalPT.Contracts.Models;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Counting;
using RepCompleted = PersonalPT.Contracts.Sessions.RepCompleted;
using SetStarted = PersonalPT.Contracts.Sessions.SetStarted;

namespace PersonalPT.Benchmarks.Storage;

/// <summary>A session whose reps are written one by one.</summary>
internal sealed class RepWriter(IJournal journal, StoredSession row)
{
    private static readonly ModelReference s_model = new("", Films.Exercise, 1);

    private long _lastEventSeq = row.LastEventSeq;
    private int _reps;

    public static async Task<RepWriter> Open(IJournal journal)
    {
        var key = new SessionKey("bench", Guid.NewGuid().ToString());
        var capture = new CaptureHeader(1, 16 / 9.0, 1, 30, 1, "benchmark");
        await journal.Create(new NewSession(key, "anna", capture, false, Point(1), 1), CancellationToken.None);
        var writer = new RepWriter(journal, await journal.Claim(key, CancellationToken.None) ?? throw new InvalidOperationException("No session."));
        await writer.Append(new SetStarted(1, 1, s_model));
        return writer;
    }

    public Task AppendRep()
    {
        var at = 2_000_000L * ++_reps;
        return Append(new RepCompleted(1, _reps, new Rep(at, at + 1_000_000, at + 1_900_000), FoundLate: false));
    }

    private async Task Append(SessionEventBody body)
    {
        var append = new JournalAppend(row.Session, row.Epoch, _lastEventSeq, row.AthleteId, [body], Point(1), 1);
        if (await journal.Append(append, CancellationToken.None) is not AppendOutcome.Committed)
            throw new InvalidOperationException("The journal did not take a rep.");
        _lastEventSeq++;
    }

    private static DurablePoint Point(long inputSeq) => new(inputSeq, 1, s_model, "{}", RepCounter.Version, Paused: false);
}
