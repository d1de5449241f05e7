using PersonalPT.Protocol.V1;
using PersonalPT.Server;
using PersonalPT.Server.Tests.House;
using PersonalPT.Testing.Network;

namespace PersonalPT.Client.Offline.Tests.House;

/// <summary>A real server, and a phone whose way to it can be cut.</summary>
public sealed class Gym : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private RunningHost _host = null!;

    public FaultyNetwork Network { get; private set; } = null!;

    public PersonalPTClient Phone { get; private set; } = null!;

    public PersonalPTClient Staff { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var host = ServerHost.Build(new ServerOptions { GrpcPort = 0, WebPort = 0, DataFile = _folder.DataFile });
        _host = await RunningHost.Start(host, CancellationToken.None);
        Network = new FaultyNetwork(_host.Addresses.Grpc);
        Phone = Connect(Network.Address, "athlete", "anna");
        Staff = Connect(_host.Addresses.Grpc, "administrator", "boss");
    }

    public Task<LiveSession> SessionAsync(CaptureHeader capture, Func<LiveSessionOptions, LiveSessionOptions>? with, CancellationToken cancellationToken)
    {
        var options = new LiveSessionOptions { ExerciseId = "squat", Capture = capture };
        return Phone.StartSessionAsync(with is null ? options : with(options), cancellationToken);
    }

    /// <summary>The network is gone, without a word.</summary>
    public void GoOffline() => Network.Condition = LinkCondition.HalfOpen;

    /// <summary>The network is back, and the phone's system says so.</summary>
    public void GoOnline()
    {
        Network.Condition = LinkCondition.Good;
        Phone.NetworkChanged();
    }

    public async ValueTask DisposeAsync()
    {
        await Phone.DisposeAsync();
        await Staff.DisposeAsync();
        await Network.DisposeAsync();
        await _host.DisposeAsync();
        _folder.Dispose();
    }

    private static PersonalPTClient Connect(Uri server, string role, string user) => new(new PersonalPTClientOptions
    {
        Address = server,
        Credential = ClientCredential.Development("gym", role, user),
    });
}
