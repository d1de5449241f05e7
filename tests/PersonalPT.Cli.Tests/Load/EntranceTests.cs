using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using PersonalPT.Cli.Load;

namespace PersonalPT.Cli.Tests.Load;

public sealed class EntranceTests
{
    private static readonly TimeSpan s_told = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(1);

    private readonly FakeTimeProvider _time = new();
    private int _tries;

    private static CancellationToken Patience => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_is_let_in_at_once_has_not_waited()
    {
        var entrance = Open(TimeSpan.FromSeconds(15));

        Assert.True(await entrance.EnterAsync(Try(refusals: 0), Patience));
        Assert.Equal((1, 0, 0), (_tries, entrance.Refusals, entrance.KeptOut));
    }

    [Theory]
    [InlineData(0, 2000)]
    [InlineData(.5, 2250)]
    [InlineData(1, 2500)]
    public async Task Who_was_refused_comes_again_as_late_as_he_was_told_and_by_a_random_part_later(double dice, int milliseconds)
    {
        var entrance = Open(TimeSpan.FromSeconds(15), dice);
        var entering = entrance.EnterAsync(Try(refusals: 1), Patience);

        _time.Advance(TimeSpan.FromMilliseconds(milliseconds) - s_tick);
        Assert.Equal(1, _tries);
        _time.Advance(s_tick);
        Assert.True(await entering);
        Assert.Equal((2, 1, 1, 0, 0), (_tries, entrance.Refusals, entrance.RefusalsWithHint, entrance.OtherFailures, entrance.KeptOut));
        Assert.Equal(1, entrance.Reasons["OVERLOADED"]);
    }

    [Fact]
    public async Task Who_would_come_again_too_late_is_kept_out_and_the_reason_is_told()
    {
        var entrance = Open(TimeSpan.FromSeconds(5));
        var entering = entrance.EnterAsync(Try(refusals: int.MaxValue), Patience);
        _time.Advance(s_told);
        _time.Advance(s_told);

        Assert.False(await entering);
        Assert.Equal((3, 3, 1), (_tries, entrance.Refusals, entrance.KeptOut));
        var said = entrance.Describe(10);
        Assert.StartsWith("1 of 10 phones could not start, however often they tried within 5 s: 1 OVERLOADED (", said, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', said);
    }

    [Fact]
    public async Task Patience_counts_from_the_first_refusal_of_any_phone()
    {
        var entrance = Open(TimeSpan.FromSeconds(5));
        var first = entrance.EnterAsync(Try(refusals: 2), Patience);
        _time.Advance(s_told);
        _time.Advance(s_told);

        Assert.True(await first);
        Assert.False(await entrance.EnterAsync(Try(refusals: 10), Patience));
    }

    [Fact]
    public async Task What_will_not_change_is_not_tried_again()
    {
        var entrance = Open(TimeSpan.FromSeconds(15));

        Assert.False(await entrance.EnterAsync(_ => throw new RpcException(new Grpc.Core.Status(StatusCode.PermissionDenied, "not yours")), Patience));
        Assert.False(await entrance.EnterAsync(_ => throw new RpcException(new Grpc.Core.Status(StatusCode.PermissionDenied, "not yours")), Patience));
        Assert.Equal((2, 2, 0), (entrance.KeptOut, entrance.OtherFailures, entrance.RefusalsWithHint));
        Assert.Contains("2 PermissionDenied (", entrance.Describe(2), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_waits_can_be_called_off()
    {
        using var enough = new CancellationTokenSource();
        var entering = Open(TimeSpan.FromSeconds(15)).EnterAsync(Try(refusals: 1), enough.Token);
        await enough.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => entering);
        Assert.Equal(1, _tries);
    }

    private Entrance Open(TimeSpan patience, double dice = 0) => new(patience, _time, () => dice);

    private Func<CancellationToken, Task> Try(int refusals) => _ => _tries++ < refusals ? throw Overloaded() : Task.CompletedTask;

    private static RpcException Overloaded() => new Google.Rpc.Status
    {
        Code = (int)Code.ResourceExhausted,
        Message = "too much to do",
        Details =
        {
            Any.Pack(new ErrorInfo { Reason = "OVERLOADED", Domain = "personalpt" }),
            Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(s_told) }),
        },
    }.ToRpcException();
}
