using CsCheck;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using PersonalPT.Api.Access;
using PersonalPT.Api.Limits;
using PersonalPT.Api.Tests.House;
using PersonalPT.Client;
using PersonalPT.Fuzz;
using PersonalPT.Fuzz.Mutation;
using PersonalPT.Protocol;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Api.Tests.Tracking;

/// <summary>Whatever bytes come, the server answers in order, logs no error, and the session goes on with the next good batch.</summary>
public sealed class HostileInputTests(RunningServer server) : ServerTest(server)
{
    private const int MessagesToServer = 4000;

    private static readonly Marshaller<byte[]> s_raw = Marshallers.Create<byte[]>(b => b, b => b);
    private static readonly Method<byte[], byte[]> s_track = new(MethodType.DuplexStreaming, "personalpt.v1.TrackingService", "Track", s_raw, s_raw);
    private static readonly Method<byte[], byte[]> s_submit = new(MethodType.Unary, "personalpt.v1.TrackingService", "SubmitFrames", s_raw, s_raw);

    private static readonly StatusCode[] s_orderly =
    [
        StatusCode.OK, StatusCode.InvalidArgument, StatusCode.NotFound, StatusCode.ResourceExhausted, StatusCode.FailedPrecondition, StatusCode.PermissionDenied,
        StatusCode.AlreadyExists,
    ];

    private static readonly Gen<Func<byte[], byte[]>> s_damage = Gen.OneOf<Func<byte[], byte[]>>(
        Gen.Byte.Array[0, 300].Select(noise => new Func<byte[], byte[]>(_ => noise)),
        Gen.Select(Gen.Int[0, int.MaxValue], Gen.Byte).Array[1, 8].Select(flips => new Func<byte[], byte[]>(good =>
        {
            var bad = good.ToArray();
            foreach (var (at, value) in flips)
                bad[at % bad.Length] = value;
            return bad;
        })),
        Gen.Double[0, 1].Select(part => new Func<byte[], byte[]>(good => good[..(int)(part * good.Length)])),
        Gen.Select(Gen.Int[0, int.MaxValue], Gen.Byte.Array[1, 40]).Select((at, more) => new Func<byte[], byte[]>(good =>
            [.. good[..(at % good.Length)], .. more, .. good[(at % good.Length)..]])));

    [Fact]
    public async Task Damaged_messages_on_a_stream_neither_stop_the_server_nor_harm_the_session()
    {
        var phone = As("athlete", "anna");
        using var channel = Server.Open();
        var (session, tape, next) = (await StartSession(phone), Tape.Squats(3), 1L);
        await Gen.Select(s_damage, Gen.Bool).SampleAsync(
            async (damage, isFirst) =>
            {
                var open = new TrackRequest { Open = new TrackOpen { SessionId = session, OldestHeldInputSeq = 1 } }.ToByteArray();
                var good = Ahead(tape).ToByteArray();
                await Stream(channel, isFirst ? [damage(open), good] : [open, damage(good)]);

                // An opening that was damaged into another good one may say that older inputs are lost.
                if (isFirst)
                    next = Math.Max(next, await NextOf(phone, session));
                next = await SendGood(phone, session, tape, next);
            },
            iter: 150, threads: 1);
    }

    [Fact]
    public async Task Damaged_batches_neither_stop_the_server_nor_harm_the_session()
    {
        var phone = As("athlete", "anna");
        using var channel = Server.Open();
        var (session, tape, next) = (await StartSession(phone), Tape.Squats(3), 1L);
        await s_damage.SampleAsync(
            async damage =>
            {
                var good = new SubmitFramesRequest { SessionId = session, FirstInputSeq = 1_000_000 };
                good.Inputs.AddRange(Ahead(tape).Inputs);
                await Unary(channel, damage(good.ToByteArray()));
                next = await SendGood(phone, session, tape, next);
            },
            iter: 150, threads: 1);
    }

