using System.Buffers.Binary;
using CsCheck;

namespace PersonalPT.Protocol.Tests;

public sealed class CompactFrameTests
{
    private const int MaxExponent = 30;

    // From pixels to fractions of a millimetre, with zeros among them.
    private static readonly Gen<float> _coordinate = Gen.Frequency(
        (1, Gen.Const(0f)),
        (8, Gen.Select(Gen.Float[-1, 1], Gen.Int[-35, 14], (value, exponent) => MathF.ScaleB(value, exponent))),
        (1, Gen.Float[-short.MaxValue, short.MaxValue]));

    // One magnitude for a frame, as poses have, so that all exponents are met.
    private static readonly Gen<float[]> _landmarks =
        from scale in Gen.Int[-40, 14]
        from values in Gen.Float[-1, 1].Array[CompactFrame.FloatCount]
        from loose in _coordinate.Array[0, 3]
        select Frame(values, scale, loose);

    [Fact]
    public void A_frame_has_232_bytes()
    {
        Assert.Equal(232, CompactFrame.Size);
        Assert.Equal(132, CompactFrame.FloatCount);
    }

    [Fact]
    public void A_coordinate_comes_back_within_half_a_unit()
    {
        _landmarks.Sample(landmarks =>
        {
            var (bytes, decoded) = RoundTrip(landmarks);
            var unit = Math.ScaleB(1, -bytes[0]);
            for (var i = 0; i < landmarks.Length; i++)
                if (i % 4 != 3)
                    Assert.InRange(Math.Abs((double)decoded[i] - landmarks[i]), 0, unit / 2);
        });
    }

    [Fact]
    public void The_largest_coordinate_keeps_fourteen_bits_unless_the_frame_is_tiny()
    {
        _landmarks.Sample(landmarks =>
        {
            var (bytes, _) = RoundTrip(landmarks);
            var largest = landmarks.Where((_, i) => i % 4 != 3).Max(MathF.Abs);
            if (bytes[0] < MaxExponent)
                Assert.InRange(Math.ScaleB(largest, bytes[0]), (1 << 14) - 0.5, short.MaxValue + 0.5);
            else
                Assert.InRange(Math.ScaleB(largest, MaxExponent), 0, short.MaxValue + 0.5);
        });
    }

    [Fact]
    public void Visibility_comes_back_within_half_a_step_and_is_clamped_to_0_and_1()
    {
        Gen.Float[-2, 3].Array[CompactFrame.LandmarkCount].Sample(visibilities =>
        {
            var landmarks = new float[CompactFrame.FloatCount];
            for (var i = 0; i < visibilities.Length; i++)
                landmarks[4 * i + 3] = visibilities[i];
            var (_, decoded) = RoundTrip(landmarks);
            for (var i = 0; i < visibilities.Length; i++)
                Assert.InRange(Math.Abs(decoded[4 * i + 3] - Math.Clamp(visibilities[i], 0, 1)), 0, 0.5 / 255 + 1e-7);
        });
    }

    [Fact]
    public void What_was_read_can_be_written_and_reads_the_same()
    {
        Gen.Byte.Array[CompactFrame.Size].Sample(bytes =>
        {
            var first = new float[CompactFrame.FloatCount];
            bytes[0] %= MaxExponent + 1;

            // The one integer that no writer makes: it would need one more bit.
            for (var at = 1; at < 1 + 6 * CompactFrame.LandmarkCount; at += 2)
                if (BinaryPrimitives.ReadInt16LittleEndian(bytes.AsSpan(at)) == short.MinValue)
                    bytes[at] = 1;
            Assert.True(CompactFrame.TryDecode(bytes, first));
            var (_, second) = RoundTrip(first);
            Assert.Equal(first, second);
        });
    }

    [Fact]
    public void Every_integer_at_every_exponent_reads_as_a_finite_number()
    {
        var bytes = new byte[CompactFrame.Size];
        var landmarks = new float[CompactFrame.FloatCount];
        for (byte exponent = 0; exponent <= MaxExponent; exponent++)
        {
            bytes[0] = exponent;
            for (int value = short.MinValue; value <= short.MaxValue; value += 3 * CompactFrame.LandmarkCount)
            {
                for (var i = 0; i < 3 * CompactFrame.LandmarkCount; i++)
                    BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(1 + 2 * i), (short)Math.Min(value + i, short.MaxValue));
                Assert.True(CompactFrame.TryDecode(bytes, landmarks));
                for (var i = 0; i < 3 * CompactFrame.LandmarkCount; i++)
                    Assert.Equal(Math.ScaleB(Math.Min(value + i, short.MaxValue), -exponent), landmarks[4 * (i / 3) + i % 3]);
            }
        }
    }

    [Fact]
    public void Bytes_that_are_no_frame_are_refused_and_those_that_are_give_finite_values()
    {
        Gen.Select(Gen.Byte.Array[0, 300], Gen.Bool).Sample((bytes, rightLength) =>
        {
            if (rightLength)
                Array.Resize(ref bytes, CompactFrame.Size);
            var landmarks = new float[CompactFrame.FloatCount];
            var read = CompactFrame.TryDecode(bytes, landmarks);
            Assert.Equal(bytes.Length == CompactFrame.Size && bytes[0] <= MaxExponent, read);
            if (read)
                Assert.All(landmarks, value => Assert.True(float.IsFinite(value)));
        });
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    [InlineData(32767.004f)]
    [InlineData(-32768f)]
    public void A_coordinate_that_cannot_be_written_is_refused_wherever_it_stands(float value)
    {
        for (var i = 0; i < CompactFrame.FloatCount; i++)
        {
            var landmarks = new float[CompactFrame.FloatCount];
            landmarks[i] = value;
            Assert.Equal(i % 4 == 3, CompactFrame.TryEncode(landmarks, new byte[CompactFrame.Size]));
        }
    }

    [Fact]
    public void A_visibility_that_is_not_a_number_is_none()
    {
        var landmarks = new float[CompactFrame.FloatCount];
        landmarks[3] = float.NaN;
        Assert.Equal(0, RoundTrip(landmarks).Decoded[3]);
    }

    [Fact]
    public void A_span_of_the_wrong_length_is_a_mistake_of_the_caller()
    {
        Assert.Throws<ArgumentException>(() => CompactFrame.TryEncode(new float[131], new byte[CompactFrame.Size]));
        Assert.Throws<ArgumentException>(() => CompactFrame.TryEncode(new float[CompactFrame.FloatCount], new byte[231]));
        Assert.Throws<ArgumentException>(() => CompactFrame.TryDecode(new byte[CompactFrame.Size], new float[131]));
    }

    private static float[] Frame(float[] values, int scale, float[] loose)
    {
        for (var i = 0; i < values.Length; i++)
            if (i % 4 != 3)
                values[i] = MathF.ScaleB(values[i], scale);
        for (var i = 0; i < loose.Length; i++)
            values[4 * i] = loose[i];
        return values;
    }

    private static (byte[] Bytes, float[] Decoded) RoundTrip(float[] landmarks)
    {
        var bytes = new byte[CompactFrame.Size];
        var decoded = new float[CompactFrame.FloatCount];
        Assert.True(CompactFrame.TryEncode(landmarks, bytes));
        Assert.True(CompactFrame.TryDecode(bytes, decoded));
        return (bytes, decoded);
    }
}
