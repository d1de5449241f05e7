using PersonalPT.Client;
using PersonalPT.Server.Tests.House;
using PersonalPT.Testing.Network;
using PersonalPT.Testing.Sessions;

namespace PersonalPT.Server.Tests.Faults;

/// <summary>The network between phone and server fails in the middle of a set.</summary>
public sealed class NetworkFaultTests : FaultTest
{
    private const int Cuts = 5;

    private readonly PhoneDiary _diary = new();

    [Theory]
    [InlineData(CutKind.Reset)]
    [InlineData(CutKind.Finish)]
    public async Task A_connection_that_is_cut_again_and_again_in_mid_set_costs_nothing(CutKind kind)
    {
        await using var server = await Server();
        await using var network = new FaultyNetwork(server.Addresses.Grpc);
        var phone = await Phone(network.Address, _diary);

        for (var cut = 1; cut <= Cuts; cut++)
        {
            // In the middle of a message: some of its bytes are through, others are not.
            phone.Push(Film.Frames.Skip((cut - 1) * 100).Take(100));
            await network.WhenAsync(n => n.Connections is [.., { FromPhone: > 10_000 }], Patience);
            network.CutAll(kind);
            await network.WhenAsync(n => n.Accepted > cut, Patience);
        }

        await Finish(phone, Cuts * 100);

        Assert.True(network.Accepted > Cuts);
        var log = await MustBeRight(server.Addresses.Grpc, phone, _diary);
        Assert.DoesNotContain(log, e => e.InputGap is not null);
        Assert.Equal(Film.TrueReps, phone.Reps);
    }

    [Fact]
    public async Task A_connection_that_falls_silent_is_given_up_and_another_goes_on()
    {
        await using var server = await Server();
        await using var network = new FaultyNetwork(server.Addresses.Grpc);
        var phone = await Phone(network.Address, _diary);
        phone.Push(Film.Frames.Take(450));
        await phone.WhenAsync(p => p.Reps >= 2, Patience);

        var silent = Assert.Single(network.Connections);
        silent.Condition = LinkCondition.HalfOpen;
        phone.Push(Film.Frames.Skip(450).Take(90));
        await network.WhenAsync(_ => silent.Swallowed > 90 * 200, Patience);
        Assert.Equal(ConnectionState.Connected, phone.Connection);
        await network.WhenAsync(n => n.Accepted == 2, Patience);
        await Finish(phone, 540);

        await MustBeRight(server.Addresses.Grpc, phone, _diary);
        Assert.Equal(Film.TrueReps, phone.Reps);
    }

    [Fact]
    public async Task A_network_that_takes_connections_and_says_nothing_costs_only_time()
    {
        await using var server = await Server();
        await using var network = new FaultyNetwork(server.Addresses.Grpc);
        var phone = await Phone(network.Address, _diary);
        phone.Push(Film.Frames.Take(450));
        await phone.WhenAsync(p => p.Reps >= 2, Patience);

        network.Condition = LinkCondition.HalfOpen;
        network.CutAll(CutKind.Reset);
        await network.WhenAsync(n => n.Accepted == 2 && n.Connections is [.., { Swallowed: > 0 }], Patience);
        network.Condition = LinkCondition.Good;
        network.CutAll(CutKind.Reset);
        await Finish(phone, 450);

        await MustBeRight(server.Addresses.Grpc, phone, _diary);
        Assert.Equal(Film.TrueReps, phone.Reps);
    }

    [Fact]
    public async Task What_is_held_up_or_comes_late_is_counted_by_its_capture_time()
    {
        await using var server = await Server();
        await using var network = new FaultyNetwork(server.Addresses.Grpc);
        var phone = await Phone(network.Address, _diary);
        phone.Push(Film.Frames.Take(450));
        await phone.WhenAsync(p => p.Reps >= 2, Patience);

        network.Condition = LinkCondition.Held;
        var before = network.Connections[0].FromPhone;
        phone.Push(Film.Frames.Skip(450).Take(200));
        await network.WhenAsync(n => n.Connections[0].FromPhone > before + (200 * 200), Patience);
        network.Condition = new LinkCondition { Delay = TimeSpan.FromMilliseconds(300) };
        await Finish(phone, 650);

        Assert.Equal(1, network.Accepted);
        await MustBeRight(server.Addresses.Grpc, phone, _diary);
        Assert.Equal(Film.TrueReps, phone.Reps);
    }

