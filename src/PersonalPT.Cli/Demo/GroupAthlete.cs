using System.Runtime.InteropServices;
using Grpc.Core;
using PersonalPT.Athletes;
using PersonalPT.Athletes.Workouts;
using PersonalPT.Cli.Recordings;
using PersonalPT.Client;
using PersonalPT.Counting.Skeletons;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Cli.Demo;

/// <summary>An athlete in front of his phone who follows a group's clock: stands still in rests, and does in a round what it asks for.</summary>
/// <param name="client">The athlete's client.</param>
/// <param name="group">What he takes part in.</param>
/// <param name="athlete">Who he is: any number.</param>
/// <param name="time">The clock.</param>
internal sealed class GroupAthlete(PersonalPTClient client, Group group, ulong athlete, TimeProvider time)
{
    private const double FramesPerSecond = 30;

    // More than anybody does in a round: the clock ends it.
    private const int PlentyOfReps = 200;

    private static readonly TimeSpan s_standsStill = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_reacts = TimeSpan.FromMilliseconds(600);

    private volatile GroupClock _clock = group.Clock;

    /// <summary>Joins with the group's code and trains until the group is over, or until he sees its board no more.</summary>
    /// <exception cref="RpcException">He may not take part (any more), or the server is gone.</exception>
    public async Task TakePartAsync(CancellationToken cancellationToken)
    {
        var options = new LiveSessionOptions
        {
            ExerciseId = group.Plan.Rounds[0].ExerciseId,
            Capture = WireFrames.Header(NowMicros(), FramesPerSecond, "personalpt demo"),
        };
        await using var session = await client.StartSessionAsync(options, cancellationToken);
        var join = new JoinGroupRequest { Code = group.Code, SessionId = session.SessionId };
        await client.Groups.JoinGroupAsync(join, cancellationToken: cancellationToken);

        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var following = FollowAsync(over);
        await TrainAsync(session, over.Token);
        await following;
        await session.EndAsync(cancellationToken);
    }

    private async Task FollowAsync(CancellationTokenSource over)
    {
        try
        {
            using var watching = client.Groups.WatchGroup(new WatchGroupRequest { GroupId = group.GroupId }, cancellationToken: over.Token);
            await foreach (var response in watching.ResponseStream.ReadAllAsync(over.Token))
            {
                _clock = response.Board.Clock;
                if (_clock.Phase == GroupPhase.Finished)
                    break;
            }
        }
        finally
        {
            await over.CancelAsync();
        }
    }

    private async Task TrainAsync(LiveSession session, CancellationToken over)
    {
        var chosen = group.Plan.Rounds[0].ExerciseId;
        try
        {
            while (true)
            {
                over.ThrowIfCancellationRequested();
                var clock = _clock;
                var exercise = group.Plan.Rounds[Math.Max(1, (int)clock.RoundNumber) - 1].ExerciseId;
                if (exercise != chosen)
                    session.SelectExercise(chosen = exercise);
                await FilmAsync(session, Film(clock, exercise), () => IsAsBefore(clock, _clock), over);
            }
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // The group is over, or whoever runs it has had enough.
        }
    }

    // What somebody does until the clock goes on, filmed as it happens.
    private async Task FilmAsync(LiveSession session, IEnumerable<CapturedFrame> film, Func<bool> goesOn, CancellationToken over)
    {
        var (begun, first) = (NowMicros(), (long?)null);
        foreach (var frame in film)
        {
            var at = begun + frame.CaptureMicros - (first ??= frame.CaptureMicros);
            var due = TimeSpan.FromMicroseconds(at - NowMicros());
            // Timers tick in milliseconds: what is due within the next one goes now.
            if (due > TimeSpan.FromMilliseconds(1))
                await Task.Delay(due, time, over);
            if (!goesOn())
                return;
            if (frame.Landmarks.IsEmpty)
                session.PushNobody(at);
            else
                session.Push(at, MemoryMarshal.Cast<Landmark, float>(frame.Landmarks.Span));
        }
    }

    private IEnumerable<CapturedFrame> Film(GroupClock clock, string exercise)
    {
        var works = clock is { Phase: GroupPhase.Round, Paused: false };
        return new Athlete(athlete).Perform(new Workout
        {
            Sets = [new PlannedSet { Exercise = exercise, Reps = works ? PlentyOfReps : 1 }],
            LeadIn = works ? s_reacts : s_standsStill,
            FrameRate = FramesPerSecond,
        }).Frames;
    }

    private static bool IsAsBefore(GroupClock before, GroupClock now) =>
        (before.Phase, before.RoundNumber, before.Paused) == (now.Phase, now.RoundNumber, now.Paused);

    private long NowMicros() => (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
