using Microsoft.Extensions.DependencyInjection;
using PersonalPT.Protocol.V1;
using PersonalPT.Server.Tests.House;
using PersonalPT.Testing.Network;
using PersonalPT.Testing.Sessions;

namespace PersonalPT.Server.Tests.Faults;

/// <summary>Clocks are set in mid-set.</summary>
public sealed class ClockFaultTests : FaultTest
{
    private readonly PhoneDiary _diary = new();
    private readonly SteppingClock _clock = new();

    [Fact]
    public async Task Steps_of_the_servers_clock_do_not_touch_the_count_nor_end_a_session()
    {
        await using var server = await Server();
        await using var network = new FaultyNetwork(server.Addresses.Grpc);
        var phone = await Phone(network.Address, _diary);
        var pushed = 0;
        foreach (var (until, reps, hours) in new[] { (350, 1, -1), (450, 2, 30), (600, 3, -100) })
        {
            phone.Push(Film.Frames.Take(until).Skip(pushed));
            pushed = until;
            await phone.WhenAsync(p => p.Reps >= reps, Patience);
            _clock.Step(TimeSpan.FromHours(hours));
            network.CutAll(CutKind.Reset);
        }

        phone.Push(Film.Frames.Skip(pushed));
        await phone.EndAsync(Patience);

        await MustBeRight(server.Addresses.Grpc, phone, _diary);
        Assert.Equal(Film.TrueReps, phone.Reps);
    }

    [Fact]
    public async Task A_phones_clock_that_jumps_ends_the_set_or_not_just_as_the_counter_says()
    {
        await using var server = await Server();
        await using var network = new FaultyNetwork(server.Addresses.Grpc);
        var phone = await Phone(network.Address, _diary, options: FilmedPhone.SessionOf(Film, before: TimeSpan.FromHours(2)));

        phone.Push(Film.Frames.Take(450));
        await phone.WhenAsync(p => p.Reps >= 2, Patience);
        phone.Push(Film.Shifted(TimeSpan.FromHours(-1)).Frames.Skip(450).Take(250));
        await network.WhenAsync(n => n.Connections is [{ FromPhone: > 600 * 200 }], Patience);
        network.CutAll(CutKind.Reset);
        phone.Push(Film.Shifted(TimeSpan.FromDays(2)).Frames.Skip(700));
        await phone.EndAsync(Patience);

        var log = await MustBeRight(server.Addresses.Grpc, phone, _diary);
        Assert.Contains(log, e => e.SetEnded is { Reason: SetEndReason.ClockChanged });
    }

    private Task<RunningHost> Server() => RunningHost.Start(
        ServerHost.Build(
            new ServerOptions { GrpcPort = 0, WebPort = 0, DataFile = DataFile }, builder => builder.Services.AddSingleton<TimeProvider>(_clock)),
        Patience);
}
