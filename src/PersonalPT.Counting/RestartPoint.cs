namespace PersonalPT.Counting;

/// <summary>From here a fresh counter gives the same events as the one that reported it.</summary>
/// <param name="InputSeq">The first input to feed to it.</param>
/// <param name="SetNumber">The set number to start it with.</param>
public readonly record struct RestartPoint(long InputSeq, int SetNumber);
