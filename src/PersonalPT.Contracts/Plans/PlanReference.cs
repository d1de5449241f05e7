namespace PersonalPT.Contracts.Plans;

/// <summary>A revision of a plan, which never changes. Whose plan it is goes without saying.</summary>
/// <param name="PlanId">The plan.</param>
/// <param name="Revision">From 1.</param>
[GenerateSerializer, Immutable, Alias("PersonalPT.PlanReference")]
public sealed record PlanReference([property: Id(0)] string PlanId, [property: Id(1)] int Revision);
