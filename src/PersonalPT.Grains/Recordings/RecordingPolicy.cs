namespace PersonalPT.Grains.Recordings;

/// <summary>Whether sessions are recorded at all.</summary>
/// <param name="IsOn">Whether those are whose athletes ask for it.</param>
public sealed record RecordingPolicy(bool IsOn);
