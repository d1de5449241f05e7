using PersonalPT.Evaluation.DataSets;
using PersonalPT.Testing;

namespace PersonalPT.Cli.Tests.Commands;

[Collection(ServerCollection.Name)]
public sealed class RecordingsCommandTests(RunningServer server)
{
    [Fact]
    public async Task What_is_replayed_with_a_recording_is_counted_again_taken_out_learnt_from_and_deleted()
    {
        string[] user = ["--user", "recorder"];
        var replayed = await server.RunAsync(["replay", TestData.RepCountPose, "stu4_64", "--speed", "0", "--record", "--json", .. user]);
        Assert.True(replayed.ExitCode == ExitCode.Ok, replayed.Error);
        var session = replayed.JsonLines[^1].GetProperty("session_id").GetString()!;
        var counted = replayed.JsonLines[^1].GetProperty("counted").GetInt32();

        // Its last chunk is written beside what counts, a moment later; the end of the session is an input, too.
        var inputs = DataSet.Load(TestData.RepCountPose, TestContext.Current.CancellationToken).Sequences.Single(s => s.Name == "stu4_64").Frames.Count + 1;
        var listed = await server.RunAsync(["recordings", "list", "--json", .. user]);
        while (listed.JsonLines.Length == 0 || listed.JsonLines[0].GetProperty("inputs").GetInt64() < inputs)
            listed = await server.RunAsync(["recordings", "list", "--json", .. user]);
        Assert.Equal(session, Assert.Single(listed.JsonLines).GetProperty("session_id").GetString());
        Assert.Equal(0, listed.JsonLines[0].GetProperty("missing_inputs").GetInt64());

        var rescored = await server.RunAsync(["recordings", "rescore", session, "--versions", "1", "--json", .. user]);
        Assert.True(rescored.ExitCode == ExitCode.Ok, rescored.Error);
        Assert.Equal(2, rescored.JsonLines.Length);
        Assert.Equal(counted, rescored.JsonLines[0].GetProperty("reps").GetInt32());

        var folder = Path.Combine(server.Folder, "recording");
        var exported = await server.RunAsync(["recordings", "export", session, folder, .. user]);
        Assert.True(exported.ExitCode == ExitCode.Ok, exported.Error);
        Assert.Empty(Directory.GetFiles(folder, "*.zip"));
        var trained = await server.RunAsync(["train", folder, session, "--labelled", "--athlete", "recorder", "--role", "athlete", "--json", .. user]);
        Assert.True(trained.ExitCode == ExitCode.Ok, trained.Error);
        var again = await server.RunAsync(["replay", folder, session, "--speed", "0", "--json", .. user]);
        Assert.True(again.ExitCode == ExitCode.Ok, again.Error);
        Assert.Equal(counted, again.JsonLines[^1].GetProperty("true").GetInt32());

        var deleted = await server.RunAsync(["recordings", "delete", session, .. user]);
        Assert.True(deleted.ExitCode == ExitCode.Ok, deleted.Error);
        Assert.Contains("No recordings", (await server.RunAsync(["recordings", "list", .. user])).Output, StringComparison.Ordinal);
        (await server.RunAsync(["recordings", "rescore", session, "--versions", "1", .. user])).RequireOneLineFailure();
    }

    [Fact]
    public async Task Versions_are_numbers_and_four_at_most()
    {
        foreach (var wrong in new[] { "one", "0", "1,2,3,4,5", "1,,2" })
        {
            var refused = await server.RunAsync("recordings", "rescore", "5f8f0f5e-7f0e-4b55-9f0a-3d4b0a1c2d3e", "--versions", wrong);
            Assert.Equal(ExitCode.WrongUsage, refused.ExitCode);
            Assert.Contains("--versions takes 1 to 4 numbers", refused.Error, StringComparison.Ordinal);
        }
    }
}
