using PersonalPT.Contracts.Recordings;

namespace PersonalPT.Web.Charts;

/// <summary>What one version counted of a recording.</summary>
/// <param name="Name">Which version.</param>
/// <param name="Sets">What it counted.</param>
/// <param name="Difference">Reps more than were counted; null: these are those that were.</param>
public sealed record RepLane(string Name, IReadOnlyList<CountedSet> Sets, int? Difference);
