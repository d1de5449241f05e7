using System.IO.Pipelines;
using PersonalPT.Api.Tracking;

namespace PersonalPT.Api.Tests.Tracking;

public sealed class BodyArrivalsTests
{
    private readonly Pipe _body = new();
    private readonly BodyArrivals _arrivals;

    public BodyArrivalsTests() => _arrivals = new BodyArrivals(_body.Reader);

    [Fact]
    public async Task Looking_tells_how_much_has_come_and_leaves_it_there()
    {
        Assert.Equal(0, _arrivals.BytesWaiting);

        await _body.Writer.WriteAsync(new byte[] { 1, 2, 3 }, TestContext.Current.CancellationToken);
        Assert.Equal((3, 3), (_arrivals.BytesWaiting, _arrivals.BytesWaiting));
        var read = await _body.Reader.ReadAsync(TestContext.Current.CancellationToken);

        Assert.Equal(new byte[] { 1, 2, 3 }, read.Buffer.FirstSpan.ToArray());
    }

    [Fact]
    public async Task Half_a_message_that_was_looked_at_by_its_reader_is_still_there()
    {
        await _body.Writer.WriteAsync(new byte[] { 1, 2 }, TestContext.Current.CancellationToken);
        var half = await _body.Reader.ReadAsync(TestContext.Current.CancellationToken);
        _body.Reader.AdvanceTo(half.Buffer.Start, half.Buffer.End);
        await _body.Writer.WriteAsync(new byte[] { 3 }, TestContext.Current.CancellationToken);

        Assert.Equal(3, _arrivals.BytesWaiting);
    }

    [Fact]
    public async Task The_end_of_the_body_is_something_to_read()
    {
        await _body.Writer.CompleteAsync();

        Assert.InRange(_arrivals.BytesWaiting, 1, long.MaxValue);
    }

    [Fact]
    public async Task A_body_that_is_broken_off_is_something_to_read_and_the_reader_is_told()
    {
        await _body.Writer.CompleteAsync(new IOException("The client reset the request stream."));

        Assert.InRange(_arrivals.BytesWaiting, 1, long.MaxValue);
        await Assert.ThrowsAsync<IOException>(async () => await _body.Reader.ReadAsync(TestContext.Current.CancellationToken));
    }
}
