using CsCheck;
using Google.Protobuf;
using Google.Protobuf.Collections;
using PersonalPT.Api.Tests.House;
using PersonalPT.Api.Tracking;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Protocol;
using PersonalPT.Protocol.V1;
using CaptureHeader = PersonalPT.Contracts.Sessions.CaptureHeader;
using PersonalPT.Testing;

namespace PersonalPT.Api.Tests.Tracking;

public sealed class BatchArraysTests
{
    private static readonly CaptureHeader s_capture = new((int)CoordinateSpace.Isotropic, 0, 1, 30, 1_000_000, "");

    private static readonly Gen<Input[]> s_messages = Gen.Select(Gen.Int[0, 6], Gen.ULong[0, 1000], Gen.Float[-9, 9]).Select(Make).Array[1, 60];

    [Fact]
    public void A_batch_is_its_messages_one_after_another_however_often_the_arrays_are_used_again() => s_messages.Array[1, 5].Array[1, 4].Sample(batches =>
    {
        using var arrays = new BatchArrays(s_capture);
        foreach (var messages in batches)
        {
            var next = 7UL;
            foreach (var message in messages)
            {
                Assert.True(arrays.Continues(next, message.Length));
                arrays.Add(next, [.. message]);
                next += (ulong)message.Length;
            }

            Require(messages.SelectMany(m => m), arrays.ToBatch(3, 4));
            arrays.Clear();
        }
    });

    [Theory]
    [InlineData(5UL, 1, false)]
    [InlineData(7UL, 1, false)]
    [InlineData(6UL, 595, true)]
    [InlineData(6UL, 596, false)]
    public void A_message_goes_in_where_it_goes_on_and_fits(ulong first, int count, bool goesIn)
    {
        using var arrays = new BatchArrays(s_capture);
        arrays.Add(1, new RepeatedField<Input> { Enumerable.Range(0, 5).Select(_ => Tape.AnyFrame()) });

        Assert.Equal(goesIn, arrays.Continues(first, count));
    }

    [Fact]
    public void A_batch_costs_itself_and_nothing_for_its_frames()
    {
        const int Batches = 200;
        const int BytesOfABatch = 96;
        using var arrays = new BatchArrays(s_capture);
        var frame = new Input { Compact = ByteString.CopyFrom(new byte[CompactFrame.Size]) };
        var messages = new RepeatedField<Input> { Enumerable.Repeat(frame, 5) };
        Assert.Equal(20 * 10, Send(10));

        Assert.InRange(Allocation.Of(10, () => Assert.Equal(20 * Batches, Send(Batches))) / Batches, 1, BytesOfABatch);

        int Send(int batches)
        {
            var inputs = 0;
            for (var b = 0; b < batches; b++)
            {
                for (var m = 0; m < 4; m++)
                    arrays.Add(1 + 5 * (ulong)m, messages);
                inputs += arrays.ToBatch(1, 1, takesStatus: true).Inputs.Length;
                arrays.Clear();
            }

            return inputs;
        }
    }

    private static void Require(IEnumerable<Input> expected, InputBatch batch)
    {
        Assert.Equal((7, 3, 4), (batch.FirstInputSeq, batch.OldestHeldInputSeq, batch.ArrivedMicros));
        var frames = 0;
        var at = 0;
        foreach (var input in expected)
        {
            var taken = batch.Inputs.Span[at++];
            Assert.Equal(1_000_000 + (long)input.TimeUs, taken.CaptureMicros);
            Assert.Equal(input.InputCase == Input.InputOneofCase.Floats ? nameof(InputKind.Frame) : input.InputCase.ToString(), taken.Kind.ToString());
            Assert.Equal(input.SelectExercise?.ExerciseId, taken.ExerciseId);
            if (taken.Kind == InputKind.Frame)
                Assert.Equal(input.Floats.Values, batch.Landmarks.Slice(132 * frames++, 132).ToArray());
        }

        Assert.Equal(at, batch.Inputs.Length);
        Assert.Equal(132 * frames, batch.Landmarks.Length);
    }

    private static Input Make(int kind, ulong time, float value)
    {
        var input = new Input { TimeUs = time };
        switch (kind)
        {
            case 0:
                input.NobodySeen = new NobodySeen();
                break;
            case 1:
                input.SelectExercise = new Protocol.V1.SelectExercise { ExerciseId = "squat" };
                break;
            case 2:
                input.EndSet = new EndSet();
                break;
            case 3:
                input.Pause = new Pause();
                break;
            default:
                input.Floats = new FloatLandmarks();
                input.Floats.Values.AddRange(Enumerable.Range(0, 132).Select(i => value + i));
                break;
        }

        return input;
    }
}
