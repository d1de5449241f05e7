using PersonalPT.Client;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Cli.Connection;

/// <summary>What was taught for an exercise.</summary>
internal static class ModelVersions
{
    /// <summary>All versions: the gym's, or an athlete's own.</summary>
    public static async Task<IReadOnlyList<ModelVersion>> OfAsync(
        PersonalPTClient client, string exercise, string? athlete, CancellationToken cancellationToken)
    {
        var request = new ListModelVersionsRequest { AthleteId = athlete ?? "", ExerciseId = exercise };
        return (await client.Models.ListModelVersionsAsync(request, cancellationToken: cancellationToken)).Versions;
    }

    /// <summary>The number of the version that is active now; null where none is.</summary>
    public static async Task<uint?> ActiveAsync(PersonalPTClient client, string exercise, string? athlete, CancellationToken cancellationToken) =>
        (await OfAsync(client, exercise, athlete, cancellationToken)).FirstOrDefault(v => v.Active)?.Version;
}
