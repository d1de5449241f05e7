using CsCheck;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Counting;
using static PersonalPT.Storage.Tests.SampleData;
using RepCompleted = PersonalPT.Contracts.Sessions.RepCompleted;
using SetEnded = PersonalPT.Contracts.Sessions.SetEnded;
using SetStarted = PersonalPT.Contracts.Sessions.SetStarted;

namespace PersonalPT.Storage.Tests.Journal;

/// <summary>Any interleaving of claims, appends, lost answers and repetitions by two activations of each of several sessions, against a model of the log.</summary>
public abstract class SessionJournalProperties : StorageConformance
{
    private static readonly Gen<Step> _step = Gen.Select(Gen.Int[0, 1], Gen.Enum<StepKind>(), Gen.Int[0, 5], (activation, kind, events) => new Step(activation, kind, events));

    [Fact]
    public async Task The_log_is_what_the_model_of_it_says() => await _step.List[1, 25].List[1, 6].SampleAsync(
        async sessions => await Task.WhenAll(sessions.Select(Play)), iter: 60, threads: 1);

    /// <summary>Which server's journal an activation writes to: the one server's, where there is one.</summary>
    protected virtual IJournal JournalOf(int activation) => Journal;

    private async Task Play(List<Step> steps)
    {
        var key = NewKey();
        var created = await Journal.Create(Session(key), Cancel);
        var oracle = new Oracle();
        var activations = new[] { new Activation(created), new Activation(created) };
        foreach (var (which, kind, count) in steps)
        {
            var activation = activations[which];
            if (kind == StepKind.Claim)
            {
                activation.Session = (await JournalOf(which).Claim(key, Cancel))!;
                oracle.Epoch++;
                Assert.Equal((oracle.Epoch, oracle.LastEventSeq), (activation.Session.Epoch, activation.Session.LastEventSeq));
                continue;
            }

            if (kind == StepKind.Repeat && activation.Last is null)
                continue;

            var append = kind == StepKind.Repeat ? activation.Last! : activation.Next(count);
            var expected = oracle.Append(append);
            Assert.Equal(expected, await JournalOf(which).Append(append, Cancel));
            activation.Last = append;
            if (expected == AppendOutcome.Committed && kind != StepKind.AppendAndForget)
                activation.Session = activation.Session with { LastEventSeq = append.LastEventSeq + append.Events.Count };
        }

        await AgreesWith(oracle, key);
    }

    private async Task AgreesWith(Oracle oracle, SessionKey key)
    {
        var stored = (await Journal.Find(key, Cancel))!;
        Assert.Equal((oracle.Epoch, oracle.LastEventSeq, oracle.Point), (stored.Epoch, stored.LastEventSeq, stored.Point));
        var log = await Journal.Read(key, 2, 1000, Cancel);
        Assert.Equal(Enumerable.Range(3, oracle.Log.Count).Select(n => (long)n), log.Select(entry => entry.EventSeq));
        Assert.Equal(oracle.Log.Select(body => body.IdempotencyKey), log.Select(entry => entry.Body.IdempotencyKey));

        var sets = (await History.Session(key, Cancel))!.Sets;
        Assert.Equal(Projected(log), sets.Select(set => (set.SetNumber, set.Reason, string.Join(' ', set.Reps))));
    }

    // What the log says about sets and reps, by the simplest program that can say it.
    private static IEnumerable<(int Number, SetEndReason? Reason, string Reps)> Projected(IReadOnlyList<SessionEvent> log) =>
        from started in log.Select(entry => entry.Body).OfType<SetStarted>()
        let ended = log.Select(entry => entry.Body).OfType<SetEnded>().SingleOrDefault(end => end.SetNumber == started.SetNumber)
        let reps = ended?.Reps as IEnumerable<Rep>
            ?? log.Select(entry => entry.Body).OfType<RepCompleted>().Where(rep => rep.SetNumber == started.SetNumber).Select(rep => rep.Rep)
                .OrderBy(rep => rep.StartMicros)
        select (started.SetNumber, ended?.Reason, string.Join(' ', reps));

    private sealed record Step(int Activation, StepKind Kind, int Events);

    private enum StepKind
    {
        Claim,
        Append,
        AppendAndForget,
        Repeat,
    }

    private sealed class Activation(StoredSession session)
    {
        public StoredSession Session { get; set; } = session;

        public JournalAppend? Last { get; set; }

        public JournalAppend Next(int count)
        {
            var at = (int)Session.LastEventSeq - 2;
            return Append(Session, [.. Enumerable.Range(at, count).Select(Scripted)]) with { Point = Point(at + count) };
        }
    }

    private sealed class Oracle
    {
        public List<SessionEventBody> Log { get; } = [];

        public long Epoch { get; set; }

        public long LastEventSeq => Log.Count + 2;

        public DurablePoint Point { get; private set; } = SampleData.Point();

        public AppendOutcome Append(JournalAppend append)
        {
            if (append.Epoch != Epoch)
                return AppendOutcome.Fenced;

            if (append.LastEventSeq == LastEventSeq)
            {
                Log.AddRange(append.Events);
                Point = append.Point;
                return AppendOutcome.Committed;
            }

            return append.LastEventSeq + append.Events.Count == LastEventSeq
                && append.Events.Select(body => body.IdempotencyKey).SequenceEqual(Log.Skip((int)append.LastEventSeq - 2).Select(body => body.IdempotencyKey))
                ? AppendOutcome.Committed
                : AppendOutcome.Fenced;
        }
    }
}
