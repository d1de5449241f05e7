using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace PersonalPT.Api.Tests.House;

/// <summary>A gym's own system: an HTTP server of this machine that keeps what was posted to it and answers as the test says.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly WebApplication _host;
    private readonly Channel<Received> _received = Channel.CreateUnbounded<Received>();
    private int _underWay;

    private WebhookReceiver(Func<int, Received, Task<int>> answer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _host = builder.Build();
        var count = 0;
        _host.Run(async context =>
        {
            MostAtOnce = Math.Max(MostAtOnce, Interlocked.Increment(ref _underWay));
            try
            {
                using var body = new MemoryStream();
                await context.Request.Body.CopyToAsync(body);
                var message = new Received(
                    context.Request.Path, context.Request.Headers["webhook-id"]!, context.Request.Headers["webhook-timestamp"]!, context.Request.Headers["webhook-signature"]!, body.ToArray());
                var status = await answer(Interlocked.Increment(ref count), message);
                context.Response.StatusCode = status;
                if (status is >= 300 and < 400)
                    context.Response.Headers.Location = "/elsewhere";
                _received.Writer.TryWrite(message with { Answer = status });
            }
            finally
            {
                Interlocked.Decrement(ref _underWay);
            }
        });
    }

    /// <summary>Where it listens.</summary>
    public string Url { get; private set; } = "";

    /// <summary>Posts that were under way at the same time, at most.</summary>
    public int MostAtOnce { get; private set; }

    /// <summary>Starts one that takes everything.</summary>
    public static Task<WebhookReceiver> Start() => Start((_, _) => Task.FromResult(200));

    /// <summary>Starts one.</summary>
    /// <param name="answer">What it answers: to the how manieth post, from 1, and which.</param>
    public static async Task<WebhookReceiver> Start(Func<int, Received, Task<int>> answer)
    {
        var receiver = new WebhookReceiver(answer);
        await receiver._host.StartAsync(TestContext.Current.CancellationToken);
        var address = receiver._host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        receiver.Url = $"{address}/hook";
        return receiver;
    }

    /// <summary>The next post that was answered.</summary>
    public Task<Received> Next() => _received.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().Soon();

    /// <summary>Whether one was answered that nobody has asked for.</summary>
    public bool HasMore => _received.Reader.Count > 0;

    public async ValueTask DisposeAsync() => await _host.DisposeAsync();
}

/// <summary>A post.</summary>
internal sealed record Received(string Path, string Id, string Timestamp, string Signature, byte[] Body)
{
    public int Answer { get; init; }

    public JsonElement Json => JsonElement.Parse(Body);

    public string Type => Json.GetProperty("type").GetString()!;

    public JsonElement Data => Json.GetProperty("data");

    /// <summary>Whether one of its signatures is right, as a receiver checks it: written down here from the specification, apart from the server's own.</summary>
    public bool IsSignedBy(string secret)
    {
        var content = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Id}.{Timestamp}.")).Concat(Body).ToArray();
        var expected = "v1," + Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(secret.Split('_')[1]), content));
        return Signature.Split(' ').Contains(expected);
    }
}
