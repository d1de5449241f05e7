using System.Diagnostics;
using System.Net;
using Grpc.Core;
using Grpc.Net.Client;

namespace PersonalPT.Cli.Load;

/// <summary>The connections of a load's phones, and the moment from which all of them count.</summary>
/// <param name="address">The server's.</param>
/// <param name="phonesPerConnection">Phones that share one.</param>
internal sealed class LoadStreams(Uri address, int phonesPerConnection) : IDisposable
{
    private readonly Dictionary<(bool Surplus, int Number), GrpcChannel> _channels = [];
    private readonly Lock _gate = new();

    /// <summary>When the first message of the first phone is due, by <see cref="Stopwatch.GetTimestamp"/>.</summary>
    public long Beginning { get; private set; }

    /// <summary>A phone's connection.</summary>
    public CallInvoker Channel(int phone) => Find(surplus: false, phone / phonesPerConnection);

    /// <summary>The same of a phone that comes on top of them.</summary>
    public CallInvoker SurplusChannel(int phone) => Find(surplus: true, phone / phonesPerConnection);

    /// <summary>All streams are open: messages are due from a little later on.</summary>
    public void Begin(TimeSpan later) => Beginning = Stopwatch.GetTimestamp() + (long)(later.TotalSeconds * Stopwatch.Frequency);

    /// <summary>Waits until so much time has gone by since the beginning.</summary>
    public async Task DelayUntilAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        var rest = time - Stopwatch.GetElapsedTime(Beginning);
        if (rest > TimeSpan.Zero)
            await Task.Delay(rest, cancellationToken);
    }

    public void Dispose()
    {
        foreach (var channel in _channels.Values)
            channel.Dispose();
    }

    private CallInvoker Find(bool surplus, int number)
    {
        lock (_gate)
        {
            if (!_channels.TryGetValue((surplus, number), out var channel))
            {
                _channels.Add((surplus, number), channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions
                {
                    HttpHandler = new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.None, UseCookies = false, UseProxy = false },
                    DisposeHttpClient = true,
                }));
            }

            return channel.CreateCallInvoker();
        }
    }
}
