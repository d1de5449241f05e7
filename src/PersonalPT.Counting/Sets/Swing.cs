namespace PersonalPT.Counting.Sets;

/// <summary>One way up and down of a candidate, in rows of its own signal.</summary>
/// <param name="Low">Where the way up begins.</param>
/// <param name="High">Its highest row.</param>
/// <param name="Confirmed">Where it had fallen by a step.</param>
internal readonly record struct Swing(int Low, int High, int Confirmed);