    [Fact]
    public async Task Thousands_of_mutated_messages_to_every_call_neither_stop_the_server_nor_disturb_who_streams_beside()
    {
        // Its own server: limits of time are not what is looked for, and what was written into the gym harms nobody.
        var never = TimeSpan.FromHours(1);
        var limits = new LimitOptions
        {
            CallBurst = 100_000,
            CallsPerSecond = 100_000,
            SessionsPerAthlete = 10_000,
            FrameAge = never,
            ThreadWait = never,
            CommitTime = never,
        };
        await using var own = new RunningServer { Api = new ApiOptions { Limits = limits } };
        await own.InitializeAsync();
        using var quiet = own.Errors.MustStayEmpty();
        await using var anna = own.Connect(Gym, "athlete", "anna");
        await anna.Sessions.StartSessionAsync(
            new StartSessionRequest { SessionId = Samples.SessionId, ExerciseId = "squat", Capture = Tape.Header() }, cancellationToken: Patience);
        await using var bob = own.Connect(Gym, "athlete", "bob");
        var (session, tape) = (await StartSession(bob), Tape.Squats(6, ends: true));
        using var stream = await TrackCall.Open(bob, session);

        using var channel = own.Open();
        var calls = RpcPolicies.Services.SelectMany(s => s.Methods).ToArray();
        var sources = calls.Select((c, i) => new MessageSource(FuzzTargets.All.Single(t => t.Name == $"{c.Service.Name}/{c.Name}"), i)).ToArray();
        var good = tape.Messages(size: 20).GetEnumerator();
        for (var i = 0; i < MessagesToServer; i++)
        {
            var call = calls[i % calls.Length];
            await Send(channel, call, sources[i % calls.Length].Next());
            if (i % 50 == 0 && good.MoveNext())
                await stream.Send(good.Current);
        }

        while (good.MoveNext())
            await stream.Send(good.Current);
        Assert.Equal(StreamClosingReason.SessionEnded, (await stream.End())!.Reason);
        Assert.Equal(tape.Reps, stream.Events.Count(e => e.RepCompleted is not null));
    }

    [Theory]
    [InlineData(500_000, StatusCode.InvalidArgument)]
    [InlineData(600_000, StatusCode.ResourceExhausted)]
    public async Task A_batch_takes_half_a_megabyte(int bytes, StatusCode code)
    {
        var phone = As("athlete", "anna");
        var request = new SubmitFramesRequest { SessionId = await StartSession(phone), FirstInputSeq = 1 };
        request.Inputs.Add(new Input { Compact = ByteString.CopyFrom(new byte[bytes]) });

        var error = await Assert.ThrowsAsync<RpcException>(() => phone.Tracking.SubmitFramesAsync(request, cancellationToken: Patience).ResponseAsync);

        Assert.Equal(code, error.StatusCode);
    }

    [Fact]
    public async Task A_message_of_as_many_floats_as_there_may_be_is_not_too_large()
    {
        var phone = As("athlete", "anna");
        var request = new SubmitFramesRequest { SessionId = await StartSession(phone), FirstInputSeq = 1 };
        request.Inputs.AddRange(Enumerable.Range(0, 600).Select(i => Tape.AnyFrame(InputLimits.LatestMicros - 600 + (ulong)i)));

        var response = await phone.Tracking.SubmitFramesAsync(request, cancellationToken: Patience);

        Assert.Equal(601UL, response.Acknowledgement.NextInputSeq);
    }

    [Fact]
    public async Task A_message_that_is_too_large_is_refused_and_the_next_stream_goes_on()
    {
        var phone = As("athlete", "anna");
        var session = await StartSession(phone);
        using (var stream = await TrackCall.Open(phone, session))
        {
            var huge = new TrackRequest { FirstInputSeq = 1 };
            huge.Inputs.Add(new Input { Compact = ByteString.CopyFrom(new byte[5_000_000]) });
            await Record.ExceptionAsync(() => stream.Send(huge));
            var error = await Assert.ThrowsAsync<RpcException>(stream.End);
            Assert.Equal(StatusCode.ResourceExhausted, error.StatusCode);
        }

        Assert.Equal(11, await SendGood(phone, session, Tape.Squats(1), 1));
    }

