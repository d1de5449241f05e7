using Microsoft.Extensions.Time.Testing;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Client.Tests.Sessions;

public sealed class OutboxTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly Doorbell _bell = new();
    private readonly EncodedRequest _batch = new();

    [Fact]
    public void A_single_input_lingers_and_then_goes()
    {
        var outbox = Make();
        Append(outbox, 1);
        Assert.Equal(OutboxAnswer.Wait, outbox.Take(_batch));
        _time.Advance(TimeSpan.FromMilliseconds(49));
        Assert.Equal(OutboxAnswer.Wait, outbox.Take(_batch));
        _time.Advance(TimeSpan.FromMilliseconds(1));
        AssertSends(outbox, 1, 1);
        Assert.Equal(OutboxAnswer.Wait, outbox.Take(_batch));
    }

    [Fact]
    public async Task The_bell_rings_when_the_linger_is_over()
    {
        var outbox = Make();
        Append(outbox, 1);
        await _bell.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(OutboxAnswer.Wait, outbox.Take(_batch));
        var rung = _bell.WaitAsync(TestContext.Current.CancellationToken);
        Assert.False(rung.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(50));
        await rung;
        AssertSends(outbox, 1, 1);
    }

    [Fact]
    public void A_full_batch_does_not_linger()
    {
        var outbox = Make();
        Append(outbox, Outbox.FullBatch - 1);
        Assert.Equal(OutboxAnswer.Wait, outbox.Take(_batch));
        Append(outbox, 1);
        AssertSends(outbox, 1, Outbox.FullBatch);
    }

    [Fact]
    public void A_control_does_not_linger_and_takes_the_frames_before_it_along()
    {
        var outbox = Make();
        Append(outbox, 3);
        outbox.Append(InputEncoding.Write(new Input { EndSet = new EndSet() }), urgent: true);
        AssertSends(outbox, 1, 4);
    }

    [Fact]
    public void A_backlog_goes_in_batches_of_at_most_600_inputs_and_loses_nothing()
    {
        var outbox = Make();
        Append(outbox, 2000);
        _time.Advance(TimeSpan.FromSeconds(1));
        ulong next = 1;
        while (outbox.Take(_batch) == OutboxAnswer.Send)
        {
            var request = TrackRequest.Parser.ParseFrom(_batch.Bytes);
            Assert.Equal(next, request.FirstInputSeq);
            Assert.InRange(request.Inputs.Count, 1, 600);
            next += (ulong)request.Inputs.Count;
        }

        Assert.Equal(2001ul, next);
    }

    [Fact]
    public void What_is_durable_is_let_go_and_what_is_not_is_held()
    {
        var outbox = Make();
        Append(outbox, 40);
        Take(outbox);
        Assert.True(outbox.Acknowledge(new Acknowledgement { NextInputSeq = 41, DurableInputSeq = 11 }));
        Assert.Equal(11ul, outbox.OldestHeld);
    }

    [Fact]
    public void A_rebuilt_counter_shows_by_an_older_next_input_and_gets_everything_from_there_again()
    {
        var outbox = Make();
        Append(outbox, 40);
        Take(outbox);
        Assert.True(outbox.Acknowledge(new Acknowledgement { NextInputSeq = 41, DurableInputSeq = 11 }));
        Assert.True(outbox.Acknowledge(new Acknowledgement { NextInputSeq = 11, DurableInputSeq = 11 }));
        AssertSends(outbox, 11, 30);
    }

    [Fact]
    public void What_was_taken_meanwhile_is_not_sent_again()
    {
        var outbox = Make();
        Append(outbox, 40);
        Take(outbox);
        Assert.True(outbox.Rewind(1));
        Assert.True(outbox.Acknowledge(new Acknowledgement { NextInputSeq = 31 }));
        _time.Advance(TimeSpan.FromSeconds(1));
        AssertSends(outbox, 31, 10);
    }

    [Fact]
    public void Inputs_that_are_wanted_but_not_held_any_more_ask_for_a_new_stream()
    {
        var outbox = Make();
        Append(outbox, 40);
        Take(outbox);
        Assert.True(outbox.Acknowledge(new Acknowledgement { NextInputSeq = 41, DurableInputSeq = 11 }));
        Assert.True(outbox.Rewind(10));
        Assert.Equal(OutboxAnswer.Lost, outbox.Take(_batch));
        Assert.True(outbox.Begin(new Acknowledgement { NextInputSeq = 11, DurableInputSeq = 11 }));
        AssertSends(outbox, 11, 30);
    }

    [Fact]
    public void Beyond_the_age_the_oldest_goes()
    {
        var outbox = Make();
        Append(outbox, 5);
        _time.Advance(TimeSpan.FromMinutes(15) + TimeSpan.FromSeconds(1));
        Append(outbox, 2);
        Assert.Equal(6ul, outbox.OldestHeld);
    }

    [Fact]
    public void A_server_that_is_ahead_of_the_phone_is_noticed()
    {
        var outbox = Make();
        Append(outbox, 3);
        Assert.False(outbox.Begin(new Acknowledgement { NextInputSeq = 5 }));
        Assert.False(outbox.Acknowledge(new Acknowledgement { NextInputSeq = 5 }));
        Assert.False(outbox.Rewind(5));
        Assert.True(outbox.Rewind(4));
    }

    [Fact]
    public void Inputs_that_were_never_sent_get_the_numbers_that_are_free_when_the_first_stream_opens()
    {
        // Between the start and the stream, the phone that this one takes over from has gone on.
        var outbox = new Outbox(11, new LiveSessionOptions { ExerciseId = "squat", Capture = new CaptureHeader() }, _time, _bell);
        Append(outbox, 3);
        Assert.True(outbox.Begin(new Acknowledgement { NextInputSeq = 16, DurableInputSeq = 5 }));
        Assert.Equal(16ul, outbox.OldestHeld);
        Append(outbox, Outbox.FullBatch - 3);
        AssertSends(outbox, 16, Outbox.FullBatch);
        Assert.True(outbox.Acknowledge(new Acknowledgement { NextInputSeq = 46, DurableInputSeq = 5 }));
        Assert.Equal(16ul, outbox.FirstSeq);

        Assert.False(outbox.Begin(new Acknowledgement { NextInputSeq = 50, DurableInputSeq = 5 }));
    }

    [Fact]
    public void What_could_not_be_held_until_the_first_stream_opened_is_a_gap_and_no_other_phones_inputs()
    {
        var outbox = new Outbox(
            1, new LiveSessionOptions { ExerciseId = "squat", Capture = new CaptureHeader(), MaxBufferedInputs = 100 }, _time, _bell);
        Append(outbox, 120);
        Assert.Equal(21ul, outbox.OldestHeld);

        // The server has heard what is the oldest, and has written the gap down.
        Assert.True(outbox.Begin(new Acknowledgement { NextInputSeq = 21, DurableInputSeq = 21 }));

        AssertSends(outbox, 21, 100);
        Assert.Equal(1ul, outbox.FirstSeq);
    }

    private Outbox Make()
    {
        var outbox = new Outbox(1, new LiveSessionOptions { ExerciseId = "squat", Capture = new CaptureHeader() }, _time, _bell);
        Assert.True(outbox.Begin(new Acknowledgement { NextInputSeq = 1, DurableInputSeq = 1 }));
        return outbox;
    }

    private static void Append(Outbox outbox, int count)
    {
        for (var i = 0; i < count; i++)
            outbox.Append(InputEncoding.Write(new Input { NobodySeen = new NobodySeen() }), urgent: false);
    }

    private void Take(Outbox outbox) => Assert.Equal(OutboxAnswer.Send, outbox.Take(_batch));

    private void AssertSends(Outbox outbox, ulong firstSeq, int count)
    {
        Take(outbox);
        var request = TrackRequest.Parser.ParseFrom(_batch.Bytes);
        Assert.Equal(firstSeq, request.FirstInputSeq);
        Assert.Equal(count, request.Inputs.Count);
    }
}
