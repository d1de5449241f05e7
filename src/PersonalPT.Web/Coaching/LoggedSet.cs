using System.Collections.Immutable;
using PersonalPT.Counting;

namespace PersonalPT.Web.Coaching;

/// <summary>A set as a session's log tells it.</summary>
/// <param name="Number">From 1.</param>
/// <param name="ExerciseId">What is done.</param>
/// <param name="IsOver">Whether it is over.</param>
/// <param name="Reps">In time order; provisional times while it runs.</param>
public sealed record LoggedSet(int Number, string ExerciseId, bool IsOver, ImmutableArray<Rep> Reps);