    [Fact]
    public async Task Numbers_at_the_edge_of_what_can_be_written_are_refused_by_name()
    {
        var phone = As("athlete", "anna");
        var session = await StartSession(phone);
        foreach (var (field, request) in new (string, SubmitFramesRequest)[]
        {
            ("first_input_seq", new SubmitFramesRequest { FirstInputSeq = ulong.MaxValue }),
            ("first_input_seq", new SubmitFramesRequest { FirstInputSeq = (ulong)long.MaxValue }),
            ("oldest_held_input_seq", new SubmitFramesRequest { FirstInputSeq = 1, OldestHeldInputSeq = ulong.MaxValue }),
            ("after_event_seq", new SubmitFramesRequest { FirstInputSeq = 1, AfterEventSeq = ulong.MaxValue }),
        })
        {
            request.SessionId = session;
            request.Inputs.Add(Tape.AnyFrame());

            var error = await Refused(StatusCode.InvalidArgument, () => phone.Tracking.SubmitFramesAsync(request, cancellationToken: Patience).ResponseAsync);
            Assert.Equal(field, FieldOf(error));
        }

        Assert.Equal(11, await SendGood(phone, session, Tape.Squats(1), 1));
    }

    private async Task Send(ChannelBase channel, MethodDescriptor call, byte[] message)
    {
        Method<byte[], byte[]> Method(MethodType type) => new(type, call.Service.FullName, call.Name, s_raw, s_raw);

        if (call.IsClientStreaming)
        {
            await Stream(channel, [message]);
        }
        else if (!call.IsServerStreaming)
        {
            await Orderly(() => channel.CreateCallInvoker().AsyncUnaryCall(Method(MethodType.Unary), null, Options(), message).ResponseAsync.Soon());
        }
        else
        {
            // A watch that is accepted goes on for as long as the session lives: its first word is enough.
            using var streaming = channel.CreateCallInvoker().AsyncServerStreamingCall(Method(MethodType.ServerStreaming), null, Options(), message);
            await Orderly(() => streaming.ResponseStream.MoveNext(Patience).Soon());
        }
    }

    // Far ahead, so that even where the damage does no harm nothing of it is taken.
    private static TrackRequest Ahead(Tape tape)
    {
        var message = new TrackRequest { FirstInputSeq = 1_000_000 };
        message.Inputs.AddRange(tape.From(1, 3));
        return message;
    }

    private static async Task<long> NextOf(PersonalPTClient phone, string session) =>
        (long)(await phone.Tracking.SubmitFramesAsync(new SubmitFramesRequest { SessionId = session }, cancellationToken: Patience)).Acknowledgement.NextInputSeq;

    private static async Task<long> SendGood(PersonalPTClient phone, string session, Tape tape, long next)
    {
        const int count = 10;
        var from = 1 + (next - 1) % (tape.Count - count);
        var request = new SubmitFramesRequest { SessionId = session, FirstInputSeq = (ulong)next, AfterEventSeq = 0 };
        request.Inputs.AddRange(tape.From(from, count));
        var response = await phone.Tracking.SubmitFramesAsync(request, cancellationToken: Patience);

        Assert.Null(response.NeedFrom);
        Assert.Equal((ulong)(next + count), response.Acknowledgement.NextInputSeq);
        return next + count;
    }

    private async Task Stream(ChannelBase channel, byte[][] messages)
    {
        using var call = channel.CreateCallInvoker().AsyncDuplexStreamingCall(s_track, null, Options());
        await Orderly(async () =>
        {
            try
            {
                foreach (var message in messages)
                    await call.RequestStream.WriteAsync(message, Patience);
                await call.RequestStream.CompleteAsync();
            }
            catch (Exception e) when (e is InvalidOperationException or RpcException { StatusCode: StatusCode.Cancelled })
            {
                // The server has ended the stream already; the status says why.
            }

            while (await call.ResponseStream.MoveNext(Patience).Soon())
            {
            }
        });
    }

    private Task Unary(ChannelBase channel, byte[] message) =>
        Orderly(() => channel.CreateCallInvoker().AsyncUnaryCall(s_submit, null, Options(), message).ResponseAsync.Soon());

    private CallOptions Options() =>
        new(new Metadata { { "authorization", $"Development {Gym}/athlete/anna" } }, cancellationToken: Patience);

    private static async Task Orderly(Func<Task> call)
    {
        try
        {
            await call();
        }
        catch (RpcException e)
        {
            Assert.True(s_orderly.Contains(e.StatusCode), e.Status.ToString());
        }
    }
}
