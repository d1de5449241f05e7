using System.Globalization;
using System.Text;
using System.Text.Json;
using PersonalPT.Testing.Conformance;

namespace PersonalPT.Protocol.Tests;

/// <summary>The vectors by which other languages check their compact frames.</summary>
public sealed class CompactFrameVectorsTests
{
    private const string File = "compact-frame.json";
    private const float JustBelow = 32766.998f;

    // Each with the values up to the last that is not 0.
    private static readonly (string About, float[] Landmarks)[] s_encoded =
    [
        ("the frame of 'A frame in 232 bytes'", [0.5f, -0.25f, 0.1f, 1f, 0.75f, 0.5f, -0.0625f, 0.5f]),
        ("nothing but zeros: the largest exponent", []),
        ("a body in metres", Body(1, 0)),
        ("a body in pixels", Body(900, 500)),
        ("a body in normalised coordinates", Body(0.5f, 0.5f)),
        ("the largest coordinates that fit", [32767, -32767, JustBelow, 1]),
        ("too large", [32767.002f]),
        ("too large, and negative", [0, -40000]),
        ("not a number", [0, 0, float.NaN]),
        ("infinite", [0, 0, float.PositiveInfinity]),
        ("negative infinite", [float.NegativeInfinity]),
        ("so small that the exponent is at its largest", [1e-5f, -1e-5f, 3e-10f, 0.5f, 4.6566e-10f]),
        ("smaller than the smallest normal number", [1e-40f, -1e-40f]),
        ("a power of two: the exponent at which it fits", [1, 0.5f, -1]),
        ("just under a power of two: it would be rounded beyond, so the exponent is one less", [1.99999f, 1]),
        ("just under the power of two above, rounded to the largest integer", [1.99995f, -1.99995f]),
        ("halves are rounded to even", [16384, 1.5f, 2.5f, 1, -1.5f, -2.5f, 0.5f, 1, -0.5f, 3.5f, 16383.5f]),
        ("negative zero", [-0f, -0f, 1]),
        ("visibilities below 0, above 1, not a number, infinite, and halves", [.. Visibilities(-1, 0, 0.001f, 0.002f, 0.5f, 0.998f, 1, 1.5f, float.NaN, float.PositiveInfinity, float.NegativeInfinity, 2.5f / 255, 3.5f / 255, 1f / 3)]),
        ("every landmark different", [.. Enumerable.Range(0, CompactFrame.FloatCount).Select(i => i % 4 == 3 ? i / 132f : (i - 66) / 7f)]),
    ];

    private static readonly (string About, byte[] Bytes)[] s_decoded =
    [
        ("a byte too few", new byte[CompactFrame.Size - 1]),
        ("a byte too many", new byte[CompactFrame.Size + 1]),
        ("nothing", []),
        ("an exponent that is too large", Bytes(31)),
        ("the largest exponent of all bytes", Bytes(255)),
        ("the smallest integer, which no encoder writes", Bytes(0, 0x00, 0x80)),
        ("exponent 0", Bytes(0, 0xFF, 0x7F, 0x01, 0x80)),
        ("exponent 30", Bytes(30, 0x01, 0x00, 0xFF, 0xFF)),
        ("all bits set but the exponent's", [7, .. Enumerable.Repeat((byte)0xFF, CompactFrame.Size - 1)]),
        ("every byte different", [14, .. Enumerable.Range(0, CompactFrame.Size - 1).Select(i => (byte)(i * 37))]),
    ];

    [Fact]
    public void The_file_says_what_the_encoder_and_the_decoder_do() => ConformanceVectors.RequireCurrent(File, Text());

