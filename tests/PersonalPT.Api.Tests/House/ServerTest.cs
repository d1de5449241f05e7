using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;
using PersonalPT.Client;
using PersonalPT.Protocol.V1;

[assembly: AssemblyFixture(typeof(PersonalPT.Api.Tests.House.RunningServer))]

namespace PersonalPT.Api.Tests.House;

/// <summary>A test against the running server, in a gym of its own. Fails if the server logs an error meanwhile.</summary>
public abstract class ServerTest : IAsyncDisposable
{
    private static int s_gyms;

    private readonly IDisposable _quiet;
    private readonly List<PersonalPTClient> _clients = [];

    protected ServerTest(RunningServer server)
    {
        Server = server;
        _quiet = server.Errors.MustStayEmpty();
        Gym = $"gym-{Interlocked.Increment(ref s_gyms)}";
    }

    protected RunningServer Server { get; }

    protected string Gym { get; }

    protected static CancellationToken Patience => TestContext.Current.CancellationToken;

    /// <summary>Somebody of this gym.</summary>
    private protected PersonalPTClient As(string role, string user) => As(Gym, role, user);

    /// <summary>Somebody.</summary>
    private protected PersonalPTClient As(string gym, string role, string user)
    {
        var client = Server.Connect(gym, role, user);
        _clients.Add(client);
        return client;
    }

    /// <summary>Starts a session of squats whose landmarks are isotropic.</summary>
    private protected static async Task<string> StartSession(PersonalPTClient client, bool hold = false, string? athlete = null, string exercise = "squat")
    {
        var request = new StartSessionRequest
        {
            SessionId = Guid.NewGuid().ToString(),
            AthleteId = athlete ?? "",
            ExerciseId = exercise,
            Capture = Tape.Header(),
            HoldFramesForTeaching = hold,
        };
        await client.Sessions.StartSessionAsync(request, cancellationToken: Patience);
        return request.SessionId;
    }

    /// <summary>Checks what a call fails with.</summary>
    private protected static async Task<RpcException> Refused(StatusCode code, Func<Task> call)
    {
        var error = await Assert.ThrowsAsync<RpcException>(call);
        Assert.True(error.StatusCode == code, $"Expected {code}, got {error.Status}");
        Assert.EndsWith(".", error.Status.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", error.Status.Detail, StringComparison.Ordinal);
        return error;
    }

    /// <summary>The reason that a refusal gives to programs.</summary>
    private protected static string? ReasonOf(RpcException error) => Detail<ErrorInfo>(error)?.Reason;

    /// <summary>The first field that a refusal names.</summary>
    private protected static string? FieldOf(RpcException error) => Detail<BadRequest>(error)?.FieldViolations[0].Field;

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var client in _clients)
            await client.DisposeAsync();
        _quiet.Dispose();
    }

    private static T? Detail<T>(RpcException error)
        where T : class, IMessage<T>, new() => error.GetRpcStatus()?.GetDetail<T>();
}
