using PersonalPT.Client;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Cli.Connection;

/// <summary>What a gym can count.</summary>
internal static class KnownExercises
{
    /// <summary>The gym's exercises as an athlete meets them. The first call of a command, so that a server that is not there is noticed at once.</summary>
    public static async Task<IReadOnlyList<Exercise>> OfAsync(PersonalPTClient client, string? athlete, CancellationToken cancellationToken)
    {
        var response = await client.Exercises.ListExercisesAsync(
            new ListExercisesRequest { AthleteId = athlete ?? "" }, cancellationToken: cancellationToken);
        return response.Exercises;
    }

    /// <summary>Refuses an exercise that the gym does not have.</summary>
    /// <exception cref="CommandFailedException">There is none of that name; the message lists those that there are.</exception>
    public static async Task<Exercise> RequireAsync(
        PersonalPTClient client, string exercise, string? athlete, string advice, CancellationToken cancellationToken)
    {
        var known = await OfAsync(client, athlete, cancellationToken);
        return known.FirstOrDefault(e => e.ExerciseId == exercise)
            ?? throw new CommandFailedException(
                $"this gym has no exercise '{exercise}'. It has: {string.Join(", ", known.Select(e => e.ExerciseId).Order(StringComparer.Ordinal))}.{advice}");
    }
}
