using System.Buffers;
using Google.Protobuf;
using Grpc.Core;
using PersonalPT.Api.Tests.House;
using PersonalPT.Api.Wire;
using PersonalPT.Protocol;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Api.Tests.Wire;

public sealed class MessageShapeTests
{
    [Fact]
    public void The_largest_messages_that_calls_take_pass()
    {
        var batch = new TrackRequest { FirstInputSeq = 1 };
        batch.Inputs.AddRange(Enumerable.Range(0, InputChecks.MaxInputs).Select(i => Tape.AnyFrame((ulong)i)));
        Check(TrackRequest.Descriptor, batch.ToByteArray());

        var film = new DemonstrationFrames { Capture = Tape.Header() };
        var compact = ByteString.CopyFrom(new byte[CompactFrame.Size]);
        film.Frames.AddRange(Enumerable.Range(0, 36_000).Select(i => new RecordedFrame { TimeUs = (ulong)i, Compact = compact }));
        var train = new TrainRequest { Demonstration = new Demonstration { Frames = film, StateSpans = new StateSpans() } };
        train.Demonstration.StateSpans.Active.AddRange(Enumerable.Repeat(new CaptureSpan { EndTimeUs = 1 }, 1000));
        train.Demonstration.StateSpans.Rest.AddRange(Enumerable.Repeat(new CaptureSpan { EndTimeUs = 1 }, 1000));
        Check(TrainRequest.Descriptor, train.ToByteArray());
    }

    [Fact]
    public void A_message_that_would_become_half_a_gigabyte_is_refused_and_costs_hardly_anything()
    {
        // Five million frames of two bytes each, in a demonstration, in a request.
        var frames = new byte[10_000_000];
        for (var i = 0; i < frames.Length; i += 2)
            frames[i] = 0x12;
        var bytes = Wrapped(4, Wrapped(1, frames));
        var before = GC.GetAllocatedBytesForCurrentThread();

        var error = Assert.Throws<RpcException>(() => Check(TrainRequest.Descriptor, bytes));

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200_000);
    }

    [Fact]
    public void Fields_that_nobody_knows_count_too()
    {
        using var bytes = new MemoryStream();
        using (var output = new CodedOutputStream(bytes, leaveOpen: true))
        {
            for (var number = 1000; number < 20_000; number++)
            {
                output.WriteTag(number, WireFormat.WireType.Varint);
                output.WriteUInt32(0);
            }
        }

        Assert.Throws<RpcException>(() => Check(TrackRequest.Descriptor, bytes.ToArray()));
    }

    [Fact]
    public void Bytes_that_are_no_message_are_said_to_be_none() =>
        Assert.Throws<InvalidProtocolBufferException>(() => Check(TrackRequest.Descriptor, Enumerable.Repeat((byte)0xFF, 20_000).ToArray()));

    private static void Check(Google.Protobuf.Reflection.MessageDescriptor message, byte[] bytes) =>
        MessageShape.Check(message, new ReadOnlySequence<byte>(bytes));

    private static byte[] Wrapped(int field, byte[] inner)
    {
        using var bytes = new MemoryStream();
        using (var output = new CodedOutputStream(bytes, leaveOpen: true))
        {
            output.WriteTag(field, WireFormat.WireType.LengthDelimited);
            output.WriteBytes(UnsafeByteOperations.UnsafeWrap(inner));
        }

        return bytes.ToArray();
    }
}
