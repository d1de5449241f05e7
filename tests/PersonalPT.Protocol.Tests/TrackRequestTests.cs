using CsCheck;
using Google.Protobuf;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Protocol.Tests;

public sealed class TrackRequestTests
{
    private const ulong AnHour = 3_600_000_000;

    [Fact]
    public void One_compact_frame_in_a_request_of_its_own_takes_at_most_250_bytes()
    {
        Gen.Select(Gen.ULong[1, 1 << 21], Gen.ULong[0, AnHour]).Sample((seq, time) =>
            Assert.InRange(Request(seq, time).CalculateSize(), CompactFrame.Size, 250));
        Assert.InRange(Request(1 << 21, AnHour).CalculateSize(), CompactFrame.Size, 250);
    }

    [Fact]
    public void Thirty_frames_in_a_request_take_at_most_245_bytes_each()
    {
        var request = Request(1 << 21, AnHour);
        for (var i = 1; i < 30; i++)
            request.Inputs.Add(request.Inputs[0].Clone());
        Assert.InRange(request.CalculateSize() / 30.0, CompactFrame.Size, 245);
    }

    private static TrackRequest Request(ulong seq, ulong time) => new()
    {
        FirstInputSeq = seq,
        Inputs = { new Input { TimeUs = time, Compact = ByteString.CopyFrom(new byte[CompactFrame.Size]) } },
    };
}
