namespace PersonalPT.Contracts.Sessions;

/// <summary>How the landmarks of a session were made. By the time it gets here landmarks are isotropic and times are absolute; this is kept for people.</summary>
/// <param name="CoordinateSpace">As sent: the number of the wire's enumeration.</param>
/// <param name="ImageAspect">Width divided by height; 0 where not given.</param>
/// <param name="LandmarkModel">As sent: the number of the wire's enumeration.</param>
/// <param name="NominalRateHz">Frames a second that the phone aims at.</param>
/// <param name="CaptureEpochMicros">The moment from which the phone counts, microseconds since the Unix epoch.</param>
/// <param name="Source">What made the landmarks, for people.</param>
[GenerateSerializer, Immutable, Alias("PersonalPT.CaptureHeader")]
public sealed record CaptureHeader(
    [property: Id(0)] int CoordinateSpace,
    [property: Id(1)] double ImageAspect,
    [property: Id(2)] int LandmarkModel,
    [property: Id(3)] double NominalRateHz,
    [property: Id(4)] long CaptureEpochMicros,
    [property: Id(5)] string Source);
