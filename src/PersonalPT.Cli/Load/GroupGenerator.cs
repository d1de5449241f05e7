using System.Globalization;
using System.Text.Json;
using Grpc.Core;
using PersonalPT.Cli.Output;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Cli.Load;

/// <summary>
/// All phones of a load take part in one group session, watchers look at its board, and a coach speaks to one after the other. When each rep was written down is told by its event, when it stood on a
/// board by the watcher; both by the clock of this machine.
/// </summary>
/// <param name="phones">The participants, all with one exercise.</param>
/// <param name="watchers">How many look, each by a connection of its own.</param>
/// <param name="time">The clock.</param>
/// <param name="say">Takes the lines.</param>
internal sealed class GroupGenerator(LoadGenerator phones, int watchers, TimeProvider time, Action<string> say)
{
    private const uint LongestRound = 3600;

    private static readonly TimeSpan s_boardsGoOn = TimeSpan.FromSeconds(30);

    private readonly string _group = Guid.NewGuid().ToString();
    private readonly List<BoardWatcher> _watching = [];
    private readonly List<LoadStreams> _connections = [];
    private IReadOnlyList<LoadPhone> _running = [];
    private uint[] _numbers = [];
    private CueSender? _coach;
    private readonly Metadata _staff = LoadGenerator.Caller("staff", "load");
    private GroupService.GroupServiceClient? _leading;

    /// <summary>Streams, and says when the window begins and when it is over.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await phones.RunAsync(MeanwhileAsync, running => ResultAsync(running, cancellationToken), cancellationToken, (running, streams) => GatherAsync(running, streams, cancellationToken));
        }
        finally
        {
            foreach (var watcher in _watching)
                watcher.Dispose();
            foreach (var connection in _connections)
                connection.Dispose();
        }
    }

    private async Task GatherAsync(IReadOnlyList<LoadPhone> running, LoadStreams streams, CancellationToken cancellationToken)
    {
        _leading = new GroupService.GroupServiceClient(streams.Channel(0));
        var plan = new GroupPlan
        {
            Title = "Load",
            Ranking = GroupRanking.Reps,
            Rounds = { new GroupRound { ExerciseId = phones.Plan.Exercise, Seconds = LongestRound } },
        };
        var planned = await _leading.PlanGroupAsync(new PlanGroupRequest { GroupId = _group, Plan = plan }, _staff, cancellationToken: cancellationToken);
        await _leading.StartGroupAsync(new StartGroupRequest { GroupId = _group }, _staff, cancellationToken: cancellationToken);
        _numbers = await Task.WhenAll(running.Select((phone, i) => JoinAsync(phone, i, planned.Group.Code, streams.Channel(i), cancellationToken)));
        _running = running;
        var coach = phones.Connect();
        _connections.Add(coach);
        _coach = new CueSender(coach);
        await Task.WhenAll(running.Select((_, i) => CueSender.GrantAsync(streams.Channel(i), LoadGenerator.Caller("athlete", LoadGenerator.Athlete(i)), cancellationToken)));
        for (var i = 0; i < watchers; i++)
        {
            var connection = phones.Connect();
            _connections.Add(connection);
            var name = string.Create(CultureInfo.InvariantCulture, $"watcher-{i + 1}");
            _watching.Add(new BoardWatcher(connection.Channel(0), LoadGenerator.Caller("staff", name), _group, time, cancellationToken));
        }

        await Task.WhenAll(_watching.Select(w => w.First));
    }

    private static async Task<uint> JoinAsync(LoadPhone phone, int number, string code, CallInvoker invoker, CancellationToken cancellationToken)
    {
        var request = new JoinGroupRequest
        {
            Code = code,
            SessionId = phone.SessionId,
            // What the phone's clock shows now: its first frame is due a little later.
            ClientTimeUs = phone.Script.EpochMicros - (long)(LoadGenerator.UntilBeginning + phone.Phase).TotalMicroseconds,
        };
        var headers = LoadGenerator.Caller("athlete", LoadGenerator.Athlete(number));
        return (await new GroupService.GroupServiceClient(invoker).JoinGroupAsync(request, headers, cancellationToken: cancellationToken)).ParticipantNumber;
    }

    private async Task MeanwhileAsync(LoadStreams streams, CancellationToken cancellationToken)
    {
        await streams.DelayUntilAsync(TimeSpan.FromSeconds(phones.Plan.WarmUpSeconds), cancellationToken);
        say(LoadStage.Steady);
        var window = streams.DelayUntilAsync(TimeSpan.FromSeconds(phones.Plan.StreamedSeconds), cancellationToken);
        await _coach!.RunAsync(_running, window, cancellationToken);
        await window;
        say(LoadStage.Measured);
    }

    private async Task<string> ResultAsync(IReadOnlyList<LoadPhone> running, CancellationToken cancellationToken)
    {
        var failed = running.Where(p => p.Failure is not null || !p.Ended.IsCompleted).Select(p => p.Failure ?? "its stream did not end").ToList();
        await _leading!.FinishGroupAsync(new FinishGroupRequest { GroupId = _group }, _staff, cancellationToken: cancellationToken);
        await Task.WhenAny(Task.WhenAll(_watching.Select(w => w.Ended)), Task.Delay(s_boardsGoOn, time, cancellationToken));
        failed.AddRange(_watching.Where(w => w.Failure is not null || !w.Ended.IsCompleted).Select(w => w.Failure ?? "a board did not end"));
        var results = await _leading.GetGroupResultsAsync(new GetGroupResultsRequest { GroupId = _group }, _staff, cancellationToken: cancellationToken);
        var counted = results.Results.ToDictionary(r => r.ParticipantNumber, r => (int)r.RepsTotal);

        // Nobody may have missed a rep or seen one too many: neither the phones nor the results nor any board.
        var (expected, lost, doubled) = (0, 0, 0);
        var latencies = new List<double>();
        var (from, to) = (TimeSpan.FromSeconds(phones.Plan.WarmUpSeconds), TimeSpan.FromSeconds(phones.Plan.StreamedSeconds));
        for (var i = 0; i < running.Count; i++)
        {
            var (phone, number) = (running[i], _numbers[i]);
            var reps = phone.Script.MessageOfRep.Count;
            int[] shown = [counted.GetValueOrDefault(number), .. _watching.Select(w => w.SeenMicros(number).Count)];
            expected += reps;
            lost += Math.Max(phone.Lost, reps - shown.Min());
            doubled += Math.Max(phone.Doubled, shown.Max() - reps);
            foreach (var watcher in _watching)
            {
                latencies.AddRange(phone.Latencies.Zip(watcher.SeenMicros(number))
                    .Where(rep => rep.First.Due >= from && rep.First.Due < to)
                    .Select(rep => (rep.Second - rep.First.RecordedMicros) / 1000d));
            }
        }

        var (cues, cuesLost) = _coach!.Result();
        var line = new GroupGeneratorLine(
            expected,
            counted.Values.Sum(),
            lost,
            doubled,
            _watching.Sum(w => w.TakenBack),
            _watching.Average(w => w.BoardsPerSecond),
            latencies.Count,
            cues.Count + cuesLost,
            cuesLost,
            LoadLatencyLine.Of(cues),
            LoadLatencyLine.Of(latencies),
            LoadLatencyLine.Of([.. running.SelectMany(p => p.Latencies).Where(l => l.Due >= from && l.Due < to).Select(l => l.Milliseconds)]),
            failed.Count,
            failed.FirstOrDefault());
        return JsonSerializer.Serialize(line, JsonLines.Default.GroupGeneratorLine);
    }
}
