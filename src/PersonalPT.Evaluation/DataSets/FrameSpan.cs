namespace PersonalPT.Evaluation.DataSets;

/// <summary>A stretch of a recording's frames, from 0, both ends included.</summary>
/// <param name="First">First frame.</param>
/// <param name="Last">Last frame.</param>
public readonly record struct FrameSpan(int First, int Last);