    [Fact]
    public async Task A_narrow_network_slows_and_loses_nothing()
    {
        await using var server = await Server();
        await using var network = new FaultyNetwork(server.Addresses.Grpc) { Condition = new LinkCondition { BytesPerSecond = 60_000 } };
        var phone = await Phone(network.Address, _diary);

        await Finish(phone, 0);

        await MustBeRight(server.Addresses.Grpc, phone, _diary);
        Assert.Equal(Film.TrueReps, phone.Reps);
        Assert.DoesNotContain(phone.Seen, e => e.InputGap is not null);
    }

    [Fact]
    public async Task A_second_phone_takes_over_in_mid_set_and_the_first_is_told()
    {
        await using var server = await Server();
        await using var network = new FaultyNetwork(server.Addresses.Grpc);
        var options = FilmedPhone.SessionOf(Film);
        var first = await Phone(network.Address, _diary, options: options);
        first.Push(Film.Frames.Take(450));
        await first.WhenAsync(p => p.Reps >= 2, Patience);

        var second = await Phone(network.Address, _diary, options: options);
        await first.WhenAsync(p => p.IsOver, Patience);
        Assert.Equal(PersonalPTErrorKind.Superseded, first.Problem!.Kind);
        await Finish(second, 450);

        await MustBeRight(server.Addresses.Grpc, second, _diary);
        Assert.Equal(Film.TrueReps, second.Reps);
    }

    [Fact]
    public async Task A_second_phone_takes_over_from_one_that_goes_on_filming()
    {
        await using var server = await Server();
        await using var network = new FaultyNetwork(server.Addresses.Grpc);
        await using var slow = new FaultyNetwork(server.Addresses.Grpc);
        var options = FilmedPhone.SessionOf(Film);
        var first = await Phone(network.Address, _diary, options: options);
        first.Push(Film.Frames.Take(450));
        await first.WhenAsync(p => p.Reps >= 2, Patience);

        // The second has been told where to begin when its network stands still; meanwhile the first one has gone on.
        var second = await Phone(slow.Address, _diary, options: options);
        slow.Condition = LinkCondition.Held;
        var sent = network.Connections[0].FromPhone;
        first.Push(Film.Frames.Skip(450).Take(100));
        await await Task.WhenAny(
            network.WhenAsync(n => n.Connections[0].FromPhone > sent + (100 * 200), Patience), first.WhenAsync(p => p.IsOver, Patience));
        slow.Condition = LinkCondition.Good;
        await Finish(second, 550);

        await MustBeRight(server.Addresses.Grpc, second, _diary);
    }

    [Fact]
    public async Task An_app_that_is_killed_in_mid_set_goes_on_with_its_session()
    {
        await using var server = await Server();
        await using var network = new FaultyNetwork(server.Addresses.Grpc);
        var options = FilmedPhone.SessionOf(Film);
        var first = await Phone(network.Address, _diary, options: options);
        first.Push(Film.Frames.Take(450));
        await first.WhenAsync(p => p.Reps >= 2, Patience);
        first.Push(Film.Frames.Skip(450).Take(30));
        await first.DisposeAsync();

        var second = await Phone(network.Address, _diary, options: options);
        await Finish(second, 480);

        await MustBeRight(server.Addresses.Grpc, second, _diary);
        Assert.Equal(first.Seen, second.Seen.Take(first.Seen.Count));
    }

    private Task<RunningHost> Server() =>
        RunningHost.Start(ServerHost.Build(new ServerOptions { GrpcPort = 0, WebPort = 0, DataFile = DataFile }), Patience);
}
