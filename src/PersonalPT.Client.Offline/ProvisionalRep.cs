using PersonalPT.Counting;

namespace PersonalPT.Client.Offline;

/// <summary>A rep that the phone has counted by itself. Set number and ordinal tell provisional reps apart.</summary>
/// <param name="ExerciseId">What was done.</param>
/// <param name="SetNumber">Number of the set within the session, from 1.</param>
/// <param name="Ordinal">Number of the rep within the set, from 1.</param>
/// <param name="Rep">Its times: capture times, microseconds since the Unix epoch.</param>
/// <param name="FoundLate">It had ended well before it was found: show it, but do not cheer.</param>
/// <param name="InputSeq">The input at which it was found.</param>
public sealed record ProvisionalRep(string ExerciseId, int SetNumber, int Ordinal, Rep Rep, bool FoundLate, ulong InputSeq);
