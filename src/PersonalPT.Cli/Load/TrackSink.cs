using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using PersonalPT.Protocol.V1;
using PersonalPT.Server;

namespace PersonalPT.Cli.Load;

/// <summary>
/// The floor: listens as the server does, takes the same messages through the same generated code, and drops them. What it costs is what any server
/// would pay that gets these messages over gRPC.
/// </summary>
internal sealed class TrackSink : TrackingService.TrackingServiceBase
{
    /// <summary>Starts one on a free port.</summary>
    /// <returns>The host, and where it listens.</returns>
    public static async Task<(WebApplication Host, Uri Address)> StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        ServerHost.AddKestrel(builder.WebHost, new ServerOptions { GrpcPort = 0, WebPort = 0 });
        builder.Services.AddRouting();
        builder.Services.AddGrpc();
        var host = builder.Build();
        host.UseRouting();
        host.MapGrpcService<TrackSink>();
        await host.StartAsync(cancellationToken);
        return (host, new Uri(host.Urls.First()));
    }

    /// <inheritdoc/>
    public override async Task Track(
        IAsyncStreamReader<TrackRequest> requestStream, IServerStreamWriter<TrackResponse> responseStream, ServerCallContext context)
    {
        // A stream's first word is an acknowledgement; phones wait for it.
        if (await requestStream.MoveNext(context.CancellationToken))
            await responseStream.WriteAsync(new TrackResponse { Acknowledgement = new Acknowledgement { NextInputSeq = 1, DurableInputSeq = 1 } });
        while (await requestStream.MoveNext(context.CancellationToken))
        {
            // Dropped.
        }
    }
}
