using PersonalPT.Api.Errors;
using PersonalPT.Protocol.V1;
using Domain = PersonalPT.Contracts.Sessions;

namespace PersonalPT.Api.Wire;

/// <summary>Reads and writes how landmarks were made.</summary>
internal static class CaptureHeaders
{
    private const double SmallestAspect = 0.1;
    private const double LargestAspect = 10;
    private const double SlowestHz = 5;
    private const double FastestHz = 120;
    private const int LongestSource = 200;

    // 2200-01-01: later than any phone's clock that is worth listening to, and far from what overflows.
    private const long LatestEpochMicros = 7_258_118_400_000_000;

    /// <summary>The header as the grains keep it.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT with all fields that are wrong.</exception>
    public static Domain.CaptureHeader Read(CaptureHeader? header, string field)
    {
        if (header is null)
            throw Refusals.BadRequest(field, "Must say how the landmarks are made.");

        var wrong = new List<FieldViolation>();
        if (!Enum.IsDefined(header.CoordinateSpace) || header.CoordinateSpace == CoordinateSpace.Unspecified)
            wrong.Add(new FieldViolation($"{field}.coordinate_space", "Must name the space of the coordinates."));
        if (header.CoordinateSpace == CoordinateSpace.NormalizedImage && header.ImageAspect is not (>= SmallestAspect and <= LargestAspect))
            wrong.Add(new FieldViolation($"{field}.image_aspect", "Must be width divided by height, 0.1 to 10, where coordinates are normalised to the image."));
        if (!Enum.IsDefined(header.LandmarkModel) || header.LandmarkModel == LandmarkModel.Unspecified)
            wrong.Add(new FieldViolation($"{field}.landmark_model", "Must name the model; LANDMARK_MODEL_OTHER for one that is not listed."));
        if (header.NominalRateHz is not (>= SlowestHz and <= FastestHz))
            wrong.Add(new FieldViolation($"{field}.nominal_rate_hz", "Must be 5 to 120."));
        if (header.CaptureEpochUs is < 0 or > LatestEpochMicros)
            wrong.Add(new FieldViolation($"{field}.capture_epoch_us", "Must be microseconds since the Unix epoch, before the year 2200."));
        if (header.Source.Length > LongestSource)
            wrong.Add(new FieldViolation($"{field}.source", "At most 200 characters."));
        if (wrong.Count > 0)
            throw Refusals.BadRequest(wrong);

        return new Domain.CaptureHeader(
            (int)header.CoordinateSpace,
            double.IsFinite(header.ImageAspect) ? header.ImageAspect : 0,
            (int)header.LandmarkModel,
            header.NominalRateHz,
            header.CaptureEpochUs,
            header.Source);
    }

    /// <summary>The header as it is sent.</summary>
    public static CaptureHeader Write(Domain.CaptureHeader header) => new()
    {
        CoordinateSpace = (CoordinateSpace)header.CoordinateSpace,
        ImageAspect = header.ImageAspect,
        LandmarkModel = (LandmarkModel)header.LandmarkModel,
        NominalRateHz = header.NominalRateHz,
        CaptureEpochUs = header.CaptureEpochMicros,
        Source = header.Source,
    };
}
