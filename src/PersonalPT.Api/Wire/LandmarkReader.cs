using System.Runtime.InteropServices;
using Google.Protobuf;
using PersonalPT.Api.Errors;
using PersonalPT.Protocol;
using PersonalPT.Protocol.V1;
using Domain = PersonalPT.Contracts.Sessions;

namespace PersonalPT.Api.Wire;

/// <summary>Reads landmarks as they were sent and makes them isotropic: one unit is the same length on every axis, and the image's height where they are normalised to it.</summary>
internal static class LandmarkReader
{
    /// <summary>Checks a compact frame; null where it is one.</summary>
    public static FieldViolation? Check(ByteString compact, string field) => CompactFrame.IsValid(compact.Span)
        ? null
        : new FieldViolation(field, $"Must be a compact frame: {CompactFrame.Size} bytes, the first of them an exponent of 0 to 30.");

    /// <summary>Checks a frame of floats; null where it is one.</summary>
    public static FieldViolation? Check(FloatLandmarks floats, string field)
    {
        if (floats.Values.Count != CompactFrame.FloatCount)
            return new FieldViolation($"{field}.values", $"Must be {CompactFrame.FloatCount} values: x, y, z and visibility of 33 landmarks.");

        for (var i = 0; i < CompactFrame.FloatCount; i++)
        {
            if (!(MathF.Abs(floats.Values[i]) <= InputLimits.LargestValue))
                return new FieldViolation($"{field}.values[{i}]", "Must be a finite number between -1,000,000 and 1,000,000.");
        }

        return null;
    }

    /// <summary>Reads a compact frame that was checked.</summary>
    public static void Read(ByteString compact, Domain.CaptureHeader capture, Span<float> landmarks)
    {
        CompactFrame.TryDecode(compact.Span, landmarks);
        MakeIsotropic(capture, landmarks);
    }

    /// <summary>Reads a frame of floats that was checked.</summary>
    public static void Read(FloatLandmarks floats, Domain.CaptureHeader capture, Span<float> landmarks)
    {
        for (var i = 0; i < CompactFrame.FloatCount; i++)
            landmarks[i] = floats.Values[i];
        MakeIsotropic(capture, landmarks);
    }

    /// <summary>The landmarks as floats, without copying.</summary>
    public static Span<float> AsFloats(Span<Counting.Skeletons.Landmark> landmarks) => MemoryMarshal.Cast<Counting.Skeletons.Landmark, float>(landmarks);

    private static void MakeIsotropic(Domain.CaptureHeader capture, Span<float> landmarks) =>
        IsotropicLandmarks.Make((CoordinateSpace)capture.CoordinateSpace, capture.ImageAspect, landmarks[..CompactFrame.FloatCount]);
}
