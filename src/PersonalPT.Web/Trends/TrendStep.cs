namespace PersonalPT.Web.Trends;

/// <summary>A day or a week of one exercise.</summary>
/// <param name="From">Its first day, where the server is.</param>
/// <param name="Sets">Sets that were done.</param>
/// <param name="Reps">Reps that were counted.</param>
/// <param name="CorrectedReps">The same with every correction in the place of what was counted.</param>
/// <param name="BestSet">Reps of the best set, as corrected.</param>
/// <param name="SecondsPerRep">Mean length of a counted rep; null where there are none.</param>
/// <param name="HeaviestKilograms">The heaviest load that was noted; null where none was.</param>
public sealed record TrendStep(DateOnly From, int Sets, int Reps, int CorrectedReps, int BestSet, double? SecondsPerRep, double? HeaviestKilograms);
