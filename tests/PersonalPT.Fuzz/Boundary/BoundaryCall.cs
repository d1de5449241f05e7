using Grpc.Core;
using Microsoft.AspNetCore.Http;
using PersonalPT.Contracts.Access;

namespace PersonalPT.Fuzz.Boundary;

/// <summary>A call by a member of a gym's staff, to whom nearly everything is open, or by its administrator.</summary>
internal sealed class BoundaryCall : ServerCallContext
{
    private readonly Dictionary<object, object> _state;

    public BoundaryCall(string method, Role role)
    {
        MethodCore = method;
        var http = new DefaultHttpContext { User = new Member("gym", role, "anna").ToPrincipal("Fuzz") };
        _state = new Dictionary<object, object> { ["__HttpContext"] = http };
    }

    protected override string MethodCore { get; }

    protected override string HostCore => "localhost";

    protected override string PeerCore => "ipv4:127.0.0.1:1";

    protected override DateTime DeadlineCore => DateTime.MaxValue;

    protected override Metadata RequestHeadersCore { get; } = [];

    protected override CancellationToken CancellationTokenCore => CancellationToken.None;

    protected override Metadata ResponseTrailersCore { get; } = [];

    protected override Status StatusCore { get; set; }

    protected override WriteOptions? WriteOptionsCore { get; set; }

    protected override AuthContext AuthContextCore { get; } = new("", []);

    protected override IDictionary<object, object> UserStateCore => _state;

    protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options) => throw new NotSupportedException();

    protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeaders) => Task.CompletedTask;
}

/// <summary>What a caller sends.</summary>
internal sealed class Sent<T>(params IReadOnlyList<T> messages) : IAsyncStreamReader<T>
{
    private int _at = -1;

    public T Current => messages[_at];

    public Task<bool> MoveNext(CancellationToken cancellationToken) => Task.FromResult(++_at < messages.Count);
}

/// <summary>What a caller is sent: looked at and forgotten.</summary>
internal sealed class Received<T> : IServerStreamWriter<T>
    where T : Google.Protobuf.IMessage
{
    public WriteOptions? WriteOptions { get; set; }

    public Task WriteAsync(T message)
    {
        Leaks.NotFinite(message);
        return Task.CompletedTask;
    }

    public Task WriteAsync(T message, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return WriteAsync(message);
    }
}
