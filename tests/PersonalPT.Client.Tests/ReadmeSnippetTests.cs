using PersonalPT.Client.Tests.Fakes;

namespace PersonalPT.Client.Tests;

public sealed class ReadmeSnippetTests
{
    [Fact(Timeout = 120_000)]
    public async Task The_lines_of_the_README_count_reps()
    {
        await using var server = await FakeServer.StartAsync();
        var camera = new ReadmeSnippet.Camera();
        var shown = new List<string>();
        var running = ReadmeSnippet.RunAsync(server.Address, camera, shown.Add);
        while (!camera.IsWatched)
        {
            Assert.False(running.IsFaulted, running.Exception?.ToString());
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() * 1000 + 1_000_000;
        for (var i = 0; i < 3 * FakeSession.EventEvery; i++)
            camera.Capture(now + i * 33_333, Landmarks.Of(i));
        camera.Stop();
        await running;
        Assert.Equal(["Rep 1", "Rep 2", "Rep 3"], shown);
    }
}
