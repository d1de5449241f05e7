using PersonalPT.Contracts.Plans;
using PersonalPT.Contracts.Storage;
using PersonalPT.Protocol.Plans;
using Wire = PersonalPT.Protocol.V1;

namespace PersonalPT.Web.Plans;

/// <summary>What a session made of its plan.</summary>
/// <param name="Title">How the plan was called.</param>
/// <param name="SetsPlanned">Sets of the whole plan.</param>
/// <param name="SetsDone">How many of them were done.</param>
/// <param name="Items">The plan's items in order, each with the reps of its sets as corrected.</param>
public sealed record PlanOutcome(string Title, int SetsPlanned, int SetsDone, IReadOnlyList<(PlanItem Item, IReadOnlyList<int> Reps)> Items)
{
    /// <summary>What a session made of its plan; null where it had none.</summary>
    public static PlanOutcome? Of(SessionHistory session)
    {
        ArgumentNullException.ThrowIfNull(session);
        if (session.Planned is not { } planned)
            return null;

        // The rule is the contract's, so its words are what it is asked in.
        var progress = PlanProgress.Of(
            planned.Items.Select(item => new Wire::PlanItem { ExerciseId = item.ExerciseId, Sets = (uint)item.Sets, RestSeconds = (uint)item.RestSeconds }),
            session.Sets.Select(set => new PerformedSet(
                (uint)set.SetNumber, set.Model.ExerciseId, (uint)(set.Details.CorrectedReps?.Value ?? set.Reps.Count), (Wire::SetEndReason?)set.Reason,
                set.EndMicros ?? 0)));
        return new PlanOutcome(
            planned.Title, (int)progress.SetsPlanned, (int)progress.SetsDone,
            [.. progress.Items.Zip(planned.Items, (done, item) => (item, (IReadOnlyList<int>)[.. done.Sets.Select(set => (int)set.Reps)]))]);
    }
}
