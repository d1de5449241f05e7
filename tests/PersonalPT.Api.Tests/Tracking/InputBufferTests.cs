using System.Threading.Channels;
using PersonalPT.Api.Tests.House;
using PersonalPT.Api.Tracking;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Api.Tests.Tracking;

public sealed class InputBufferTests
{
    [Fact]
    public async Task Whoever_writes_waits_while_too_many_inputs_are_in_and_goes_on_when_they_are_out()
    {
        var buffer = new InputBuffer(maxMessages: 10, maxInputs: 100, Measured.Instruments());
        await buffer.Write(Message(1, 60), Patience);

        var writing = buffer.Write(Message(61, 60), Patience).AsTask();

        Assert.False(writing.IsCompleted);
        Assert.Equal((120, 2), (buffer.Inputs, buffer.Messages));
        Take(buffer);
        await writing.WaitAsync(Patience);
        Assert.Equal(60, buffer.Inputs);
    }

    [Fact]
    public async Task Whoever_writes_waits_while_too_many_messages_are_in()
    {
        var buffer = new InputBuffer(maxMessages: 2, maxInputs: 100, Measured.Instruments());
        await buffer.Write(Message(1, 1), Patience);
        await buffer.Write(Message(2, 1), Patience);

        var writing = buffer.Write(Message(3, 1), Patience).AsTask();

        Assert.False(writing.IsCompleted);
        Take(buffer);
        await writing.WaitAsync(Patience);
    }

    [Fact]
    public async Task What_was_completed_can_still_be_read_to_its_end()
    {
        var buffer = new InputBuffer(maxMessages: 2, maxInputs: 100, Measured.Instruments());
        await buffer.Write(Message(1, 1), Patience);
        buffer.Complete();

        Assert.True(await buffer.WaitToRead(Patience));
        Take(buffer);
        Assert.False(await buffer.WaitToRead(Patience));
    }

    [Fact]
    public async Task What_could_not_be_written_is_not_counted()
    {
        var buffer = new InputBuffer(maxMessages: 1, maxInputs: 100, Measured.Instruments());
        using var gone = new CancellationTokenSource();
        await buffer.Write(Message(1, 3), Patience);

        var writing = buffer.Write(Message(4, 5), gone.Token).AsTask();
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writing.Soon());
        Assert.Equal(3, buffer.Inputs);

        buffer.Abandon();
        await Assert.ThrowsAsync<ChannelClosedException>(() => buffer.Write(Message(4, 5), Patience).AsTask());
        Assert.Equal(0, buffer.Inputs);
    }

    [Fact]
    public void A_message_on_its_way_through_costs_no_memory()
    {
        var buffer = new InputBuffer(maxMessages: 8, maxInputs: 100, Measured.Instruments());
        var message = Message(1, 3);
        Pass(100);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Pass(1000);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Pass(int messages)
        {
            for (var i = 0; i < messages; i++)
            {
                Assert.True(buffer.Write(message, Patience).AsTask().IsCompletedSuccessfully);
                Take(buffer);
            }
        }
    }

    private static CancellationToken Patience => TestContext.Current.CancellationToken;

    private static void Take(InputBuffer buffer)
    {
        Assert.True(buffer.TryPeek(out _));
        buffer.Take();
    }

    private static ArrivedInputs Message(ulong first, int count)
    {
        var request = new TrackRequest { FirstInputSeq = first };
        request.Inputs.AddRange(Enumerable.Range(0, count).Select(_ => new Input { NobodySeen = new NobodySeen() }));
        return new ArrivedInputs(request, 0);
    }
}
