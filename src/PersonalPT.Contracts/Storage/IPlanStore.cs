using PersonalPT.Contracts.Plans;

namespace PersonalPT.Contracts.Storage;

/// <summary>Athletes' plans. Revisions are immutable; deleting takes a plan out of the list and keeps what sessions were started by.</summary>
public interface IPlanStore
{
    /// <summary>Makes a plan or its next revision. What the newest revision says already changes nothing.</summary>
    /// <param name="key">The plan.</param>
    /// <param name="revision">The revision that is changed; 0: a new plan.</param>
    /// <param name="content">What it is to say.</param>
    /// <param name="authorId">Who says it.</param>
    /// <param name="atMicros">When, microseconds since the Unix epoch.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task<PutPlanResult> Put(PlanKey key, int revision, PlanContent content, string authorId, long atMicros, CancellationToken cancellationToken);

    /// <summary>A revision of a plan, deleted ones among them; null where there is none.</summary>
    /// <param name="key">The plan.</param>
    /// <param name="revision">The revision; 0: the newest.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task<StoredPlan?> Find(PlanKey key, int revision, CancellationToken cancellationToken);

    /// <summary>An athlete's plans without deleted ones, each in its newest revision, changed last first.</summary>
    Task<IReadOnlyList<StoredPlan>> List(string gymId, string athleteId, CancellationToken cancellationToken);

    /// <summary>Takes a plan out of the list. One that is deleted already stays so.</summary>
    /// <returns>Whether there is such a plan.</returns>
    Task<bool> Delete(PlanKey key, long atMicros, CancellationToken cancellationToken);
}

/// <summary>Names a plan.</summary>
/// <param name="GymId">The gym.</param>
/// <param name="AthleteId">Whose it is.</param>
/// <param name="PlanId">Its name, unique among the athlete's.</param>
public readonly record struct PlanKey(string GymId, string AthleteId, string PlanId);

/// <summary>A revision of a plan.</summary>
/// <param name="Key">The plan.</param>
/// <param name="Revision">From 1.</param>
/// <param name="Content">What it says.</param>
/// <param name="AuthorId">Who wrote it.</param>
/// <param name="RevisedMicros">When, microseconds since the Unix epoch.</param>
/// <param name="IsDeleted">Whether the plan is deleted.</param>
public sealed record StoredPlan(PlanKey Key, int Revision, PlanContent Content, string AuthorId, long RevisedMicros, bool IsDeleted);

/// <summary>What came of putting a plan.</summary>
/// <param name="Outcome">What.</param>
/// <param name="Plan">The plan as it is now; null where there is none.</param>
public sealed record PutPlanResult(PutPlanOutcome Outcome, StoredPlan? Plan);

/// <summary>What came of putting a plan.</summary>
public enum PutPlanOutcome
{
    /// <summary>It is there, or was already.</summary>
    Stored = 1,
    /// <summary>A revision was to be changed of a plan that does not exist.</summary>
    NoSuchPlan = 2,
    /// <summary>The plan has another newest revision.</summary>
    OtherRevision = 3,
    /// <summary>The plan is deleted.</summary>
    Deleted = 4,
    /// <summary>The athlete has as many plans as one may have.</summary>
    TooManyPlans = 5,
    /// <summary>The plan has as many revisions as one may have.</summary>
    TooManyRevisions = 6,
}