    // Read as another language would read it: numbers as double precision, then rounded to single.
    [Fact]
    public void What_is_read_from_the_file_gives_its_bytes_and_its_bytes_give_what_is_read()
    {
        var vectors = ConformanceVectors.Read(File);
        var (frame, decoded) = (new byte[CompactFrame.Size], new float[CompactFrame.FloatCount]);
        foreach (var vector in vectors.GetProperty("encode").EnumerateArray())
        {
            var about = vector.GetProperty("about").GetString();
            var hex = vector.GetProperty("bytes").GetString();
            Assert.True(CompactFrame.TryEncode(Values(vector.GetProperty("landmarks")), frame) == hex is not null, about);
            if (hex is null)
                continue;
            Assert.Equal(hex, Convert.ToHexStringLower(frame));
            Assert.True(CompactFrame.TryDecode(frame, decoded), about);
            Assert.Equal(Values(vector.GetProperty("decoded")), decoded);
        }

        foreach (var vector in vectors.GetProperty("decode").EnumerateArray())
        {
            var isFrame = CompactFrame.TryDecode(Convert.FromHexString(vector.GetProperty("bytes").GetString()!), decoded);
            Assert.Equal(vector.GetProperty("landmarks").ValueKind != JsonValueKind.Null, isFrame);
            if (isFrame)
                Assert.Equal(Values(vector.GetProperty("landmarks")), decoded);
        }
    }

    private static string Text()
    {
        var text = new StringBuilder("{\n  \"format\": 1,\n  \"encode\": [\n");
        text.AppendJoin(",\n", s_encoded.Select(Encoded)).Append("\n  ],\n  \"decode\": [\n");
        return text.AppendJoin(",\n", s_decoded.Select(Decoded)).Append("\n  ]\n}\n").ToString();
    }

    private static string Encoded((string About, float[] Landmarks) vector)
    {
        var frame = new byte[CompactFrame.Size];
        var decoded = new float[CompactFrame.FloatCount];
        Array.Resize(ref vector.Landmarks, CompactFrame.FloatCount);
        var start = $"    {{\"about\": \"{vector.About}\", \"landmarks\": {Numbers(vector.Landmarks)}, \"bytes\": ";
        if (!CompactFrame.TryEncode(vector.Landmarks, frame) || !CompactFrame.TryDecode(frame, decoded))
            return start + "null, \"decoded\": null}";
        return start + $"\"{Convert.ToHexStringLower(frame)}\", \"decoded\": {Numbers(decoded)}}}";
    }

    private static string Decoded((string About, byte[] Bytes) vector)
    {
        var decoded = new float[CompactFrame.FloatCount];
        var numbers = CompactFrame.TryDecode(vector.Bytes, decoded) ? Numbers(decoded) : "null";
        return $"    {{\"about\": \"{vector.About}\", \"bytes\": \"{Convert.ToHexStringLower(vector.Bytes)}\", \"landmarks\": {numbers}}}";
    }

    private static string Numbers(float[] values)
    {
        var count = values.Length;
        while (count > 0 && values[count - 1] == 0)
            count--;
        return $"[{string.Join(", ", values.Take(count).Select(v => float.IsFinite(v) ? v.ToString("R", CultureInfo.InvariantCulture) : $"\"{v.ToString(CultureInfo.InvariantCulture)}\""))}]";
    }

    private static float[] Values(JsonElement numbers)
    {
        var values = new float[CompactFrame.FloatCount];
        var at = 0;
        foreach (var number in numbers.EnumerateArray())
            values[at++] = number.ValueKind == JsonValueKind.String ? float.Parse(number.GetString()!, CultureInfo.InvariantCulture) : (float)number.GetDouble();
        return values;
    }

    private static float[] Body(float size, float centre) =>
        [.. Enumerable.Range(0, CompactFrame.FloatCount).Select(i => i % 4 == 3 ? 0.9f : centre + size * MathF.Round(MathF.Sin(i * 0.37f), 5))];

    private static IEnumerable<float> Visibilities(params float[] visibilities) => visibilities.SelectMany(v => new[] { 0.25f, 0.5f, 0.125f, v });

    private static byte[] Bytes(params byte[] first)
    {
        Array.Resize(ref first, CompactFrame.Size);
        return first;
    }
}
