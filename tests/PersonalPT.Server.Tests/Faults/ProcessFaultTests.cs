using Microsoft.Data.Sqlite;
using PersonalPT.Client;
using PersonalPT.Protocol;
using PersonalPT.Protocol.V1;
using PersonalPT.Testing.Network;
using PersonalPT.Testing.Sessions;
using System.Runtime.InteropServices;
using Google.Protobuf;

namespace PersonalPT.Server.Tests.Faults;

/// <summary>The server's process is killed, stopped and held up, with the real program.</summary>
public sealed class ProcessFaultTests : ServerFaultTest
{
    private protected override IReadOnlyList<string> Storage => [$"--PersonalPT:DataFile={DataFile}"];

    [Fact]
    public async Task Killed_at_the_moment_of_a_write_the_log_has_it_whole_or_not_at_all()
    {
        var server = await Start();
        var phone = await Phone(server.Grpc, Diary);
        phone.Push(Film.Frames.Take(350));
        await phone.WhenAsync(p => p.Reps >= 1, Patience);
        var pushed = 350;
        for (var round = 0; round < 3; round++)
        {
            var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            using var watcher = new FileSystemWatcher(Path.GetDirectoryName(DataFile)!, Path.GetFileName(DataFile) + "-wal");
            watcher.Changed += (_, _) => written.TrySetResult();
            watcher.EnableRaisingEvents = true;
            phone.Push(Film.Frames.Skip(pushed).Take(150));
            pushed += 150;
            await written.Task.WaitAsync(Patience);
            await server.KillAsync(Patience);
            server = await Restart(server);
        }

        await FinishRight(server, phone, pushed);
    }

    [Fact]
    public async Task Killed_in_the_middle_of_a_commit_that_never_came_the_phone_brings_it_again()
    {
        var server = await Start();
        await using var network = new FaultyNetwork(server.Grpc);
        var phone = await Phone(network.Address, Diary);
        phone.Push(Film.Frames.Take(350));
        await phone.WhenAsync(p => p.Reps >= 1, Patience);

        var before = network.Connections[0].FromPhone;
        using (LockDatabase())
        {
            phone.Push(Film.Frames.Skip(350).Take(250));
            await network.WhenAsync(n => n.Connections[0].FromPhone > before + (250 * 200), Patience);
            await server.KillAsync(Patience);
        }

        server = await Restart(server);
        await FinishRight(server, phone, 600);
    }

    [Fact]
    public async Task Killed_in_mid_training_the_same_request_makes_one_version_and_the_set_that_was_running_goes_on()
    {
        var server = await Start();
        await using var network = new FaultyNetwork(server.Grpc);
        var phone = await Phone(server.Grpc, Diary);
        phone.Push(Film.Frames.Take(450));
        await phone.WhenAsync(p => p.Reps >= 2, Patience);
        var lesson = Lesson();
        var request = new TrainRequest { RequestId = Guid.NewGuid().ToString(), ExerciseId = "squat", Demonstration = lesson, Activate = true };

        await using (var coach = FilmedPhone.Connect(network.Address, "staff", "staff"))
        {
            var training = coach.Models.TrainAsync(request, cancellationToken: Patience).ResponseAsync;
            await network.WhenAsync(n => n.Connections is [{ } one, ..] && one.FromPhone >= request.CalculateSize(), Patience);
            await server.KillAsync(Patience);
            await Assert.ThrowsAsync<Grpc.Core.RpcException>(() => training);
        }

        server = await Restart(server);
        await using var staff = FilmedPhone.Connect(server.Grpc, "staff", "staff");
        var version = (await staff.Models.TrainAsync(request, cancellationToken: Patience)).Version;
        var again = (await staff.Models.TrainAsync(request, cancellationToken: Patience)).Version;
        var list = new ListModelVersionsRequest { ExerciseId = "squat" };
        var versions = (await staff.Models.ListModelVersionsAsync(list, cancellationToken: Patience)).Versions;
        await Finish(phone, 450);

        Assert.Equal(version.Version, again.Version);
        Assert.Equal(2, versions.Count);
        Assert.Equal(version.Version, Assert.Single(versions, v => v.Active).Version);
        var log = await MustBeRight(server.Grpc, phone, Diary);
        // The set that was running is the starter model's, the one after it is the new one's.
        Assert.Equal([1u, 2u], log.Where(e => e.SetStarted is not null).Select(e => e.SetStarted.Model.Version));
    }

    [Fact]
    public async Task A_server_that_stands_still_for_a_while_goes_on_where_it_was()
    {
        var server = await Start();
        await using var network = new FaultyNetwork(server.Grpc);
        var phone = await Phone(network.Address, Diary);
        phone.Push(Film.Frames.Take(450));
        await phone.WhenAsync(p => p.Reps >= 2, Patience);

        var before = network.Connections[0].FromPhone;
        server.Freeze();
        phone.Push(Film.Frames.Skip(450).Take(200));
        await network.WhenAsync(n => n.Connections[0].FromPhone > before + (200 * 200), Patience);
        server.Thaw();
        await FinishRight(server, phone, 650);
    }

    [Fact]
    public async Task Stopped_in_good_order_in_mid_set_the_next_server_goes_on()
    {
        var server = await Start();
        var phone = await Phone(server.Grpc, Diary);
        phone.Push(Film.Frames.Take(450));
        await phone.WhenAsync(p => p.Reps >= 2, Patience);

        Assert.Equal(0, (await server.StopAsync(Patience)).ExitCode);
        server = await Restart(server);
        await FinishRight(server, phone, 450);
    }

    [Fact]
    public async Task On_a_full_disk_nothing_is_shown_that_is_not_written_and_with_room_again_it_goes_on()
    {
        var server = await Start();
        var phone = await Phone(server.Grpc, Diary);
        phone.Push(Film.Frames.Take(450));
        await phone.WhenAsync(p => p.Reps >= 2, Patience);

        server.FillDisk();
        phone.Push(Film.Frames.Skip(450).Take(300));
        await phone.WhenAsync(p => p.Connection == ConnectionState.Waiting, Patience);
        var shown = phone.Seen;
        server.EmptyDisk();

        var log = await FinishRight(server, phone, 750);
        Assert.Equal(log.Take(shown.Count), shown);
    }

    // Somebody else writes, and does not finish: the server waits in the middle of its own write.
    private SqliteConnection LockDatabase()
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = DataFile, Pooling = false }.ToString());
        connection.Open();
        using var begin = connection.CreateCommand();
        begin.CommandText = "BEGIN IMMEDIATE";
        begin.ExecuteNonQuery();
        return connection;
    }

    private static Demonstration Lesson()
    {
        var shown = PersonalPT.Athletes.Demonstration.Film("squat", 501, reps: 12);
        var epoch = shown.Frames[0].CaptureMicros;
        var frames = new DemonstrationFrames { Capture = FilmedPhone.SessionOf(Film).Capture };
        frames.Capture.CaptureEpochUs = epoch;
        foreach (var frame in shown.Frames)
        {
            var recorded = new RecordedFrame { TimeUs = (ulong)(frame.CaptureMicros - epoch) };
            var bytes = new byte[CompactFrame.Size];
            if (!frame.Landmarks.IsEmpty && CompactFrame.TryEncode(MemoryMarshal.Cast<Counting.Skeletons.Landmark, float>(frame.Landmarks.Span), bytes))
                recorded.Compact = ByteString.CopyFrom(bytes);
            frames.Frames.Add(recorded);
        }

        return new Demonstration { Frames = frames, RepCount = 12 };
    }
}
