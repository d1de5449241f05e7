using CsCheck;
using Google.Protobuf;
using PersonalPT.Protocol;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Client.Tests.Sessions;

public sealed class InputEncodingTests
{
    private static readonly Gen<float[]> _landmarks = Gen.Float[-1000, 1000].Array[CompactFrame.FloatCount];

    [Fact]
    public void A_frame_in_the_compact_form_is_what_the_generated_classes_write()
    {
        Gen.Select(Gen.ULong, _landmarks).Sample((time, landmarks) =>
        {
            var frame = new byte[CompactFrame.Size];
            Assert.True(CompactFrame.TryEncode(landmarks, frame));
            AssertSame(
                new Input { TimeUs = time, Compact = ByteString.CopyFrom(frame) },
                destination => InputEncoding.WriteFrame(time, landmarks, asFloats: false, destination));
        });
    }

    [Fact]
    public void A_frame_in_floats_is_what_the_generated_classes_write()
    {
        Gen.Select(Gen.ULong, _landmarks).Sample((time, landmarks) => AssertSame(
            new Input { TimeUs = time, Floats = new FloatLandmarks { Values = { landmarks } } },
            destination => InputEncoding.WriteFrame(time, landmarks, asFloats: true, destination)));
    }

    [Fact]
    public void A_frame_without_a_person_is_what_the_generated_classes_write()
    {
        Gen.ULong.Sample(time => AssertSame(
            new Input { TimeUs = time, NobodySeen = new NobodySeen() }, destination => InputEncoding.WriteNobody(time, destination)));
    }

    [Fact]
    public void A_control_is_an_element_of_the_request()
    {
        var input = new Input { TimeUs = 7, SelectExercise = new SelectExercise { ExerciseId = new string('x', 64) } };
        Assert.Equal([input], TrackRequest.Parser.ParseFrom(InputEncoding.Write(input)).Inputs);
    }

    [Theory]
    [InlineData(float.NaN, false)]
    [InlineData(float.NaN, true)]
    [InlineData(float.NegativeInfinity, false)]
    [InlineData(float.PositiveInfinity, true)]
    [InlineData(32768f, false)]
    [InlineData(1_000_001f, true)]
    [InlineData(-1_000_001f, true)]
    public void A_value_that_cannot_be_sent_is_refused(float value, bool asFloats)
    {
        var landmarks = new float[CompactFrame.FloatCount];
        landmarks[8] = value;
        Assert.Equal(0, InputEncoding.WriteFrame(1, landmarks, asFloats, new byte[InputEncoding.MaxFrameSize]));
    }

    [Fact]
    public void The_largest_value_that_a_server_takes_can_be_sent_in_floats()
    {
        var landmarks = new float[CompactFrame.FloatCount];
        landmarks[8] = InputLimits.LargestValue;
        Assert.NotEqual(0, InputEncoding.WriteFrame(1, landmarks, asFloats: true, new byte[InputEncoding.MaxFrameSize]));
    }

    [Fact]
    public void A_request_begins_with_the_number_of_its_first_input()
    {
        Gen.ULong[1, ulong.MaxValue].Sample(seq =>
        {
            var bytes = new byte[InputEncoding.MaxFirstInputSeqSize];
            var size = InputEncoding.WriteFirstInputSeq(seq, bytes);
            Assert.Equal(seq, TrackRequest.Parser.ParseFrom(bytes, 0, size).FirstInputSeq);
        });
    }

    // Defaults that proto3 leaves out may stand in the bytes; what is read from them is the same.
    private static void AssertSame(Input expected, Func<byte[], int> write)
    {
        var bytes = new byte[InputEncoding.MaxFrameSize];
        var size = write(bytes);
        Assert.Equal([expected], TrackRequest.Parser.ParseFrom(bytes, 0, size).Inputs);
        if (expected.TimeUs > 0)
            Assert.Equal(new TrackRequest { Inputs = { expected } }.ToByteArray(), bytes[..size]);
    }
}
