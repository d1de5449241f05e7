using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using PersonalPT.Api.Limits;
using PersonalPT.Api.Tests.House;

namespace PersonalPT.Api.Tests.Limits;

public sealed class SlowReadersTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly Outgoing<string> _stream = new();
    private readonly SlowReaders _slow;
    private int _cuts;

    public SlowReadersTests() => _slow = new SlowReaders(
        new ApiOptions { Limits = new LimitOptions { SlowReader = TimeSpan.FromSeconds(5) } }, _time, Measured.Instruments(), NullLogger<SlowReaders>.Instance);

    [Fact]
    public void A_reader_who_reads_nothing_is_cut_once()
    {
        using var writer = _slow.Watch(_stream, () => _cuts++);
        _stream.HoldUp();
        _ = writer.WriteAsync("event", TestContext.Current.CancellationToken);

        Pass(seconds: 4);
        Assert.Equal(0, _cuts);
        Pass(seconds: 5);
        Assert.Equal(1, _cuts);
    }

    [Fact]
    public async Task A_reader_who_reads_slowly_is_not_cut()
    {
        using var writer = _slow.Watch(_stream, () => _cuts++);
        for (var i = 0; i < 4; i++)
        {
            _stream.HoldUp();
            var writing = writer.WriteAsync("event", TestContext.Current.CancellationToken);
            Pass(seconds: 4);
            _stream.LetGo();
            await writing.Soon();
        }

        Assert.Equal(0, _cuts);
    }

    [Fact]
    public void A_reader_to_whom_nothing_was_written_is_not_slow()
    {
        using var writer = _slow.Watch(_stream, () => _cuts++);
        Pass(seconds: 60);
        Assert.Equal(0, _cuts);
    }

    [Fact]
    public async Task What_is_written_after_the_stream_was_told_to_end_goes_nowhere_and_resets_nothing()
    {
        using var writer = _slow.Watch(_stream, () => _cuts++);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writer.WriteAsync("event", new CancellationToken(canceled: true)));

        // The stream counts who is writing, and nobody is.
        await writer.WriteAsync("another", TestContext.Current.CancellationToken);
        Assert.False(_stream.HadTwoWriters);
        Assert.Equal("another", await _stream.Next());
    }

    [Fact]
    public void A_stream_that_has_ended_is_not_looked_at()
    {
        var writer = _slow.Watch(_stream, () => _cuts++);
        _stream.HoldUp();
        _ = writer.WriteAsync("event", TestContext.Current.CancellationToken);
        writer.Dispose();

        Pass(seconds: 60);
        Assert.Equal(0, _cuts);
    }

    public void Dispose() => _slow.Dispose();

    private void Pass(int seconds)
    {
        for (var i = 0; i < seconds; i++)
            _time.Advance(TimeSpan.FromSeconds(1));
    }
}
