namespace PersonalPT.Counting.Skeletons;

/// <summary>What a phone saw at one moment.</summary>
/// <param name="CaptureMicros">When the image was captured: microseconds since the Unix epoch, UTC, by the phone's clock.</param>
/// <param name="Landmarks">The 33 landmarks of the person, or none where nobody was found.</param>
public readonly record struct CapturedFrame(long CaptureMicros, ReadOnlyMemory<Landmark> Landmarks);
