using PersonalPT.Protocol.V1;

namespace PersonalPT.Client.Tests;

/// <summary>The ten lines of a phone app, as they stand in README.md. They are compiled here and run by <see cref="ReadmeSnippetTests"/>.</summary>
internal static class ReadmeSnippet
{
    public static async Task RunAsync(Uri server, Camera camera, Action<string> show)
    {
        // snippet:start
        await using var client = new PersonalPTClient(
            new() { Address = server, Credential = ClientCredential.Development("demo-gym", "athlete", "ann") });
        await using var session = await client.StartSessionAsync(new()
        {
            ExerciseId = "squat",
            Capture = new() { CoordinateSpace = CoordinateSpace.World, LandmarkModel = LandmarkModel.BlazeposeFull, NominalRateHz = 30 },
        });
        camera.FrameCaptured += (micros, landmarks) => session.Push(micros, landmarks); // 33 times x, y, z, visibility
        camera.Stopped += () => _ = session.EndAsync();
        await foreach (var happened in session.Events())
            if (happened.RepCompleted is { } rep)
                show($"Rep {rep.Ordinal}");
        // snippet:end
    }

    /// <summary>What the phone's camera and pose estimator give.</summary>
    public sealed class Camera
    {
        public delegate void FrameHandler(long captureMicros, ReadOnlySpan<float> landmarks);

        public event FrameHandler? FrameCaptured;

        public event Action? Stopped;

        public bool IsWatched => FrameCaptured is not null && Stopped is not null;

        public void Capture(long captureMicros, float[] landmarks) => FrameCaptured?.Invoke(captureMicros, landmarks);

        public void Stop() => Stopped?.Invoke();
    }
}
