using PersonalPT.Protocol.V1;

namespace PersonalPT.Protocol.Plans;

/// <summary>A set that a plan asks for.</summary>
/// <param name="ItemIndex">Its item's place in the plan, from 0.</param>
/// <param name="Item">The item: exercise, target, load, rest.</param>
/// <param name="SetOfItem">Which of the item's sets it is, from 1.</param>
public sealed record PlanStep(int ItemIndex, PlanItem Item, uint SetOfItem);
