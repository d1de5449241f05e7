namespace PersonalPT.Counting.Training;

/// <summary>A stretch of rows, both ends included.</summary>
internal readonly record struct RowSpan(int First, int Last);
