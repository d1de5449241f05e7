using Grpc.Core;
using PersonalPT.Cli.Serving;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Cli.Demo;

/// <summary>A group session of generated athletes, who join with its code as everybody does and follow its clock; when it is over another one is planned.</summary>
/// <param name="server">Where.</param>
/// <param name="exercises">What its rounds do, by turns; models of them have been taught.</param>
/// <param name="seed">Other athletes: any number.</param>
/// <param name="time">The clock.</param>
internal sealed class GroupDemo(EmbeddedServer server, IReadOnlyList<string> exercises, ulong seed, TimeProvider time)
{
    private const int MostExercises = 3;
    private const int Rounds = 12;
    private const uint CountInSeconds = 10;
    private const uint RoundSeconds = 40;
    private const uint RestSeconds = 20;

    // People look at the results before the next one begins.
    private static readonly TimeSpan s_between = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_joining = TimeSpan.FromSeconds(3);

    private static readonly string[] s_people = ["Ivy", "Jon", "Kim", "Leo", "Mia", "Noah"];

    /// <summary>How many take part.</summary>
    public static int People => s_people.Length;

    /// <summary>Plans a session, as staff do.</summary>
    public async Task<Group> PlanAsync(CancellationToken cancellationToken)
    {
        var plan = new GroupPlan { Title = "Circuit", Ranking = GroupRanking.Reps, CountInSeconds = CountInSeconds };
        for (var i = 0; i < Rounds; i++)
            plan.Rounds.Add(new GroupRound { ExerciseId = exercises[i % Math.Min(MostExercises, exercises.Count)], Seconds = RoundSeconds, RestSeconds = RestSeconds });
        await using var staff = server.Connect("staff", "staff");
        var request = new PlanGroupRequest { GroupId = Guid.NewGuid().ToString(), Plan = plan };
        return (await staff.Groups.PlanGroupAsync(request, cancellationToken: cancellationToken)).Group;
    }

    /// <summary>Runs a session, and one after the other, until it is cancelled.</summary>
    public async Task RunAsync(Group first, CancellationToken cancellationToken)
    {
        try
        {
            await RunOnAsync(first, cancellationToken);
        }
        catch (RpcException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }

    private async Task RunOnAsync(Group group, CancellationToken cancellationToken)
    {
        while (true)
        {
            var people = s_people.Select((name, i) => TakePartAsync(name, seed + (ulong)i, group, cancellationToken)).ToArray();
            await StartAsync(group, cancellationToken);
            await Task.WhenAll(people);
            await Task.Delay(s_between, time, cancellationToken);
            group = await PlanAsync(cancellationToken);
        }
    }

    private async Task StartAsync(Group group, CancellationToken cancellationToken)
    {
        await Task.Delay(s_joining, time, cancellationToken);
        await using var staff = server.Connect("staff", "staff");
        try
        {
            await staff.Groups.StartGroupAsync(new StartGroupRequest { GroupId = group.GroupId }, cancellationToken: cancellationToken);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.FailedPrecondition)
        {
            // Somebody at the control has ended it already.
        }
    }

    private async Task TakePartAsync(string name, ulong athlete, Group group, CancellationToken cancellationToken)
    {
        await using var client = server.Connect("athlete", name);
        try
        {
            await new GroupAthlete(client, group, athlete, time).TakePartAsync(cancellationToken);
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.FailedPrecondition or StatusCode.PermissionDenied or StatusCode.NotFound)
        {
            // Staff have taken him out, or ended the session: he trains no more in it.
        }
    }
}
