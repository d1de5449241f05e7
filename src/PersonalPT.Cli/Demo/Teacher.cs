using PersonalPT.Client;
using PersonalPT.Counting.Models;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Cli.Demo;

/// <summary>Teaches a server over gRPC, as a gym's app does.</summary>
internal static class Teacher
{
    /// <summary>Makes a new version of the gym's model and activates it.</summary>
    public static async Task<ModelVersion> TeachAsync(
        PersonalPTClient client, string exerciseId, Demonstration demonstration, CancellationToken cancellationToken)
    {
        var request = new TrainRequest
        {
            RequestId = Guid.NewGuid().ToString(),
            ExerciseId = exerciseId,
            Demonstration = demonstration,
            Activate = true,
        };
        return (await client.Models.TrainAsync(request, cancellationToken: cancellationToken)).Version;
    }

    /// <summary>The model that the server counts with.</summary>
    public static async Task<ExerciseModel> ModelOfAsync(PersonalPTClient client, ModelVersion version, CancellationToken cancellationToken)
    {
        var request = new ExportModelRequest { AthleteId = version.AthleteId, ExerciseId = version.ExerciseId, Version = version.Version };
        var exported = await client.Models.ExportModelAsync(request, cancellationToken: cancellationToken);
        return ExerciseModel.Parse(exported.Model.Span);
    }

    /// <summary>The reps of a demonstration as labels.</summary>
    /// <param name="reps">Microseconds since the Unix epoch.</param>
    /// <param name="epochMicros">The moment from which the demonstration's frames count.</param>
    public static RepSpans Labels(IEnumerable<Counting.Training.CaptureSpan> reps, long epochMicros) => new()
    {
        Reps = { reps.Select(r => new CaptureSpan { StartTimeUs = r.StartMicros - epochMicros, EndTimeUs = r.EndMicros - epochMicros }) },
    };
}
