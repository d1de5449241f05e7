using System.Buffers.Binary;

namespace PersonalPT.Protocol;

/// <summary>
/// The compact layout of a frame, 232 bytes: one byte with an exponent e (0 to 30), 33 times x, y, z as little-endian int16 in units of 2^-e, then 33
/// bytes of visibility (0 to 255 for 0 to 1). The exponent is the frame's own, so pixels, metres and normalised coordinates all keep 15 bits.
/// </summary>
/// <remarks>Landmarks are passed as 132 floats: x, y, z, visibility of landmark 0, of landmark 1, and so on.</remarks>
public static class CompactFrame
{
    /// <summary>Landmarks of a frame.</summary>
    public const int LandmarkCount = 33;

    /// <summary>Floats of a frame: x, y, z and visibility of each landmark.</summary>
    public const int FloatCount = 4 * LandmarkCount;

    /// <summary>Bytes of a frame.</summary>
    public const int Size = 1 + 6 * LandmarkCount + LandmarkCount;

    private const int VisibilityAt = 1 + 6 * LandmarkCount;
    private const int MaxExponent = 30;

    /// <summary>Writes a frame.</summary>
    /// <param name="landmarks">132 values; coordinates finite and within ±32767; visibility is clamped to 0 to 1.</param>
    /// <param name="destination">At least <see cref="Size"/> bytes.</param>
    /// <returns>False where a coordinate is not finite or too large; nothing useful is written then.</returns>
    /// <exception cref="ArgumentException">A span has the wrong length.</exception>
    public static bool TryEncode(ReadOnlySpan<float> landmarks, Span<byte> destination)
    {
        if (landmarks.Length != FloatCount)
            throw new ArgumentException($"A frame has {FloatCount} values, not {landmarks.Length}.", nameof(landmarks));
        if (destination.Length < Size)
            throw new ArgumentException($"A compact frame needs {Size} bytes, not {destination.Length}.", nameof(destination));

        var largest = 0f;
        for (var i = 0; i < FloatCount; i++)
        {
            if (i % 4 == 3)
                continue;
            var size = MathF.Abs(landmarks[i]);
            if (!(size <= short.MaxValue))
                return false;
            largest = MathF.Max(largest, size);
        }

        // The largest exponent at which the largest coordinate still fits after rounding.
        var exponent = largest == 0 ? MaxExponent : Math.Clamp(14 - MathF.ILogB(largest), 0, MaxExponent);
        if (exponent > 0 && MathF.Round(MathF.ScaleB(largest, exponent)) > short.MaxValue)
            exponent--;

        destination[0] = (byte)exponent;
        for (var landmark = 0; landmark < LandmarkCount; landmark++)
        {
            var values = landmarks.Slice(4 * landmark, 4);
            var bytes = destination.Slice(1 + 6 * landmark, 6);
            for (var axis = 0; axis < 3; axis++)
                BinaryPrimitives.WriteInt16LittleEndian(bytes[(2 * axis)..], (short)MathF.Round(MathF.ScaleB(values[axis], exponent)));
            destination[VisibilityAt + landmark] = values[3] > 0 ? (byte)MathF.Round(255 * MathF.Min(values[3], 1)) : (byte)0;
        }

        return true;
    }

    /// <summary>Whether these bytes are a frame, without reading it: <see cref="Size"/> bytes, the first of them an exponent of 0 to 30.</summary>
    /// <param name="source">The bytes as they came.</param>
    public static bool IsValid(ReadOnlySpan<byte> source) => source.Length == Size && source[0] <= MaxExponent;

    /// <summary>Reads a frame.</summary>
    /// <param name="source">The bytes as they came.</param>
    /// <param name="landmarks">At least 132 values; all of them finite afterwards.</param>
    /// <returns>False where the bytes are not a frame: another length than <see cref="Size"/>, or an exponent over 30.</returns>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public static bool TryDecode(ReadOnlySpan<byte> source, Span<float> landmarks)
    {
        if (landmarks.Length < FloatCount)
            throw new ArgumentException($"A frame has {FloatCount} values, there is room for {landmarks.Length}.", nameof(landmarks));
        if (!IsValid(source))
            return false;

        var unit = MathF.ScaleB(1, -source[0]);
        for (var landmark = 0; landmark < LandmarkCount; landmark++)
        {
            var bytes = source.Slice(1 + 6 * landmark, 6);
            var values = landmarks.Slice(4 * landmark, 4);
            for (var axis = 0; axis < 3; axis++)
                values[axis] = unit * BinaryPrimitives.ReadInt16LittleEndian(bytes[(2 * axis)..]);
            values[3] = source[VisibilityAt + landmark] / 255f;
        }

        return true;
    }
}
