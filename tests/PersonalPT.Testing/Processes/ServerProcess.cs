using System.Globalization;
using System.Text.RegularExpressions;

namespace PersonalPT.Testing.Processes;

/// <summary>The real server (<c>PersonalPT.Server</c>, which must lie beside the running program) in a process of its own.</summary>
public sealed partial class ServerProcess : IDisposable
{
    // A file that cannot even hold one page of a database.
    private const long NoRoom = 1024;

    private readonly IReadOnlyList<string> _storage;
    private readonly ChildProcess _process;

    private ServerProcess(ChildProcess process, IReadOnlyList<string> storage, Uri grpc, Uri web) =>
        (_process, _storage, Grpc, Web) = (process, storage, grpc, web);

    /// <summary>Where it answers phones.</summary>
    public Uri Grpc { get; }

    /// <summary>Where pages, health and metrics are.</summary>
    public Uri Web { get; }

    /// <summary>The process's number.</summary>
    public int Id => _process.Id;

    /// <summary>How long it has kept processors busy.</summary>
    public TimeSpan ProcessorTime => _process.ProcessorTime;

    /// <summary>Starts it on free ports and waits until it serves.</summary>
    /// <param name="dataFile">The SQLite file.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="InvalidOperationException">It did not start; the message is what it said.</exception>
    public static Task<ServerProcess> StartAsync(string dataFile, CancellationToken cancellationToken) =>
        StartAsync([$"--PersonalPT:DataFile={dataFile}"], 0, 0, cancellationToken);

    /// <summary>Starts it on free ports with options that say where its data are, and waits until it serves.</summary>
    /// <exception cref="InvalidOperationException">It did not start; the message is what it said.</exception>
    public static Task<ServerProcess> StartAsync(IReadOnlyList<string> storage, CancellationToken cancellationToken) => StartAsync(storage, 0, 0, cancellationToken);

    /// <summary>Starts it, whatever comes of it.</summary>
    public static ChildProcess Launch(params IEnumerable<string> args) => ChildProcess.Start(ChildProcess.Beside("PersonalPT.Server"), args);

    /// <summary>Another process with the same data on the same ports; this one must have ended.</summary>
    public Task<ServerProcess> RestartAsync(CancellationToken cancellationToken) => StartAsync(_storage, Grpc.Port, Web.Port, cancellationToken);

    /// <summary>kill -9.</summary>
    public Task KillAsync(CancellationToken cancellationToken) => _process.KillAsync(cancellationToken);

    /// <summary>SIGTERM, and waits for the end.</summary>
    public async Task<ProcessEnd> StopAsync(CancellationToken cancellationToken)
    {
        _process.Signal(ProcessSignal.Terminate);
        return await _process.EndAsync(cancellationToken);
    }

    /// <summary>SIGSTOP: it stands still, its connections stay open.</summary>
    public void Freeze() => _process.Signal(ProcessSignal.Stop);

    /// <summary>SIGCONT.</summary>
    public void Thaw() => _process.Signal(ProcessSignal.Continue);

    /// <summary>Its disk is full from now on: no file can grow, nothing can be appended.</summary>
    public void FillDisk() => _process.LimitFiles(NoRoom);

    /// <summary>There is room on its disk again.</summary>
    public void EmptyDisk() => _process.LimitFiles(null);

    /// <summary>Ends it.</summary>
    public void Dispose() => _process.Dispose();

    private static async Task<ServerProcess> StartAsync(IReadOnlyList<string> storage, int grpcPort, int webPort, CancellationToken cancellationToken)
    {
        var process = ChildProcess.StartForSmallDisk(
            ChildProcess.Beside("PersonalPT.Server"),
            [
                .. storage,
                string.Create(CultureInfo.InvariantCulture, $"--PersonalPT:GrpcPort={grpcPort}"),
                string.Create(CultureInfo.InvariantCulture, $"--PersonalPT:WebPort={webPort}"),
            ]);
        try
        {
            var line = await process.ReadLineAsync(cancellationToken) ?? throw new InvalidOperationException((await process.EndAsync(cancellationToken)).Errors);
            var addresses = Address().Matches(line);
            return new ServerProcess(process, storage, new Uri(addresses[0].Value), new Uri(addresses[1].Value));
        }
        catch
        {
            process.Dispose();
            throw;
        }
    }

    [GeneratedRegex(@"http://[^ ]+/")]
    private static partial Regex Address();
}
