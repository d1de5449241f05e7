using PersonalPT.Protocol.V1;
using PersonalPT.Testing.Processes;
using PersonalPT.Testing.Sessions;

namespace PersonalPT.Server.Tests.Faults;

/// <summary>What every test of faults of the server's process needs, and what holds whatever it writes to.</summary>
public abstract class ServerFaultTest : FaultTest
{
    private static readonly TimeSpan s_resumed = TimeSpan.FromSeconds(15);

    private readonly List<ServerProcess> _servers = [];

    // Two hundred phones at real time take most of a minute and both processors: for the long tier.
    private static int Phones => Environment.GetEnvironmentVariable("PERSONALPT_TIER") == "full" ? 200 : 20;

    /// <summary>Where the server writes to.</summary>
    private protected abstract IReadOnlyList<string> Storage { get; }

    private protected PhoneDiary Diary { get; } = new();

    [Fact]
    public async Task Killed_in_mid_set_again_and_again_the_server_comes_back_at_its_address_and_the_set_is_counted_once()
    {
        var server = await Start();
        var phone = await Phone(server.Grpc, Diary);
        var pushed = 0;
        foreach (var (until, reps) in new[] { (400, 1), (600, 3) })
        {
            phone.Push(Film.Frames.Take(until).Skip(pushed));
            pushed = until;
            await phone.WhenAsync(p => p.Reps >= reps, Patience);
            await server.KillAsync(Patience);
            server = await Restart(server);
        }

        await FinishRight(server, phone, pushed);
        Assert.Equal(0, (await server.StopAsync(Patience)).ExitCode);
    }

    [Fact]
    public async Task Killed_under_live_phones_all_of_them_go_on_by_themselves_and_every_rep_is_there_once()
    {
        var first = await Start();
        var films = new[] { Film, Film.Of("jump_jack", 3, 9), Film.Of("biceps_curl", 4, 9), Film.Of("situp", 5, 9) };
        await using var crowd = await Crowd.StartAsync([.. Enumerable.Repeat(first.Grpc, Phones)], films, Patience);

        var training = crowd.TrainAsync(Patience);
        await crowd.CountedAsync(1, Patience);
        await first.KillAsync(Patience);
        var killed = TimeProvider.System.GetTimestamp();
        var resuming = crowd.ResumedAsync(Patience);
        var second = await Restart(first);
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
        Assert.True(last - served <= s_resumed, $"The last phone took {last.TotalSeconds:F2} s, the server {served.TotalSeconds:F2} s.");
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
            server.Dispose();
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected async Task<ServerProcess> Start() => Add(await ServerProcess.StartAsync(Storage, Patience));

    private protected async Task<ServerProcess> Restart(ServerProcess server) => Add(await server.RestartAsync(Patience));

    /// <summary>The phone shows the rest of its film and ends; the log is right, and everything was counted.</summary>
    private protected async Task<IReadOnlyList<SessionEvent>> FinishRight(ServerProcess server, FilmedPhone phone, int pushed)
    {
        await Finish(phone, pushed);
        var log = await MustBeRight(server.Grpc, phone, Diary);
        Assert.Equal(Film.TrueReps, phone.Reps);
        return log;
    }

    private ServerProcess Add(ServerProcess server)
    {
        _servers.Add(server);
        return server;
    }
}
