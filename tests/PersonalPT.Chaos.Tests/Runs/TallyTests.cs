using Grpc.Core;
using PersonalPT.Chaos.Faults;
using PersonalPT.Chaos.Runs;
using PersonalPT.Client;
using PersonalPT.Testing.Sessions;

namespace PersonalPT.Chaos.Tests.Runs;

public sealed class TallyTests : IDisposable
{
    private readonly Tally _tally = new();
    private readonly CancellationTokenSource _hopeless = new();

    public void Dispose() => _hopeless.Dispose();

    [Fact]
    public async Task Whatever_escapes_from_a_phone_is_an_unfinished_session_with_its_cause()
    {
        await _tally.TrainAsync("s-1", () => throw new ObjectDisposedException("the stream"), _hopeless.Token);

        Assert.Equal(1, _tally.Unfinished);
        Assert.False(_tally.IsRight);
        var wrong = Assert.Single(_tally.Wrong);
        Assert.Contains("s-1", wrong, StringComparison.Ordinal);
        Assert.Contains(nameof(ObjectDisposedException), wrong, StringComparison.Ordinal);
        Assert.Contains("the stream", wrong, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_that_was_broken_off_while_there_was_hope_is_told_from_one_that_took_too_long()
    {
        await _tally.TrainAsync("early", () => throw new OperationCanceledException("the call was broken off"), _hopeless.Token);
        await _hopeless.CancelAsync();
        await _tally.TrainAsync("late", () => Task.FromCanceled(_hopeless.Token), _hopeless.Token);

        Assert.Equal(2, _tally.Unfinished);
        Assert.Collection(
            _tally.Wrong,
            early => Assert.Contains("the call was broken off", early, StringComparison.Ordinal),
            late => Assert.Contains("it took too long", late, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_session_that_gets_to_its_end_with_the_right_log_is_right()
    {
        await _tally.TrainAsync(
            "s-1",
            () =>
            {
                _tally.Ended("s-1", new LogVerdict(Lost: 0, Doubled: 0, OutOfOrder: 0, Different: 0, Reps: 7, First: null), gaps: 1);
                return Task.CompletedTask;
            },
            _hopeless.Token);

        Assert.True(_tally.IsRight);
        Assert.Equal((1, 7, 1, 0), (_tally.Sessions, _tally.Reps, _tally.Gaps, _tally.Unfinished));
    }

    [Fact]
    public async Task A_fault_that_fails_does_not_end_the_run_and_is_not_right()
    {
        await _tally.HappenAsync(FaultKind.RestartServer, () => throw new InvalidOperationException("it did not come back"), CancellationToken.None);
        await _tally.HappenAsync(FaultKind.KillServer, () => Task.FromResult(true), CancellationToken.None);
        await _tally.HappenAsync(FaultKind.FreezeServer, () => Task.FromResult(false), CancellationToken.None);

        Assert.Equal(1, _tally.FailedFaults);
        Assert.False(_tally.IsRight);
        Assert.Contains("it did not come back", Assert.Single(_tally.Wrong), StringComparison.Ordinal);
        Assert.Equal([FaultKind.KillServer], _tally.Faults.Keys);
    }

    [Fact]
    public async Task Where_everything_goes_wrong_all_is_counted_and_the_first_tell_why()
    {
        for (var i = 0; i < 1000; i++)
            await _tally.TrainAsync($"s-{i}", () => throw PersonalPTException.From(new RpcException(new Status(StatusCode.PermissionDenied, "no"))), _hopeless.Token);

        Assert.Equal(1000, _tally.Unfinished);
        Assert.Equal(100, _tally.Wrong.Count());
        Assert.Contains("s-0 ", _tally.Wrong.First(), StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_a_group_counts_too_little_or_too_much_is_not_right()
    {
        _tally.GroupCounted("ann", 7, 7);
        Assert.True(_tally.IsRight);

        _tally.GroupCounted("ben", 5, 7);
        _tally.GroupCounted("cleo", 8, 7);

        Assert.Equal((21, 2, 1), (_tally.GroupReps, _tally.GroupLost, _tally.GroupDoubled));
        Assert.False(_tally.IsRight);
    }

    [Theory, InlineData(0), InlineData(1), InlineData(2), InlineData(3)]
    public void What_coaches_lose_see_or_are_refused_wrongly_is_not_right(int which)
    {
        Action[] wrong = [() => _tally.Coached("s-1", 3, 1, 0), () => _tally.Coached("s-1", 3, 0, 1), () => _tally.Leaked("a rep"), () => _tally.Refused("a cue")];
        _tally.Coached("s-1", 3, 0, 0);
        _tally.Revoked();
        Assert.True(_tally.IsRight);

        wrong[which]();

        Assert.False(_tally.IsRight);
        Assert.Single(_tally.Wrong);
    }

    [Fact]
    public void A_board_that_takes_reps_back_is_not_right()
    {
        _tally.TakenBack("the board");

        Assert.False(_tally.IsRight);
    }
}
