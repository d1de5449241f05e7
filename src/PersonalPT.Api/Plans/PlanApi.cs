using Grpc.Core;
using PersonalPT.Api.Access;
using PersonalPT.Api.Errors;
using PersonalPT.Api.History;
using PersonalPT.Api.Wire;
using PersonalPT.Contracts;
using PersonalPT.Contracts.Gyms;
using PersonalPT.Contracts.Storage;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Api.Plans;

/// <summary>Athletes' plans.</summary>
internal sealed class PlanApi(IPlanStore plans, IHistory history, IGrainFactory grains, TimeProvider time) : PlanService.PlanServiceBase
{
    private const int DefaultPage = 50;
    private const int LargestPage = 200;

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
    public override async Task<ListPlanSessionsResponse> ListPlanSessions(ListPlanSessionsRequest request, ServerCallContext context)
    {
        if (request.PlanId.Length > 0)
            WirePlans.CheckPlan(request.PlanId);
        if (request.PageSize > LargestPage)
            throw Refusals.BadRequest("page_size", $"Must be 1 to {LargestPage}; 0 means {DefaultPage}.");

        var caller = Caller.Of(context);
        var size = request.PageSize == 0 ? DefaultPage : (int)request.PageSize;
        var before = PageToken.Read(request.PageToken, "page_token");
        var planId = request.PlanId.Length > 0 ? request.PlanId : null;
        // One more than asked for tells whether there is another page.
        var sessions = await history.PlanSessions(caller.GymId, caller.AthleteOr(request.AthleteId), planId, before, size + 1, context.CancellationToken);
        var response = new ListPlanSessionsResponse();
        response.Sessions.AddRange(sessions.Take(size).Select(WirePlans.WriteSession));
        if (sessions.Count > size)
            response.NextPageToken = PageToken.Write(new HistoryPosition(sessions[size - 1].StartedMicros, sessions[size - 1].Session.SessionId));
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
