using Microsoft.EntityFrameworkCore;
using PersonalPT.Contracts.Plans;
using PersonalPT.Contracts.Storage;
using PersonalPT.Storage.Reading;
using PersonalPT.Storage.Schema;
using PersonalPT.Storage.Writing;

namespace PersonalPT.Storage.Plans;

/// <summary>Plans. Rare writes, each in a transaction of its own.</summary>
internal sealed class PlanStore(DatabaseWriter writer, DatabaseReader reader) : IPlanStore
{
    public Task<PutPlanResult> Put(
        PlanKey key, int revision, PlanContent content, string authorId, long atMicros, CancellationToken cancellationToken) => writer.Write(
        connection =>
        {
            var (gymId, athleteId, planId) = key;
            using var context = connection.Context();
            var plan = context.Plans.Find(gymId, athleteId, planId);
            if (plan is null)
            {
                if (revision != 0)
                    return new PutPlanResult(PutPlanOutcome.NoSuchPlan, null);
                if (context.Plans.Count(row => row.GymId == gymId && row.AthleteId == athleteId && row.DeletedMicros == null) >= PlanRules.PlansOfAthlete)
                    return new PutPlanResult(PutPlanOutcome.TooManyPlans, null);

                connection.Journal.AddAthlete(gymId, athleteId, atMicros);
                plan = new PlanRow { GymId = gymId, AthleteId = athleteId, PlanId = planId, Revision = 0, RevisedMicros = atMicros };
                context.Plans.Add(plan);
            }
            else
            {
                var newest = ToPlan(plan, context.PlanRevisions.Find(gymId, athleteId, planId, plan.Revision)!);
                if (newest.IsDeleted)
                    return new PutPlanResult(PutPlanOutcome.Deleted, newest);
                // The answer to the same call was lost, or two say the same.
                if (newest.Content.Equals(content))
                    return new PutPlanResult(PutPlanOutcome.Stored, newest);
                if (newest.Revision != revision)
                    return new PutPlanResult(PutPlanOutcome.OtherRevision, newest);
                if (newest.Revision >= PlanRules.RevisionsOfPlan)
                    return new PutPlanResult(PutPlanOutcome.TooManyRevisions, newest);

                connection.Journal.RefuseErased(gymId, athleteId);
            }

            connection.Journal.RefuseErased(gymId, authorId);
            plan.Revision++;
            plan.RevisedMicros = atMicros;
            var added = new PlanRevisionRow
            {
                GymId = gymId,
                AthleteId = athleteId,
                PlanId = planId,
                Revision = plan.Revision,
                AuthorId = authorId,
                RevisedMicros = atMicros,
                Body = PlanContentJson.Write(content),
            };
            context.PlanRevisions.Add(added);
            context.SaveChanges();
            return new PutPlanResult(PutPlanOutcome.Stored, ToPlan(plan, added));
        },
        alone: true, cancellationToken);

    public Task<StoredPlan?> Find(PlanKey key, int revision, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(revision);
        var (gymId, athleteId, planId) = key;
        return reader.Read(
            async (context, cancel) =>
            {
                var found = await Joined(context, gymId, athleteId)
                    .Where(pair => pair.Plan.PlanId == planId && pair.Said.Revision == (revision == 0 ? pair.Plan.Revision : revision))
                    .SingleOrDefaultAsync(cancel);
                return found is null ? null : ToPlan(found.Plan, found.Said);
            },
            cancellationToken);
    }

    public Task<IReadOnlyList<StoredPlan>> List(string gymId, string athleteId, CancellationToken cancellationToken) => reader.Read<IReadOnlyList<StoredPlan>>(
        async (context, cancel) =>
        {
            var found = await Joined(context, gymId, athleteId)
                .Where(pair => pair.Plan.DeletedMicros == null && pair.Said.Revision == pair.Plan.Revision)
                .OrderByDescending(pair => pair.Plan.RevisedMicros).ThenByDescending(pair => pair.Plan.PlanId)
                .ToListAsync(cancel);
            return found.ConvertAll(pair => ToPlan(pair.Plan, pair.Said));
        },
        cancellationToken);

    public Task<bool> Delete(PlanKey key, long atMicros, CancellationToken cancellationToken) => writer.Write(
        connection =>
        {
            var (gymId, athleteId, planId) = key;
            using var context = connection.Context();
            if (context.Plans.Find(gymId, athleteId, planId) is not { } plan)
                return false;

            plan.DeletedMicros ??= atMicros;
            context.SaveChanges();
            return true;
        },
        alone: true, cancellationToken);

    private static IQueryable<PlanAndRevision> Joined(StorageContext context, string gymId, string athleteId) =>
        from plan in context.Plans.AsNoTracking()
        join said in context.PlanRevisions.AsNoTracking()
            on new { plan.GymId, plan.AthleteId, plan.PlanId } equals new { said.GymId, said.AthleteId, said.PlanId }
        where plan.GymId == gymId && plan.AthleteId == athleteId
        select new PlanAndRevision { Plan = plan, Said = said };

    private static StoredPlan ToPlan(PlanRow plan, PlanRevisionRow said) => new(
        new PlanKey(plan.GymId, plan.AthleteId, plan.PlanId), said.Revision, PlanContentJson.Read(said.Body), said.AuthorId, said.RevisedMicros,
        plan.DeletedMicros is not null);

    private sealed class PlanAndRevision
    {
        public required PlanRow Plan { get; init; }

        public required PlanRevisionRow Said { get; init; }
    }
}
