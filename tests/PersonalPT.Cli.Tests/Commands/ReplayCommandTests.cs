using PersonalPT.Testing;

namespace PersonalPT.Cli.Tests.Commands;

[Collection(ServerCollection.Name)]
public sealed class ReplayCommandTests(RunningServer server)
{
    [Fact]
    public async Task What_is_replayed_can_be_watched_afterwards_and_stands_in_the_history_and_in_the_export()
    {
        string[] user = ["--user", "replayer"];
        var replayed = await server.RunAsync(["replay", TestData.RepCountPose, "stu4_64", "--speed", "0", "--json", .. user]);
        Assert.True(replayed.ExitCode == ExitCode.Ok, replayed.Error);
        var last = replayed.JsonLines[^1];
        var session = last.GetProperty("session_id").GetString()!;
        var counted = last.GetProperty("counted").GetInt32();
        Assert.Equal(14, last.GetProperty("true").GetInt32());
        Assert.Equal(counted, replayed.JsonLines.Count(l => l.TryGetProperty("event", out var e) && e.TryGetProperty("rep_completed", out _)));
        Assert.True(counted > 5);

        var watched = await server.RunAsync(["watch", session, "--json", "--role", "athlete", .. user]);
        Assert.True(watched.ExitCode == ExitCode.Ok, watched.Error);
        var events = watched.JsonLines.Where(l => l.TryGetProperty("event", out _)).Select(l => l.GetProperty("event")).ToArray();
        Assert.Equal(counted, events.Count(e => e.TryGetProperty("rep_completed", out _)));
        Assert.True(events[^1].TryGetProperty("session_ended", out _));

        var history = Assert.Single((await server.RunAsync(["history", "--json", .. user])).JsonLines);
        Assert.Equal(session, history.GetProperty("session_id").GetString());
        Assert.Equal(counted, history.GetProperty("sets").EnumerateArray().Sum(s => s.GetProperty("reps").GetInt32()));

        var csv = Path.Combine(server.Folder, "reps.csv");
        var exported = await server.RunAsync(["history", "--export", "csv", csv, .. user]);
        Assert.True(exported.ExitCode == ExitCode.Ok, exported.Error);
        Assert.Contains($"Wrote {counted} reps to ", exported.Output, StringComparison.Ordinal);
        Assert.Equal(counted + 1, (await File.ReadAllLinesAsync(csv, TestContext.Current.CancellationToken)).Length);
    }

    [Fact]
    public async Task An_exercise_that_the_gym_does_not_have_is_answered_with_those_that_it_has()
    {
        var line = (await server.RunAsync("replay", TestData.RepCountPose, "stu4_64", "--exercise", "squta")).RequireOneLineFailure();
        Assert.Contains("push_up", line, StringComparison.Ordinal);
    }
}
