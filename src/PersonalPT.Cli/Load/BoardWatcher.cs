using Grpc.Core;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Cli.Load;

/// <summary>Somebody who looks at a group's board, and notes when each rep stood there first.</summary>
internal sealed class BoardWatcher : IDisposable
{
    private readonly AsyncServerStreamingCall<WatchGroupResponse> _call;
    private readonly Dictionary<uint, List<long>> _seen = [];
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Begins to look.</summary>
    /// <param name="invoker">The connection.</param>
    /// <param name="headers">Who looks.</param>
    /// <param name="groupId">At which group.</param>
    /// <param name="time">The clock that the server has, too.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public BoardWatcher(CallInvoker invoker, Metadata headers, string groupId, TimeProvider time, CancellationToken cancellationToken)
    {
        _call = new GroupService.GroupServiceClient(invoker).WatchGroup(new WatchGroupRequest { GroupId = groupId }, headers, cancellationToken: cancellationToken);
        Ended = ReadAsync(time, cancellationToken);
    }

    /// <summary>The first board is there, or there will be none.</summary>
    public Task First => _first.Task;

    /// <summary>The group is over, and its last boards were seen.</summary>
    public Task Ended { get; }

    /// <summary>Boards that came, a second until the end of the group. Read this and what follows after <see cref="Ended"/>.</summary>
    public double BoardsPerSecond { get; private set; }

    /// <summary>Reps that stood on a board and did not on a later one.</summary>
    public int TakenBack { get; private set; }

    /// <summary>Why it ended before its time; null where it did not.</summary>
    public string? Failure { get; private set; }

    /// <summary>When each rep of a participant was first seen, in order: microseconds since the Unix epoch.</summary>
    public IReadOnlyList<long> SeenMicros(uint participant) => _seen.GetValueOrDefault(participant) ?? [];

    public void Dispose() => _call.Dispose();

    private async Task ReadAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        var (boards, begun) = (0, time.GetTimestamp());
        var last = new Dictionary<uint, uint>();
        try
        {
            while (await _call.ResponseStream.MoveNext(cancellationToken))
            {
                var now = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
                var board = _call.ResponseStream.Current.Board;
                if (board.Clock.Phase != GroupPhase.Finished)
                    BoardsPerSecond = boards++ / Math.Max(1, time.GetElapsedTime(begun).TotalSeconds);
                foreach (var row in board.Rows)
                {
                    TakenBack += (int)Math.Max(0L, (long)last.GetValueOrDefault(row.ParticipantNumber) - row.RepsTotal);
                    last[row.ParticipantNumber] = row.RepsTotal;
                    if (!_seen.TryGetValue(row.ParticipantNumber, out var seen))
                        _seen.Add(row.ParticipantNumber, seen = []);
                    while (seen.Count < row.RepsTotal)
                        seen.Add(now);
                }

                _first.TrySetResult();
            }
        }
        catch (Exception e) when (e is RpcException or OperationCanceledException or IOException)
        {
            Failure = e is RpcException rpc ? $"{rpc.StatusCode}: {rpc.Status.Detail}" : e.Message;
        }
        finally
        {
            _first.TrySetResult();
        }
    }
}
