using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using PersonalPT.Testing;

namespace PersonalPT.Cli.Tests.Commands;

public sealed class DemoCommandTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Eight_athletes_are_counted_exactly_and_the_last_line_has_the_promised_shape()
    {
        var result = await PersonalPTProcess.RunAsync("demo", "--json", "--speed", "0");
        Assert.True(result.ExitCode == ExitCode.Ok, result.Error);

        var last = result.JsonLines[^1];
        Assert.Equal(["athletes", "exact", "true", "counted", "event_latency_ms"], last.EnumerateObject().Select(p => p.Name));
        Assert.Equal(["p50", "p99"], last.GetProperty("event_latency_ms").EnumerateObject().Select(p => p.Name));
        Assert.Equal(8, last.GetProperty("athletes").GetInt32());
        Assert.True(last.GetProperty("exact").GetInt32() == 8, result.Output);
        Assert.Equal(last.GetProperty("true").GetInt32(), last.GetProperty("counted").GetInt32());
        Assert.True(last.GetProperty("true").GetInt32() > 80);
    }

    [Fact]
    public async Task At_a_pace_that_the_machine_can_keep_a_rep_arrives_soon()
    {
        var result = await PersonalPTProcess.RunAsync("demo", "--json", "--athletes", "2", "--speed", "10");
        Assert.True(result.ExitCode == ExitCode.Ok, result.Error);
        var p50 = result.JsonLines[^1].GetProperty("event_latency_ms").GetProperty("p50").GetDouble();
        // Measured, and well within the second that somebody waits gladly: the machine that runs this may be busy.
        Assert.InRange(p50, .1, 1000);
    }

    [Fact]
    public async Task For_people_it_ends_with_counted_and_true()
    {
        var result = await PersonalPTProcess.RunAsync("demo", "--athletes", "1", "--speed", "0");
        Assert.True(result.ExitCode == ExitCode.Ok, result.Error);
        Assert.Contains("counted exactly", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('{', result.Output);
    }

    [Fact]
    public async Task Ctrl_C_ends_it_with_130_and_leaves_nothing_behind()
    {
        using var demo = PersonalPTProcess.Start("demo", "--athletes", "1", "--speed", "1");
        Assert.StartsWith("Taught", await demo.ReadLineAsync(), StringComparison.Ordinal);
        await demo.InterruptAsync();
        var ended = await demo.EndAsync();
        Assert.Equal(ExitCode.Cancelled, ended.ExitCode);
        Assert.DoesNotContain("   at ", ended.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetDirectories(Path.GetTempPath(), $"personalpt-demo-{demo.Id}-*"));
    }

    [Fact]
    public async Task On_pages_a_group_session_moves_on_its_board_and_its_control_is_told()
    {
        using var demo = PersonalPTProcess.Start("demo", "--web", "--athletes", "1", "--json");
        var line = JsonElement.Parse((await demo.ReadLineAsync())!);
        Assert.Equal(["board", "group_board", "group_control", "athletes"], line.EnumerateObject().Select(p => p.Name));
        var board = new Uri(line.GetProperty("group_board").GetString()!);
        Assert.StartsWith("/groups/", Uri.UnescapeDataString(line.GetProperty("group_control").GetString()!.Split("&to=")[1]), StringComparison.Ordinal);

        using var pages = new HttpClient(new SocketsHttpHandler { CookieContainer = new CookieContainer() });
        var form = Regex.Match(await pages.GetStringAsync(board, Stop), "name=\"token\" value=\"([^\"]+)\"").Groups[1].Value;
        var group = Uri.UnescapeDataString(board.Query.Split("&to=")[1]);
        using var signIn = new FormUrlEncodedContent([new("token", form), new("gym", "demo"), new("role", "staff"), new("user", "staff"), new("to", group)]);
        using var page = await pages.PostAsync(new Uri(board, "/sign-in"), signIn, Stop);
        Assert.Contains("Circuit", await page.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);

        // Somebody has done a rep: the board says so of itself.
        await using var events = await pages.GetStreamAsync(new Uri(board, $"{group}/stream"), Stop);
        using var reader = new StreamReader(events);
        string said;
        do
            said = await reader.ReadLineAsync(Stop) ?? throw new InvalidOperationException("The board ended.");
        while (!Regex.IsMatch(said, "data-total=\"[1-9]"));
        await demo.InterruptAsync();
        Assert.DoesNotContain("   at ", (await demo.EndAsync()).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task As_floats_every_recording_is_counted_as_the_library_counts_it()
    {
        var result = await PersonalPTProcess.RunAsync(
            "demo", "--dataset", TestData.RepCountPose, "--exercise", "squat", "--demonstration", "stu4_64", "--floats", "--json");
        Assert.True(result.ExitCode == ExitCode.Ok, result.Error);

        var lines = result.JsonLines;
        Assert.All(lines[..^1], line => Assert.Equal(line.GetProperty("library").GetInt32(), line.GetProperty("streamed").GetInt32()));
        var last = lines[^1];
        Assert.Equal(lines.Length - 1, last.GetProperty("videos").GetInt32());
        Assert.Equal(lines.Length - 1, last.GetProperty("equal_to_library").GetInt32());
        Assert.Equal(last.GetProperty("library_obo").GetDouble(), last.GetProperty("obo").GetDouble());
        Assert.True(lines.Length > 10);
    }

    [Fact]
    public async Task An_exercise_that_the_data_set_does_not_have_is_answered_with_those_that_it_has()
    {
        var result = await PersonalPTProcess.RunAsync(
            "demo", "--dataset", TestData.RepCountPose, "--exercise", "squta", "--demonstration", "stu4_64");
        Assert.Contains("squat", result.RequireOneLineFailure(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_is_no_data_set_is_named()
    {
        var result = await PersonalPTProcess.RunAsync("demo", "--dataset", "no-such-folder", "--exercise", "squat", "--demonstration", "a");
        Assert.Contains("no-such-folder", result.RequireOneLineFailure(), StringComparison.Ordinal);
    }
}
