using PersonalPT.Testing;

namespace PersonalPT.Cli.Tests.Commands;

public sealed class EvaluateCommandTests
{
    [Fact]
    public async Task Real_recordings_are_counted_well_and_the_pairs_can_be_looked_at()
    {
        var pairs = Path.GetTempFileName();
        try
        {
            var result = await PersonalPTProcess.RunAsync("evaluate", TestData.RepCountPose, "--pairs", pairs, "--json");
            Assert.True(result.ExitCode == ExitCode.Ok, result.Error);

            var last = result.JsonLines[^1];
            Assert.True(last.GetProperty("obo").GetDouble() >= .75, result.Output);
            Assert.True(last.GetProperty("mae").GetDouble() <= .205, result.Output);
            Assert.InRange(last.GetProperty("obo_final").GetDouble(), .74, 1);
            Assert.InRange(last.GetProperty("mae_final").GetDouble(), 0, .21);
            Assert.InRange(last.GetProperty("exact").GetDouble(), .3, 1);
            Assert.Equal(2619, last.GetProperty("pairs").GetInt32());
            Assert.Equal(8, result.JsonLines.Length - 1);
            Assert.Equal(2619 + 1, (await File.ReadAllLinesAsync(pairs, TestContext.Current.CancellationToken)).Length);
        }
        finally
        {
            File.Delete(pairs);
        }
    }

    [Fact]
    public async Task A_folder_that_is_no_data_set_is_named() => Assert.Contains(
        "no-such-folder", (await PersonalPTProcess.RunAsync("evaluate", "no-such-folder")).RequireOneLineFailure(), StringComparison.Ordinal);
}
