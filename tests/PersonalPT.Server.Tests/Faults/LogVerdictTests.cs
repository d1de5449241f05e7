using PersonalPT.Protocol.V1;
using PersonalPT.Server.Tests.House;
using PersonalPT.Testing.Sessions;

namespace PersonalPT.Server.Tests.Faults;

/// <summary>The oracle notices what must not be: a real log, changed by hand.</summary>
public sealed class LogVerdictTests : FaultTest
{
    private readonly PhoneDiary _diary = new();
    private readonly ModelBook _models = new();

    [Fact]
    public async Task A_rep_that_is_missing_doubled_changed_or_out_of_place_is_noticed()
    {
        var log = await RealLog();
        var rep = log.Index().Last(e => e.Item.RepCompleted is not null).Index;

        Assert.True(Verdict(log).IsRight, $"{Verdict(log)}");
        Assert.Equal(Film.TrueReps, Verdict(log).Reps);
        Assert.Equal((1, 0), LostAndDoubled(Numbered([.. log.Take(rep), .. log.Skip(rep + 1)])));
        Assert.Equal((0, 1), LostAndDoubled(Numbered([.. log.Take(rep), log[rep], .. log.Skip(rep)])));
        Assert.Equal(2, Verdict([.. log.Take(rep), log[rep + 1], log[rep], .. log.Skip(rep + 2)]).OutOfOrder);
        Assert.Equal(1, Verdict(Changed(log, rep, e => e.RepCompleted.Rep.EndTimeUs++)).Different);
        Assert.Equal(1, Verdict(Changed(log, log.Count - 2, e => e.SetEnded.FinalVote++)).Different);
        Assert.Equal(1, Verdict([.. log.Take(log.Count - 1)]).Different);
    }

    [Fact]
    public async Task Somebody_who_saw_something_else_is_noticed()
    {
        var log = await RealLog();

        Assert.True(LogVerdict.Of(_diary, log, _models, [[.. log.Take(4)], []]).IsRight);
        Assert.Equal(1, LogVerdict.Of(_diary, log, _models, [Changed(log, 3, e => e.RecordedTimeUs++)]).OutOfOrder);
        Assert.Equal(1, LogVerdict.Of(_diary, log, _models, [[.. log, log[^1]]]).OutOfOrder);
    }

    [Fact]
    public async Task Inputs_that_were_lost_without_a_word_are_noticed()
    {
        var log = await RealLog();
        var other = new PhoneDiary();
        var run = other.Begin(() => 1);
        foreach (var input in _diary.Inputs([]).Where(input => input.Seq is < 500 or > 700))
            other.Note(run, input);

        Assert.False(LogVerdict.Of(other, log, _models).IsRight);
    }

    private async Task<IReadOnlyList<SessionEvent>> RealLog()
    {
        await using var server = await RunningHost.Start(
            ServerHost.Build(new ServerOptions { GrpcPort = 0, WebPort = 0, DataFile = DataFile }), Patience);
        var phone = await Phone(server.Addresses.Grpc, _diary);
        phone.Push(Film.Frames);
        await phone.EndAsync(Patience);
        await using var staff = FilmedPhone.Connect(server.Addresses.Grpc, "staff", "staff");
        await _models.FetchAsync(staff, phone.Seen, Patience);
        return phone.Seen;
    }

    private LogVerdict Verdict(IReadOnlyList<SessionEvent> log) => LogVerdict.Of(_diary, log, _models);

    private (int Lost, int Doubled) LostAndDoubled(IReadOnlyList<SessionEvent> log)
    {
        var verdict = Verdict(log);
        Assert.NotNull(verdict.First);
        return (verdict.Lost, verdict.Doubled);
    }

    private static IReadOnlyList<SessionEvent> Numbered(IReadOnlyList<SessionEvent> log) =>
        [.. log.Select((entry, i) => new SessionEvent(entry) { EventSeq = (ulong)i + 1 })];

    private static IReadOnlyList<SessionEvent> Changed(IReadOnlyList<SessionEvent> log, int at, Action<SessionEvent> change)
    {
        var changed = new SessionEvent(log[at]);
        change(changed);
        return [.. log.Take(at), changed, .. log.Skip(at + 1)];
    }
}
