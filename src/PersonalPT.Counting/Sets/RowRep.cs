namespace PersonalPT.Counting.Sets;

/// <summary>A rep in rows of the set. Half the size of one in capture times, and as exact.</summary>
internal readonly record struct RowRep(int Start, int Peak, int End);
