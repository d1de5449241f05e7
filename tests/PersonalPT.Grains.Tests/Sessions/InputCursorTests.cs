using CsCheck;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Grains.Sessions;

namespace PersonalPT.Grains.Tests.Sessions;

public sealed class InputCursorTests
{
    private static readonly Gen<InputKind[]> _kinds = Gen.OneOf(Enum.GetValues<InputKind>()).Array[0, 40];

    [Fact]
    public void Every_frame_has_its_own_landmarks_and_nothing_else_has_any() =>
        _kinds.Sample(kinds =>
        {
            var batch = Batch(kinds);
            var cursor = new InputCursor(batch);
            for (var i = 0; i < kinds.Length; i++, cursor.Advance())
            {
                Assert.Equal((false, 7L + i, kinds[i]), (cursor.AtEnd, cursor.Seq, cursor.Current.Kind));
                Assert.Equal(kinds[i] == InputKind.Frame ? Enumerable.Repeat(7f + i, 33) : [], cursor.Landmarks.ToArray().Select(l => l.X));
            }

            Assert.True(cursor.AtEnd);
        });

    [Fact]
    public void Passing_over_inputs_is_going_on_one_by_one() =>
        Gen.Select(_kinds, Gen.Long[0, 60]).Sample((kinds, to) =>
        {
            var batch = Batch(kinds);
            var (walked, skipped) = (new InputCursor(batch), new InputCursor(batch));
            while (!walked.AtEnd && walked.Seq < to)
                walked.Advance();
            skipped.SkipTo(to);

            Assert.Equal((walked.AtEnd, walked.Seq), (skipped.AtEnd, skipped.Seq));
            Assert.Equal(Math.Clamp(to, 7, 7 + kinds.Length), skipped.Seq);
            if (!skipped.AtEnd)
                Assert.Equal(walked.Landmarks.ToArray(), skipped.Landmarks.ToArray());
        });

    [Fact]
    public void A_batch_that_can_be_read_has_no_fault() => _kinds.Sample(kinds => Assert.Null(InputCursor.Fault(Batch(kinds))));

    [Fact]
    public void What_cannot_be_read_is_told()
    {
        Assert.Equal("Inputs are numbered from 1.", InputCursor.Fault(Batch([], first: 0)));
        Assert.Equal("There is no input of kind 8.", InputCursor.Fault(Batch([InputKind.Pause, (InputKind)8])));
        Assert.Equal("There is no input of kind 0.", InputCursor.Fault(Batch([default])));
        foreach (var values in new[] { 0, 131, 133, 264 })
        {
            var batch = new InputBatch { FirstInputSeq = 1, Inputs = new[] { new SessionInput(InputKind.Frame, 1) }, Landmarks = new float[values] };
            Assert.Equal($"1 frames need 132 landmark values; there are {values}.", InputCursor.Fault(batch));
        }
    }

    /// <summary>Every value of a frame is its number.</summary>
    private static InputBatch Batch(InputKind[] kinds, long first = 7) => new()
    {
        FirstInputSeq = first,
        Inputs = kinds.Select((kind, i) => new SessionInput(kind, i)).ToArray(),
        Landmarks = kinds.Index().Where(k => k.Item == InputKind.Frame)
            .SelectMany(k => Enumerable.Repeat((float)(first + k.Index), InputCursor.FloatsPerFrame)).ToArray(),
    };
}
