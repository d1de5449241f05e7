using Grpc.Core;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Client.Tests;

/// <summary>The group session of README.md. It is compiled here.</summary>
internal static class ReadmeGroupSnippet
{
    public static async Task RunAsync(PersonalPTClient staff, PersonalPTClient ann, LiveSession session, long phoneClock, Action<GroupBoard> show)
    {
        // snippet:start
        var plan = new GroupPlan { Title = "Monday", Ranking = GroupRanking.PercentOfBest, CountInSeconds = 10 };
        plan.Rounds.Add(new GroupRound { ExerciseId = "squat", Seconds = 60, RestSeconds = 30 });
        plan.Rounds.Add(new GroupRound { ExerciseId = "push_up", TargetReps = 20 });
        var id = Guid.NewGuid().ToString();
        var group = (await staff.Groups.PlanGroupAsync(new() { GroupId = id, Plan = plan })).Group;       // group.Code goes on the wall
        await ann.Groups.JoinGroupAsync(new() { Code = group.Code, SessionId = session.SessionId, ClientTimeUs = phoneClock });
        await staff.Groups.StartGroupAsync(new() { GroupId = id });                                       // and Pause, Resume, Skip, Finish, Mute, Remove
        using var board = staff.Groups.WatchGroup(new() { GroupId = id });                                // whole boards, up to ten a second
        await foreach (var response in board.ResponseStream.ReadAllAsync())
            show(response.Board);
        // snippet:end
    }
}
