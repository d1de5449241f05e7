using System.Runtime.InteropServices;
using Google.Protobuf;
using Grpc.Core;
using PersonalPT.Client;
using PersonalPT.Counting.Skeletons;
using PersonalPT.Protocol;
using PersonalPT.Protocol.V1;
using PersonalPT.Testing.Network;
using PersonalPT.Testing.Processes;
using PersonalPT.Testing.Sessions;

namespace PersonalPT.Chaos.Runs;

/// <summary>The server's process, a network for each phone in front of it, and staff with a network that works.</summary>
internal sealed class Gym : IAsyncDisposable
{
    /// <summary>What people do here. Each exercise has the starter model and two that were taught.</summary>
    public static readonly IReadOnlyList<string> Exercises = ["squat", "jump_jack", "biceps_curl", "situp"];

    private static readonly TimeSpan s_again = TimeSpan.FromMilliseconds(200);

    private readonly SemaphoreSlim _one = new(1);
    private ServerProcess _server;
    private int _starts = 1;

    private Gym(ServerProcess server, int phones)
    {
        _server = server;
        Networks = [.. Enumerable.Range(0, phones).Select(_ => new FaultyNetwork(server.Grpc))];
        Staff = FilmedPhone.Connect(server.Grpc, "staff", "staff");
    }

    /// <summary>Each phone's way to the server.</summary>
    public IReadOnlyList<FaultyNetwork> Networks { get; }

    /// <summary>Goes to the server directly.</summary>
    public PersonalPTClient Staff { get; }

    /// <summary>The models that the server counts with.</summary>
    public ModelBook Models { get; } = new();

    /// <summary>Whether something is being done to the server: one thing at a time.</summary>
    public bool IsBusy => _one.CurrentCount == 0;

    /// <summary>How often the server was started.</summary>
    public int Starts => _starts;

    /// <summary>Opens it.</summary>
    public static async Task<Gym> OpenAsync(IReadOnlyList<string> storage, int phones, CancellationToken cancellationToken)
    {
        var gym = new Gym(await ServerProcess.StartAsync(storage, cancellationToken), phones);
        try
        {
            await gym.TeachAsync(cancellationToken);
            return gym;
        }
        catch
        {
            await gym.DisposeAsync();
            throw;
        }
    }

    /// <summary>Somebody else who goes to the server directly.</summary>
    public PersonalPTClient Connect(string role, string user) => FilmedPhone.Connect(_server.Grpc, role, user);

    /// <summary>kill -9, and another process with the same data on the same port.</summary>
    /// <returns>How long after the kill the new one served.</returns>
    public async Task<TimeSpan> KillAsync(CancellationToken cancellationToken) => await Alone(async server =>
    {
        var killed = TimeProvider.System.GetTimestamp();
        await server.KillAsync(cancellationToken);
        await StartAnewAsync(cancellationToken);
        return TimeProvider.System.GetElapsedTime(killed);
    }, cancellationToken);

    /// <summary>SIGTERM, and another process.</summary>
    public Task RestartAsync(CancellationToken cancellationToken) => Alone(async server =>
    {
        var end = await server.StopAsync(cancellationToken);
        await StartAnewAsync(cancellationToken);
        return end.ExitCode == 0 ? true : throw new InvalidOperationException($"The server stopped with exit code {end.ExitCode}: {end.Errors}");
    }, cancellationToken);

    /// <summary>SIGSTOP, and after a while SIGCONT.</summary>
    public Task FreezeAsync(TimeSpan lasts, CancellationToken cancellationToken) => Alone(async server =>
    {
        server.Freeze();
        await Task.Delay(lasts, CancellationToken.None);
        server.Thaw();
        return true;
    }, cancellationToken);

    /// <summary>No room on the disk for a while.</summary>
    public Task FillDiskAsync(TimeSpan lasts, CancellationToken cancellationToken) => Alone(async server =>
    {
        server.FillDisk();
        await Task.Delay(lasts, CancellationToken.None);
        server.EmptyDisk();
        return true;
    }, cancellationToken);

    /// <summary>A call that is made again until the server answers.</summary>
    public static async Task<T> UntilAnswered<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await call();
            }
            catch (Exception e) when (IsTransient(e) && !cancellationToken.IsCancellationRequested)
            {
                await Task.Delay(s_again, cancellationToken);
            }
        }
    }

    /// <summary>Ends the server, in good order.</summary>
    public async ValueTask DisposeAsync()
    {
        await Staff.DisposeAsync();
        foreach (var network in Networks)
            await network.DisposeAsync();
        _server.Thaw();
        await _server.StopAsync(CancellationToken.None);
        _server.Dispose();
        _one.Dispose();
    }

    private static bool IsTransient(Exception e) => e switch
    {
        RpcException rpc => PersonalPTException.From(rpc).IsTransient,
        PersonalPTException problem => problem.IsTransient,
        _ => false,
    };

    private async Task<T> Alone<T>(Func<ServerProcess, Task<T>> act, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            return await act(_server);
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task StartAnewAsync(CancellationToken cancellationToken)
    {
        var next = await _server.RestartAsync(cancellationToken);
        _server.Dispose();
        _server = next;
        Interlocked.Increment(ref _starts);
    }

    private async Task TeachAsync(CancellationToken cancellationToken)
    {
        foreach (var exercise in Exercises)
        {
            foreach (var coach in new ulong[] { 501, 502 })
            {
                var request = new TrainRequest { RequestId = Guid.NewGuid().ToString(), ExerciseId = exercise, Demonstration = Lesson(exercise, coach) };
                await Staff.Models.TrainAsync(request, cancellationToken: cancellationToken);
            }
        }
    }

    private static Demonstration Lesson(string exercise, ulong coach)
    {
        var film = Athletes.Demonstration.Film(exercise, coach);
        var epoch = film.Frames[0].CaptureMicros;
        var frames = new DemonstrationFrames
        {
            Capture = new CaptureHeader
            {
                CoordinateSpace = CoordinateSpace.Isotropic,
                LandmarkModel = LandmarkModel.BlazeposeFull,
                NominalRateHz = 30,
                CaptureEpochUs = epoch,
            },
        };
        foreach (var frame in film.Frames)
        {
            var recorded = new RecordedFrame { TimeUs = (ulong)(frame.CaptureMicros - epoch) };
            var bytes = new byte[CompactFrame.Size];
            if (!frame.Landmarks.IsEmpty && CompactFrame.TryEncode(MemoryMarshal.Cast<Landmark, float>(frame.Landmarks.Span), bytes))
                recorded.Compact = ByteString.CopyFrom(bytes);
            frames.Frames.Add(recorded);
        }

        var spans = film.Labels.Reps.Select(r => new CaptureSpan { StartTimeUs = r.StartMicros - epoch, EndTimeUs = r.EndMicros - epoch });
        return new Demonstration { Frames = frames, RepSpans = new RepSpans { Reps = { spans } } };
    }
}
