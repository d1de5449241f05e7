using PersonalPT.Api.Errors;
using PersonalPT.Api.Wire;
using PersonalPT.Contracts.Groups;
using V1 = PersonalPT.Protocol.V1;

namespace PersonalPT.Api.Groups;

/// <summary>Checks what comes over the wire about groups, and makes of it what grains take.</summary>
internal static class GroupChecks
{
    private const int LongestTitle = 100;
    private const int LongestNickname = 24;
    private const uint MostRounds = 50;
    private const uint LongestCountIn = 60;
    private const uint LongestPhase = 3600;
    private const uint MostReps = 1000;

    /// <summary>A plan.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT, with the field's name.</exception>
    public static GroupPlan Plan(V1.GroupPlan? plan)
    {
        if (plan is null)
            throw Refusals.BadRequest("plan", "Must say what the group does.");

        var title = plan.Title.Trim();
        if (title.Length is 0 or > LongestTitle || title.Any(char.IsControl))
            throw Refusals.BadRequest("plan.title", $"Must be 1 to {LongestTitle} characters.");
        if (plan.Ranking is not (V1.GroupRanking.None or V1.GroupRanking.Reps or V1.GroupRanking.PercentOfBest))
            throw Refusals.BadRequest("plan.ranking", "Must be one of the rankings.");
        Require(plan.CountInSeconds, 0, LongestCountIn, "plan.count_in_seconds");
        Require((uint)plan.Rounds.Count, 1, MostRounds, "plan.rounds");
        return new GroupPlan(title, (GroupRanking)plan.Ranking, (int)plan.CountInSeconds, [.. plan.Rounds.Select(Round)]);
    }

    /// <summary>A nickname; null where none was given.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT, with the field's name.</exception>
    public static string? Nickname(string nickname)
    {
        var name = nickname.Trim();
        // Begins with a letter or digit, so that no table program takes an exported one for a formula.
        if (name.Length > LongestNickname || name.Any(char.IsControl) || (name.Length > 0 && !char.IsLetterOrDigit(name[0])))
            throw Refusals.BadRequest("nickname", $"Must be at most {LongestNickname} characters, the first of them a letter or digit.");

        return name.Length > 0 ? name : null;
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

    private static GroupRound Round(V1.GroupRound round, int index)
    {
        var field = $"plan.rounds[{index}]";
        if (InputChecks.CheckExercise(round.ExerciseId, $"{field}.exercise_id") is { } violation)
            throw Refusals.BadRequest([violation]);
        Require(round.TargetReps, 0, MostReps, $"{field}.target_reps");
        Require(round.Seconds, round.TargetReps > 0 ? 0u : 1u, LongestPhase, $"{field}.seconds");
        Require(round.RestSeconds, 0, LongestPhase, $"{field}.rest_seconds");
        return new GroupRound(round.ExerciseId, (int)round.TargetReps, (int)round.Seconds, (int)round.RestSeconds);
    }

    private static void Require(uint value, uint least, uint most, string field)
    {
        if (value < least || value > most)
            throw Refusals.BadRequest(field, $"Must be {least} to {most}.");
    }
}
