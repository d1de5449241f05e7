using Grpc.Core;
using PersonalPT.Api.Access;
using PersonalPT.Api.Errors;
using PersonalPT.Api.Wire;
using PersonalPT.Contracts.Gyms;
using PersonalPT.Contracts.Models;
using PersonalPT.Protocol.V1;
using Exercise = PersonalPT.Protocol.V1.Exercise;
using ModelOrigin = PersonalPT.Counting.Models.ModelOrigin;

namespace PersonalPT.Api.Exercises;

/// <summary>A gym's exercises.</summary>
internal sealed class ExerciseApi(IGrainFactory grains) : ExerciseService.ExerciseServiceBase
{
    private const int LongestName = 100;
    private const int AskedAtOnce = 8;

    /// <inheritdoc/>
    public override async Task<ListExercisesResponse> ListExercises(ListExercisesRequest request, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        var athlete = caller.AthleteOr(request.AthleteId);
        var response = new ListExercisesResponse();
        foreach (var some in (await grains.GetGrain<ICatalogGrain>(caller.GymId).Exercises()).Chunk(AskedAtOnce))
            response.Exercises.AddRange(await Task.WhenAll(some.Select(e => Describe(caller.GymId, athlete, e))));
        return response;
    }

    /// <inheritdoc/>
    public override async Task<PutExerciseResponse> PutExercise(PutExerciseRequest request, ServerCallContext context)
    {
        if (InputChecks.CheckExercise(request.ExerciseId, "exercise_id") is { } violation)
            throw Refusals.BadRequest([violation]);
        var name = request.DisplayName.Trim();
        if (name.Length is 0 or > LongestName || name.Any(char.IsControl))
            throw Refusals.BadRequest("display_name", "Must be 1 to 100 characters.");

        var caller = Caller.Of(context);
        var exercise = await grains.GetGrain<ICatalogGrain>(caller.GymId).Put(request.ExerciseId, name);
        return new PutExerciseResponse { Exercise = await Describe(caller.GymId, "", exercise) };
    }

    private async Task<Exercise> Describe(string gymId, string athleteId, Contracts.Gyms.Exercise exercise)
    {
        var described = new Exercise { ExerciseId = exercise.ExerciseId, DisplayName = exercise.DisplayName };
        if (await grains.GetGrain<ICatalogGrain>(gymId).Resolve(athleteId, exercise.ExerciseId) is not { } model)
            return described;

        described.Model = WireEvents.Write(model);
        var versions = await grains.GetGrain<IModelGrain>(new ModelKey(gymId, model.AthleteId, model.ExerciseId).ToString()).Versions();
        described.Starter = versions.Any(v => v.Reference == model && v.Origin == ModelOrigin.Starter);
        return described;
    }
}
