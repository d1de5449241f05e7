using CsCheck;
using Microsoft.Extensions.Time.Testing;
using PersonalPT.Client.Tests.Fakes;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Client.Tests.Sessions;

public sealed class OutboxTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly Doorbell _bell = new();
    private readonly EncodedRequest _batch = new();
    private readonly List<InputLoss> _losses = [];

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
        outbox.Append(InputEncoding.Write(new Input { EndSet = new EndSet() }), Input.InputOneofCase.EndSet);
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
        outbox.Leave();
        Assert.Equal(11ul, outbox.Open());
        Assert.True(outbox.Begin(new Acknowledgement { NextInputSeq = 11, DurableInputSeq = 11 }));
        AssertSends(outbox, 11, 30);
    }

    [Fact]
    public void Beyond_the_age_the_oldest_goes()
    {
        var outbox = Make();
        Append(outbox, 5);
        outbox.Leave();
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
        var outbox = new Outbox(11, new LiveSessionOptions { ExerciseId = "squat", Capture = new CaptureHeader() }, _time, _bell, _losses.Add);
        Append(outbox, 3);
        Assert.Equal(11ul, outbox.Open());
        Assert.True(outbox.Begin(new Acknowledgement { NextInputSeq = 16, DurableInputSeq = 5 }));
        Assert.Equal(16ul, outbox.OldestHeld);
        Append(outbox, Outbox.FullBatch - 3);
        AssertSends(outbox, 16, Outbox.FullBatch);
        Assert.True(outbox.Acknowledge(new Acknowledgement { NextInputSeq = 46, DurableInputSeq = 5 }));
        Assert.Equal(16ul, outbox.FirstSeq);

        outbox.Leave();
        Assert.Equal(16ul, outbox.Open());
        Assert.False(outbox.Begin(new Acknowledgement { NextInputSeq = 50, DurableInputSeq = 5 }));
    }

    [Fact]
    public void What_could_not_be_held_until_the_first_stream_opened_is_a_gap_and_no_other_phones_inputs()
    {
        var outbox = new Outbox(
            1, new LiveSessionOptions { ExerciseId = "squat", Capture = new CaptureHeader(), MaxBufferedInputs = 100 }, _time, _bell, _losses.Add);
        Append(outbox, 120);
        Assert.Equal(21ul, outbox.Open());

        // The server has heard what is the oldest, and has written the gap down.
        Assert.True(outbox.Begin(new Acknowledgement { NextInputSeq = 21, DurableInputSeq = 21 }));

        AssertSends(outbox, 21, 100);
        Assert.Equal(1ul, outbox.FirstSeq);
    }

    [Fact]
    public void A_gap_that_the_server_has_just_made_gives_nobody_other_numbers()
    {
        var outbox = Fresh(11, maxInputs: 10);
        Append(outbox, 25);
        Assert.Equal(26ul, outbox.Open());
        Assert.True(outbox.Begin(new Acknowledgement { NextInputSeq = 26, DurableInputSeq = 26 }));
        _time.Advance(TimeSpan.FromSeconds(1));
        AssertSends(outbox, 26, 10);
        Assert.Equal((11ul, 15L, true), (outbox.FirstSeq, outbox.Loss!.Inputs, outbox.Loss.IsOver));
    }

    [Fact]
    public void What_was_lost_before_another_phone_s_session_was_taken_over_is_a_gap_behind_that_phone_s_inputs()
    {
        var outbox = Fresh(11, maxInputs: 10);
        Append(outbox, new Input { SelectExercise = new SelectExercise { ExerciseId = "lunge" } });
        Append(outbox, 24);

        // 26 to 35 are held, and the choice stands before them.
        Assert.Equal(25ul, outbox.Open());
        Assert.True(outbox.Begin(new Acknowledgement { NextInputSeq = 101, DurableInputSeq = 90 }));
        Assert.Equal((101ul, false), (outbox.FirstSeq, outbox.Loss!.IsOver));
        Assert.Equal(OutboxAnswer.Lost, outbox.Take(_batch));
        outbox.Leave();

        Assert.Equal(115ul, outbox.Open());
        Assert.True(outbox.Begin(new Acknowledgement { NextInputSeq = 115, DurableInputSeq = 115 }));
        outbox.HearOfGap(95, 98);
        outbox.HearOfGap(101, 115);
        Take(outbox);
        var request = TrackRequest.Parser.ParseFrom(_batch.Bytes);
        Assert.Equal((115ul, 11), (request.FirstInputSeq, request.Inputs.Count));
        Assert.Equal("lunge", request.Inputs[0].SelectExercise.ExerciseId);
        Assert.Equal((1, 14L, true), (outbox.Loss.Number, outbox.Loss.Inputs, outbox.Loss.IsOver));
        Assert.Equal(2, _losses.Count);
    }

    private Outbox Fresh(ulong firstSeq, int maxInputs) => new(
        firstSeq, new LiveSessionOptions { ExerciseId = "squat", Capture = new CaptureHeader(), MaxBufferedInputs = maxInputs }, _time, _bell, _losses.Add);

    [Fact]
    public void A_loss_is_told_once_when_it_begins_and_once_when_it_is_over_with_its_size()
    {
        var outbox = Make(o => o with { MaxBufferedInputs = 10 });
        outbox.Leave();
        for (var i = 0; i < 25; i++)
        {
            Append(outbox, 1);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        var begun = Assert.Single(_losses);
        Assert.Equal((1, false), (begun.Number, begun.IsOver));
        Assert.Equal(new InputLoss(1, 15, TimeSpan.FromSeconds(14), false), outbox.Loss);

        Assert.Equal(16ul, outbox.Open());
        Assert.True(outbox.Begin(new Acknowledgement { NextInputSeq = 16, DurableInputSeq = 16 }));
        Assert.Equal(new InputLoss(1, 15, TimeSpan.FromSeconds(14), true), outbox.Loss);
        Assert.Equal([begun, outbox.Loss!], _losses);

        outbox.Leave();
        Append(outbox, 3);
        Assert.Equal((2, 3L), (outbox.Loss!.Number, outbox.Loss.Inputs));
    }

    [Fact]
    public void What_the_server_had_taken_without_a_word_was_not_lost()
    {
        var outbox = Make(o => o with { MaxBufferedInputs = 10 });
        Append(outbox, 8);
        _time.Advance(TimeSpan.FromSeconds(1));
        AssertSends(outbox, 1, 8);
        outbox.Leave();
        Append(outbox, 5);
        Assert.Equal(3, outbox.Loss!.Inputs);
        Assert.Equal(4ul, outbox.Open());
        Assert.True(outbox.Begin(new Acknowledgement { NextInputSeq = 9, DurableInputSeq = 1 }));
        Assert.Equal((0L, true), (outbox.Loss.Inputs, outbox.Loss.IsOver));
        _time.Advance(TimeSpan.FromSeconds(1));
        AssertSends(outbox, 9, 5);
    }

    [Fact]
    public void What_only_a_rebuilt_counter_would_need_goes_without_a_warning()
    {
        var outbox = Make(o => o with { MaxBufferedInputs = 10 });
        for (var i = 1; i <= 30; i++)
        {
            Append(outbox, 1);
            _time.Advance(TimeSpan.FromSeconds(1));
            AssertSends(outbox, (ulong)i, 1);
            Assert.True(outbox.Acknowledge(new Acknowledgement { NextInputSeq = (ulong)i + 1, DurableInputSeq = 1 }));
        }

        Assert.Null(outbox.Loss);
        Assert.Equal(21ul, outbox.OldestHeld);
        Assert.True(outbox.Acknowledge(new Acknowledgement { NextInputSeq = 1, DurableInputSeq = 1 }));
        Assert.Equal(OutboxAnswer.Lost, outbox.Take(_batch));
        outbox.Leave();
        Assert.Equal(20, outbox.Loss!.Inputs);
    }

    [Fact]
    public void What_a_restarted_server_needed_in_vain_is_told_when_the_log_has_its_gap()
    {
        var outbox = Make(o => o with { MaxBufferedInputs = 10 });
        for (var i = 1; i <= 30; i++)
        {
            Append(outbox, 1);
            _time.Advance(TimeSpan.FromSeconds(1));
            AssertSends(outbox, (ulong)i, 1);
            Assert.True(outbox.Acknowledge(new Acknowledgement { NextInputSeq = (ulong)i + 1, DurableInputSeq = 1 }));
        }

        outbox.Leave();
        Assert.Equal(21ul, outbox.Open());
        Assert.True(outbox.Begin(new Acknowledgement { NextInputSeq = 21, DurableInputSeq = 21 }));
        Assert.Null(outbox.Loss);
        outbox.HearOfGap(1, 21);
        outbox.HearOfGap(1, 21);
        Assert.Equal(new InputLoss(1, 20, TimeSpan.Zero, true), Assert.Single(_losses));
    }

    [Fact]
    public void A_gap_of_the_app_s_run_before_is_no_loss_of_this_one()
    {
        var options = new LiveSessionOptions { ExerciseId = "squat", Capture = new CaptureHeader() };
        var outbox = new Outbox(36_011, options, _time, _bell, _losses.Add);
        outbox.HearOfGap(11, 36_011);
        Assert.Null(outbox.Loss);
        Assert.Empty(_losses);
    }

    [Fact]
    public void A_full_buffer_that_goes_on_being_filled_is_sent_over_the_first_stream_that_opens()
    {
        var outbox = Make(o => o with { MaxBufferedInputs = 160 });
        outbox.Leave();
        Append(outbox, 500);
        var oldest = outbox.Open();
        Append(outbox, 5);
        Assert.True(outbox.Begin(new Acknowledgement { NextInputSeq = oldest, DurableInputSeq = oldest }));
        Append(outbox, 5);
        AssertSends(outbox, oldest, 170);
        Assert.Equal((340L, true), (outbox.Loss!.Inputs, outbox.Loss.IsOver));
    }

    [Fact]
    public void A_choice_that_went_with_the_oldest_happens_behind_the_gap()
    {
        var outbox = Make(o => o with { MaxBufferedInputs = 20 });
        outbox.Leave();
        Append(outbox, 5);
        Append(outbox, new Input { SelectExercise = new SelectExercise { ExerciseId = "lunge" } });
        Append(outbox, new Input { EndSet = new EndSet() });
        Append(outbox, new Input { Pause = new Pause() });
        Append(outbox, 30);

        // The oldest frame is number 19; the two stand in the numbers of frames that went, which no stream has carried.
        Assert.Equal(17ul, outbox.Open());
        Assert.True(outbox.Begin(new Acknowledgement { NextInputSeq = 17, DurableInputSeq = 17 }));
        Take(outbox);
        var request = TrackRequest.Parser.ParseFrom(_batch.Bytes);
        Assert.Equal((17ul, 22), (request.FirstInputSeq, request.Inputs.Count));
        Assert.Equal("lunge", request.Inputs[0].SelectExercise.ExerciseId);
        Assert.Equal(Input.InputOneofCase.Pause, request.Inputs[1].InputCase);
        Assert.All(request.Inputs.Skip(2), input => Assert.Equal(Input.InputOneofCase.NobodySeen, input.InputCase));
    }

    [Fact]
    public void A_lost_choice_takes_along_what_was_sent_behind_it_rather_than_counting_it_wrongly()
    {
        var outbox = Make(o => o with { MaxBufferedInputs = 20 });
        Append(outbox, new Input { SelectExercise = new SelectExercise { ExerciseId = "lunge" } });
        Append(outbox, 9);
        AssertSends(outbox, 1, 10);
        outbox.Leave();
        Append(outbox, 11);

        // Number 1 is gone; 2 to 10 are held but were on a stream, so the choice cannot have their numbers, and they must not come before it.
        Assert.Equal(11ul, outbox.Open());
        Assert.True(outbox.Begin(new Acknowledgement { NextInputSeq = 11, DurableInputSeq = 11 }));
        Take(outbox);
        var request = TrackRequest.Parser.ParseFrom(_batch.Bytes);
        Assert.Equal("lunge", request.Inputs[0].SelectExercise.ExerciseId);
        Assert.Equal(11, request.Inputs.Count);
    }

    [Fact]
    public void Whatever_is_lost_numbers_keep_their_inputs_and_every_frame_is_counted_as_what_it_was()
    {
        var step = Gen.Select(Gen.Int[0, 99], Gen.Int[0, 60]);
        Gen.Select(Gen.Int[3, 80], step.Array[0, 120]).Sample((maxInputs, steps) => Walk(maxInputs, steps), iter: 3000, threads: 1);
    }

    [Fact]
    public void What_fits_into_the_buffer_is_held_for_as_long_as_the_server_can_ask_for_it()
    {
        var step = Gen.Select(Gen.Int[0, 99], Gen.Int[0, 60]);
        step.Array[0, 120].Sample(
            steps =>
            {
                var (server, outbox) = Walk(100_000, steps);
                Assert.Null(outbox.Loss);
                Assert.Empty(server.Gaps);
            },
            iter: 300, threads: 1);
    }

    // Pushes, streams that open, break and stall, answers that get lost, restarts of the server; then all is well and everything is delivered.
    private (FakeCounter Server, Outbox Outbox) Walk(int maxInputs, (int Kind, int Size)[] steps)
    {
        var server = new FakeCounter();
        var outbox = Make(o => o with { MaxBufferedInputs = maxInputs });
        outbox.Leave();
        var pushed = new List<(string Exercise, bool Paused)>();
        var (exercise, paused, open) = ("first", false, false);
        var told = 0;
        foreach (var (kind, size) in steps)
        {
            switch (kind)
            {
                case < 40:
                    for (var i = 0; i < size; i++)
                    {
                        Append(outbox, new Input { TimeUs = (ulong)pushed.Count, NobodySeen = new NobodySeen() });
                        pushed.Add((exercise, paused));
                    }

                    break;
                case < 48:
                    exercise = $"exercise_{size}";
                    Append(outbox, new Input { SelectExercise = new SelectExercise { ExerciseId = exercise } });
                    break;
                case < 52:
                    paused = !paused;
                    Append(outbox, paused ? new Input { Pause = new Pause() } : new Input { Unpause = new Unpause() });
                    break;
                case < 54:
                    Append(outbox, new Input { EndSet = new EndSet() });
                    break;
                case < 66 when !open:
                    open = Open();
                    break;
                case < 70 when !open:
                    // The answer to the opening never comes.
                    server.Open(outbox.Open());
                    outbox.Leave();
                    break;
                case < 75 when open:
                    open = false;
                    outbox.Leave();
                    break;
                case < 80:
                    server.Restart();
                    break;
                case < 84 when open:
                    // Sent into a path that is dead.
                    outbox.Take(_batch);
                    break;
                case >= 84 when open:
                    open = Deliver(size, answer: size % 4 != 0);
                    break;
            }

            AssertHolds();
        }

        outbox.Leave();
        Append(outbox, new Input { EndSession = new EndSession() });
        for (var tries = 0; !server.HasEnded; tries++)
        {
            Assert.True(tries < 1000, "It never comes to its end.");
            open = Open();
            while (open && !server.HasEnded)
                open = Deliver(0, answer: true) && outbox.OldestHeld < server.Next;
            AssertHolds();
        }

        Assert.Null(server.Violation);
        var frames = server.Taken.Where(taken => taken.Input.InputCase == Input.InputOneofCase.NobodySeen).ToArray();
        Assert.Equal(frames.Select(frame => frame.Input.TimeUs).Distinct().Order(), frames.Select(frame => frame.Input.TimeUs));
        Assert.All(frames, frame => Assert.Equal(pushed[(int)frame.Input.TimeUs], (frame.Exercise, frame.Paused)));
        if (outbox.Loss is null)
            Assert.Equal((exercise, paused), (server.Taken.Last().Exercise, server.Taken.Last().Paused));
        if (frames.Length < pushed.Count)
            Assert.True(outbox.Loss!.IsOver);
        return (server, outbox);

        bool Open()
        {
            server.Open(outbox.Open());
            if (!outbox.Begin(server.Acknowledgement))
                return false;

            // The log comes behind the first acknowledgement.
            for (; told < server.Gaps.Count; told++)
                outbox.HearOfGap(server.Gaps[told].From, server.Gaps[told].To);
            return true;
        }

        bool Deliver(int durableLag, bool answer)
        {
            _time.Advance(TimeSpan.FromMilliseconds(50));
            switch (outbox.Take(_batch))
            {
                case OutboxAnswer.Lost:
                    outbox.Leave();
                    return false;
                case OutboxAnswer.Send when !server.Take(TrackRequest.Parser.ParseFrom(_batch.Bytes), durableLag):
                    Assert.True(outbox.Rewind(server.Next));
                    return true;
                default:
                    return !answer || outbox.Acknowledge(server.Acknowledgement);
            }
        }

        void AssertHolds()
        {
            var standing = outbox.Standing;
            var needed = standing.Next - Math.Min(standing.Next, server.Durable);
            if (needed <= (ulong)maxInputs && outbox.Loss is null)
                Assert.True(standing.OldestHeld <= Math.Max(server.Durable, 1), $"{standing} at a server that may ask for {server.Durable}");
            Assert.InRange(standing.Next - standing.OldestHeld, 0ul, (ulong)(maxInputs + InputBuffer.ReserveOf(maxInputs) + 2));
        }
    }

    private static void Append(Outbox outbox, Input input) => outbox.Append(InputEncoding.Write(input), input.InputCase);

    private Outbox Make(Func<LiveSessionOptions, LiveSessionOptions>? with = null)
    {
        var options = new LiveSessionOptions { ExerciseId = "squat", Capture = new CaptureHeader() };
        var outbox = new Outbox(1, with is null ? options : with(options), _time, _bell, _losses.Add);
        Assert.Equal(1ul, outbox.Open());
        Assert.True(outbox.Begin(new Acknowledgement { NextInputSeq = 1, DurableInputSeq = 1 }));
        return outbox;
    }

    private static void Append(Outbox outbox, int count)
    {
        for (var i = 0; i < count; i++)
            outbox.Append(InputEncoding.Write(new Input { NobodySeen = new NobodySeen() }), Input.InputOneofCase.NobodySeen);
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
