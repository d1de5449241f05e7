using Grpc.Core;
using PersonalPT.Api.Access;
using PersonalPT.Api.Errors;
using PersonalPT.Api.Wire;
using PersonalPT.Contracts;
using PersonalPT.Contracts.Gyms;
using PersonalPT.Contracts.Storage;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Api.Plans;

/// <summary>Athletes' plans.</summary>
internal sealed class PlanApi(IPlanStore plans, IGrainFactory grains, TimeProvider time) : PlanService.PlanServiceBase
{
    /// <inheritdoc/>
    public override async Task<PutPlanResponse> PutPlan(PutPlanRequest request, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        var content = WirePlans.Read(request);
        await RequireExercises(caller.GymId, content.Items.Select(item => item.ExerciseId));
        var key = new PlanKey(caller.GymId, caller.AthleteOr(request.AthleteId), request.PlanId);
        var result = await plans.Put(key, (int)request.Revision, content, caller.UserId, time.UtcMicros(), context.CancellationToken);
        return result.Outcome == PutPlanOutcome.Stored
            ? new PutPlanResponse { Plan = WirePlans.Write(result.Plan!) }
            : throw Refusals.Of(result, request.PlanId);
    }

    /// <inheritdoc/>
    public override async Task<GetPlanResponse> GetPlan(GetPlanRequest request, ServerCallContext context)
    {
        WirePlans.CheckPlan(request.PlanId);
        var caller = Caller.Of(context);
        var key = new PlanKey(caller.GymId, caller.AthleteOr(request.AthleteId), request.PlanId);
        var plan = request.Revision > int.MaxValue ? null : await plans.Find(key, (int)request.Revision, context.CancellationToken);
        return new GetPlanResponse { Plan = WirePlans.Write(plan ?? throw Refusals.PlanNotFound(request.PlanId)) };
    }

    /// <inheritdoc/>
    public override async Task<ListPlansResponse> ListPlans(ListPlansRequest request, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        var response = new ListPlansResponse();
        response.Plans.AddRange((await plans.List(caller.GymId, caller.AthleteOr(request.AthleteId), context.CancellationToken)).Select(WirePlans.Write));
        return response;
    }

    /// <inheritdoc/>
    public override async Task<DeletePlanResponse> DeletePlan(DeletePlanRequest request, ServerCallContext context)
    {
        WirePlans.CheckPlan(request.PlanId);
        var caller = Caller.Of(context);
        var key = new PlanKey(caller.GymId, caller.AthleteOr(request.AthleteId), request.PlanId);
        return await plans.Delete(key, time.UtcMicros(), context.CancellationToken) ? new DeletePlanResponse() : throw Refusals.PlanNotFound(request.PlanId);
    }

    private async Task RequireExercises(string gymId, IEnumerable<string> exercises)
    {
        var known = (await grains.GetGrain<ICatalogGrain>(gymId).Exercises()).Select(exercise => exercise.ExerciseId).ToHashSet(StringComparer.Ordinal);
        var wrong = exercises.Select((exercise, i) => (exercise, i)).Where(item => !known.Contains(item.exercise))
            .Select(item => new FieldViolation($"content.items[{item.i}].exercise_id", $"There is no exercise '{item.exercise}' in this gym."))
            .ToList();
        if (wrong.Count > 0)
            throw Refusals.BadRequest(wrong);
    }
}
