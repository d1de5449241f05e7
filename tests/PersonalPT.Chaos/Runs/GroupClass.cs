using System.Collections.Concurrent;
using Grpc.Core;
using PersonalPT.Client;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Chaos.Runs;

/// <summary>
/// One group session that everybody takes part in from the beginning to the end of a run. All its rounds are of one exercise and end only when staff skip them,
/// so each rep of that exercise in the sessions' logs counts for the group, once; what the boards show never becomes less.
/// </summary>
internal sealed class GroupClass(Gym gym, Tally tally)
{
    private const int Rounds = 50;

    // No round is ever over because everybody has done so many.
    private const uint OutOfReach = 1000;

    private static readonly TimeSpan s_again = TimeSpan.FromMilliseconds(200);

    private readonly string _id = Guid.NewGuid().ToString();
    private readonly ConcurrentDictionary<uint, int> _expected = new();
    private readonly Dictionary<uint, uint> _shown = [];
    private string _code = "";

    /// <summary>What counts.</summary>
    public static string Exercise => Gym.Exercises[0];

    /// <summary>Plans it, and begins its first round.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var plan = new GroupPlan
        {
            Title = "Class",
            Ranking = GroupRanking.Reps,
            Rounds = { Enumerable.Range(0, Rounds).Select(_ => new GroupRound { ExerciseId = Exercise, TargetReps = OutOfReach }) },
        };
        _code = (await gym.Staff.Groups.PlanGroupAsync(new PlanGroupRequest { GroupId = _id, Plan = plan }, cancellationToken: cancellationToken)).Group.Code;
        await gym.Staff.Groups.StartGroupAsync(new StartGroupRequest { GroupId = _id }, cancellationToken: cancellationToken);
    }

    /// <summary>A phone takes part with its session, or takes part again.</summary>
    /// <returns>The participant's number.</returns>
    public async Task<uint> JoinAsync(PersonalPTClient athlete, string sessionId, long clockMicros, CancellationToken cancellationToken)
    {
        var request = new JoinGroupRequest { Code = _code, SessionId = sessionId, ClientTimeUs = clockMicros };
        return (await Gym.UntilAnswered(async () => await athlete.Groups.JoinGroupAsync(request, cancellationToken: cancellationToken), cancellationToken)).ParticipantNumber;
    }

    /// <summary>A session of a participant has ended with this log.</summary>
    public void Expect(uint participant, IReadOnlyList<SessionEvent> log)
    {
        var sets = log.Where(e => e.SetStarted?.Model.ExerciseId == Exercise).Select(e => e.SetStarted.SetNumber).ToHashSet();
        var reps = log.Count(e => e.RepCompleted is { } rep && sets.Contains(rep.SetNumber));
        _expected.AddOrUpdate(participant, reps, (_, before) => before + reps);
    }

    /// <summary>Staff skip the running round, but for the last one.</summary>
    /// <returns>Whether there was one to skip.</returns>
    public async Task<bool> SkipAsync(CancellationToken cancellationToken)
    {
        var group = await Gym.UntilAnswered(
            async () => (await gym.Staff.Groups.GetGroupAsync(new GetGroupRequest { GroupId = _id }, cancellationToken: cancellationToken)).Group, cancellationToken);
        if (group.Clock.RoundNumber >= Rounds)
            return false;

        var request = new SkipPhaseRequest { GroupId = _id, Phase = group.Clock.Phase, RoundNumber = group.Clock.RoundNumber };
        try
        {
            await Gym.UntilAnswered(async () => await gym.Staff.Groups.SkipPhaseAsync(request, cancellationToken: cancellationToken), cancellationToken);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.FailedPrecondition)
        {
            // That round is over: skipped by a call whose answer was lost, or by another one.
        }

        return true;
    }

    /// <summary>Looks at the board until it is over, whatever becomes of the connection.</summary>
    public async Task WatchAsync(CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            try
            {
                using var call = gym.Staff.Groups.WatchGroup(new WatchGroupRequest { GroupId = _id }, cancellationToken: over);
                while (await call.ResponseStream.MoveNext(over))
                    Look(call.ResponseStream.Current.Board);
                await Task.Delay(s_again, over);
            }
            catch (RpcException) when (!over.IsCancellationRequested)
            {
                await Task.Delay(s_again, CancellationToken.None);
            }
            catch (Exception e) when (over.IsCancellationRequested && e is OperationCanceledException or RpcException)
            {
                return;
            }
        }
    }

    /// <summary>Ends it, and holds its results against the sessions' logs.</summary>
    public async Task JudgeAsync(CancellationToken cancellationToken)
    {
        await Gym.UntilAnswered(async () => await gym.Staff.Groups.FinishGroupAsync(new FinishGroupRequest { GroupId = _id }, cancellationToken: cancellationToken), cancellationToken);
        var results = (await Gym.UntilAnswered(
            async () => await gym.Staff.Groups.GetGroupResultsAsync(new GetGroupResultsRequest { GroupId = _id }, cancellationToken: cancellationToken), cancellationToken))
            .Results.ToDictionary(result => result.ParticipantNumber);
        foreach (var (participant, expected) in _expected)
        {
            var counted = results.TryGetValue(participant, out var result) ? (int)result.RepsTotal : 0;
            var inRounds = result?.RepsByRound.Sum(reps => (int)reps) ?? 0;
            tally.GroupCounted($"participant {participant}", counted, expected);
            if (inRounds != counted)
                tally.GroupCounted($"the rounds of participant {participant}", inRounds, counted);
        }
    }

    private void Look(GroupBoard board)
    {
        foreach (var row in board.Rows)
        {
            if (row.RepsTotal < _shown.GetValueOrDefault(row.ParticipantNumber))
                tally.TakenBack($"the board showed participant {row.ParticipantNumber} with {row.RepsTotal} reps after {_shown[row.ParticipantNumber]}");
            _shown[row.ParticipantNumber] = row.RepsTotal;
        }
    }
}
