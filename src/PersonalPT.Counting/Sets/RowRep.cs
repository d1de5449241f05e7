namespace PersonalPT.Counting.Sets;

/// <summary>A rep in rows of the set. Half the size of one in capture times, and as exact.</summary>
/// <param name="Start">The row at which it starts.</param>
/// <param name="Peak">The row at which it is deepest.</param>
/// <param name="End">The row at which it is over.</param>
/// <param name="Range">See <see cref="Rep.Range"/>; not a number where it is not known, which is half the size of null.</param>
internal readonly record struct RowRep(int Start, int Peak, int End, float Range = float.NaN);
