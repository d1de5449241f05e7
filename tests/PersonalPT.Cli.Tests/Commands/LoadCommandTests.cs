namespace PersonalPT.Cli.Tests.Commands;

public sealed class LoadCommandTests
{
    [Fact]
    public async Task A_run_ends_with_one_line_of_figures_and_no_rep_is_lost_or_doubled()
    {
        var result = await PersonalPTProcess.RunAsync("load", "--phones", "4", "--seconds", "5", "--warm-up", "1", "--frames-per-message", "5", "--json");
        Assert.True(result.ExitCode == ExitCode.Ok, result.Error);

        var line = Assert.Single(result.JsonLines);
        foreach (var key in new[] { "cpu_per_frame_over_sink", "server_cpu_us_per_frame", "sink_cpu_us_per_frame", "generator_cpu_us_per_frame", "bytes_allocated_per_batch", "bytes_per_session" })
            Assert.True(line.GetProperty(key).GetDouble() > 0, key);
        Assert.Equal(["p50", "p99", "p999", "max"], line.GetProperty("event_latency_ms").EnumerateObject().Select(p => p.Name));
        Assert.Equal(
            (4, 30, 5, 5), (line.GetProperty("phones").GetInt32(), line.GetProperty("fps").GetInt32(), line.GetProperty("seconds").GetInt32(), line.GetProperty("frames_per_message").GetInt32()));
        Assert.Equal((0, 0), (line.GetProperty("lost").GetInt32(), line.GetProperty("doubled").GetInt32()));
        Assert.Equal(line.GetProperty("expected_reps").GetInt32(), line.GetProperty("reps").GetInt32());
        Assert.True(line.GetProperty("reps").GetInt32() > 0);
        Assert.InRange(line.GetProperty("frames_per_second").GetDouble(), 60, 180);
    }

    [Fact]
    public async Task A_rush_of_phones_comes_and_goes_and_those_that_were_there_lose_nothing()
    {
        var result = await PersonalPTProcess.RunAsync(
            "load", "--phones", "3", "--seconds", "5", "--warm-up", "1", "--overload", "--surplus", "6", "--calm", "5", "--json");
        Assert.True(result.ExitCode == ExitCode.Ok, result.Error);

        var rush = Assert.Single(result.JsonLines).GetProperty("rush");
        Assert.Equal((0, 0, 0), (rush.GetProperty("lost").GetInt32(), rush.GetProperty("doubled").GetInt32(), rush.GetProperty("other_failures").GetInt32()));
        Assert.Equal(6, rush.GetProperty("surplus_admitted").GetInt32());
        Assert.True(rush.GetProperty("expected_reps").GetInt32() > 0);
    }

    [Fact]
    public async Task A_group_session_shows_every_rep_to_every_watcher_once_and_every_cue_comes()
    {
        var result = await PersonalPTProcess.RunAsync("load", "--group", "--participants", "3", "--watchers", "2", "--seconds", "5", "--warm-up", "2", "--json");
        Assert.True(result.ExitCode == ExitCode.Ok, result.Error);

        var line = Assert.Single(result.JsonLines);
        Assert.Equal((0, 0, 0), (line.GetProperty("lost").GetInt32(), line.GetProperty("doubled").GetInt32(), line.GetProperty("taken_back").GetInt32()));
        Assert.True(line.GetProperty("reps").GetInt32() > 0);
        Assert.Equal(line.GetProperty("expected_reps").GetInt32(), line.GetProperty("reps").GetInt32());
        // Each rep of the window was seen by both.
        Assert.True(line.GetProperty("measured_reps").GetInt32() is > 0 and var measured && measured % 2 == 0);
        Assert.True(line.GetProperty("board_latency_ms").GetProperty("p99").GetDouble() > 0);
        Assert.True(line.GetProperty("cues").GetInt32() > 0);
        Assert.Equal(0, line.GetProperty("cues_lost").GetInt32());
        Assert.True(line.GetProperty("cue_latency_ms").GetProperty("p99").GetDouble() > 0);
    }
}
