using PersonalPT.Testing.Processes;
using PersonalPT.Testing.Sessions;

namespace PersonalPT.Server.Tests.Faults;

/// <summary>The server's process is killed under many live phones.</summary>
public sealed class MassKillTests : FaultTest
{
    private static readonly TimeSpan s_bound = TimeSpan.FromSeconds(15);

    // Two hundred phones at real time take most of a minute and both processors: for the long tier.
    private static int Phones => Environment.GetEnvironmentVariable("PERSONALPT_TIER") == "full" ? 200 : 20;

    [Fact]
    public async Task Killed_under_live_phones_all_of_them_go_on_by_themselves_and_every_rep_is_there_once()
    {
        using var first = await ServerProcess.StartAsync(DataFile, Patience);
        var films = new[] { Film, Film.Of("jump_jack", 3, 9), Film.Of("biceps_curl", 4, 9), Film.Of("situp", 5, 9) };
        await using var crowd = await Crowd.StartAsync([.. Enumerable.Repeat(first.Grpc, Phones)], films, Patience);

        var training = crowd.TrainAsync(Patience);
        await crowd.CountedAsync(1, Patience);
        await first.KillAsync(Patience);
        var killed = TimeProvider.System.GetTimestamp();
        var resuming = crowd.ResumedAsync(Patience);
        using var second = await first.RestartAsync(Patience);
        var served = TimeProvider.System.GetElapsedTime(killed);
        var resumed = await resuming;
        await training;

        await using var staff = FilmedPhone.Connect(second.Grpc, "staff", "staff");
        Assert.All(await crowd.JudgeAsync(staff, new ModelBook(), Patience), one =>
        {
            Assert.True(one.Verdict.IsRight, $"{one}");
            Assert.True(one.Verdict.Reps > 0, $"{one}");
        });
        var last = resumed.Max(r => r.Connected);
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{Phones} phones were connected again {last.TotalSeconds:F2} s after the kill; the server served after {served.TotalSeconds:F2} s.");
        Assert.True(last - served <= s_bound, $"The last phone took {last.TotalSeconds:F2} s, the server {served.TotalSeconds:F2} s.");
    }
}
