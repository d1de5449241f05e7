using PersonalPT.Contracts;
using PersonalPT.Contracts.Plans;
using PersonalPT.Contracts.Storage;

namespace PersonalPT.Fuzz.Boundary;

/// <summary>A storage of plans that looks at what it gets, and in which every plan is there.</summary>
internal sealed class BoundaryPlans : IPlanStore
{
    private const int HeaviestGrams = 1_000_000;

    private static readonly PlanContent s_content = new("Legs", "", [new PlanItem("squat", 3, 8, 60_000, 90)]);

    public Task<PutPlanResult> Put(PlanKey key, int revision, PlanContent content, string authorId, long atMicros, CancellationToken cancellationToken)
    {
        Check(key, revision);
        if (!Identifiers.IsPerson(authorId) || content.Title.Length == 0 || content.Title.EnumerateRunes().Count() > PlanRules.LongestTitle || content.Title.Any(char.IsControl)
            || content.Notes.EnumerateRunes().Count() > PlanRules.LongestNotes || content.Items.Count is 0 or > PlanRules.MostItems)
            throw new LeakException($"{content} by '{authorId}' is no plan.");
        foreach (var item in content.Items)
        {
            if (!Identifiers.IsName(item.ExerciseId) || item.Sets is < 1 or > PlanRules.MostSets || item.TargetReps is < 0 or > PlanRules.MostReps
                || item.LoadGrams is < 0 or > HeaviestGrams || item.RestSeconds is < 0 or > PlanRules.LongestRest)
                throw new LeakException($"{item} is nothing that can be planned.");
        }

        return Task.FromResult(new PutPlanResult(PutPlanOutcome.Stored, new StoredPlan(key, revision + 1, content, authorId, atMicros, false)));
    }

    public Task<StoredPlan?> Find(PlanKey key, int revision, CancellationToken cancellationToken)
    {
        Check(key, revision);
        return Task.FromResult<StoredPlan?>(new StoredPlan(key, Math.Max(1, revision), s_content, "carl", 1, false));
    }

    public Task<IReadOnlyList<StoredPlan>> List(string gymId, string athleteId, CancellationToken cancellationToken)
    {
        var key = new PlanKey(gymId, athleteId, "0a1b2c3d-0000-4000-8000-00000000abcd");
        Check(key, 0);
        return Task.FromResult<IReadOnlyList<StoredPlan>>([new StoredPlan(key, 1, s_content, "carl", 1, false)]);
    }

    public Task<bool> Delete(PlanKey key, long atMicros, CancellationToken cancellationToken)
    {
        Check(key, 0);
        return Task.FromResult(true);
    }

    private static void Check(PlanKey key, int revision)
    {
        if (!Identifiers.IsName(key.GymId) || !Identifiers.IsPerson(key.AthleteId) || !Identifiers.IsUuid(key.PlanId) || revision < 0)
            throw new LeakException($"{key} revision {revision} is no plan.");
    }
}
