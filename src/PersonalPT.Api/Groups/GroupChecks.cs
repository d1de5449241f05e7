using PersonalPT.Api.Errors;
using PersonalPT.Contracts.Groups;
using V1 = PersonalPT.Protocol.V1;

namespace PersonalPT.Api.Groups;

/// <summary>Checks what comes over the wire about groups, and makes of it what grains take.</summary>
internal static class GroupChecks
{
    /// <summary>A plan.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT, with the field's name.</exception>
    public static GroupPlan Plan(V1.GroupPlan? plan)
    {
        if (plan is null)
            throw Refusals.BadRequest("plan", "Must say what the group does.");

        var read = new GroupPlan(plan.Title.Trim(), (GroupRanking)plan.Ranking, Int(plan.CountInSeconds), [.. plan.Rounds.Select(Round)]);
        return GroupRules.Violation(read) is { } violation ? throw Refusals.BadRequest($"plan.{violation.Field}", violation.Rule) : read;
    }

    /// <summary>A nickname; null where none was given.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT, with the field's name.</exception>
    public static string? Nickname(string nickname)
    {
        var name = nickname.Trim() is { Length: > 0 } given ? given : null;
        return GroupRules.IsNickname(name)
            ? name
            : throw Refusals.BadRequest("nickname", $"Must be at most {GroupRules.LongestNickname} characters, the first of them a letter or digit.");
    }

    /// <summary>What has to be added to a phone's clock to get the server's; 0 where the phone did not tell the time.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT, with the field's name.</exception>
    public static long ClockOffset(long clientTimeMicros, long now)
    {
        if (clientTimeMicros is < 0 or > long.MaxValue / 4)
            throw Refusals.BadRequest("client_time_us", "Must be microseconds since the Unix epoch, or 0.");

        return clientTimeMicros == 0 ? 0 : now - clientTimeMicros;
    }

    /// <summary>The number of a round or participant; one that cannot be becomes one that is not there.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT, with the field's name.</exception>
    public static int Number(uint number, string field) =>
        number <= int.MaxValue ? (int)number : throw Refusals.BadRequest(field, "Is no number that this group could have given.");

    private static GroupRound Round(V1.GroupRound round) =>
        new(round.ExerciseId, Int(round.TargetReps), Int(round.Seconds), Int(round.RestSeconds));

    // What is too large stays too large.
    private static int Int(uint value) => (int)Math.Min(value, int.MaxValue);
}
