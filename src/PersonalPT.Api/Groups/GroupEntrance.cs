using PersonalPT.Contracts.Access;
using PersonalPT.Contracts.Groups;
using PersonalPT.Contracts.Storage;

namespace PersonalPT.Api.Groups;

/// <summary>The way into a group by its code.</summary>
internal sealed class GroupEntrance(IGrainFactory grains, IGroupStore store, IHistory history, GroupCodeGuesses guesses) : IGroupEntrance
{
    private static readonly GroupEntry s_noSuchCode = new(GroupEntryOutcome.NoSuchCode, null);

    /// <inheritdoc/>
    public async Task<GroupEntry> Find(Member caller, string typed, CancellationToken cancellationToken)
    {
        if (!guesses.HasLeft(Guesser.Of(caller)))
            return new GroupEntry(GroupEntryOutcome.GuessedTooOften, null);
        if (GroupCode.Read(typed) is { } code && await store.FindByCode(caller.GymId, code, cancellationToken) is { } key)
        {
            // One whose time came while nobody looked ended just now; its code was right nevertheless.
            return await grains.GetGrain<IGroupSessionGrain>(key.ToString()).Get() is { EndedMicros: null } group
                ? new GroupEntry(GroupEntryOutcome.Opened, new GroupAnswer(GroupOutcome.Done, group))
                : s_noSuchCode;
        }

        guesses.Wrong(Guesser.Of(caller));
        return s_noSuchCode;
    }

    /// <inheritdoc/>
    public async Task<GroupEntry> Join(Member caller, string typed, JoinGroup command, CancellationToken cancellationToken)
    {
        var found = await Find(caller, typed, cancellationToken);
        if (found.Answer?.Group is not { } group)
            return found;

        var grain = grains.GetGrain<IGroupSessionGrain>(group.Group.ToString());
        // Once: what he does in this very group is no yardstick for it, and whoever joins again need not wait for his history to be read.
        IReadOnlyList<int> bests = group.Plan.Ranking == GroupRanking.PercentOfBest && await grain.HasAthlete(command.AthleteId) != true
            ? await PersonalBests.Of(group.Plan, history.Reps(caller.GymId, command.AthleteId, cancellationToken))
            : [];
        return found with { Answer = await grain.Join(command with { Bests = bests }) };
    }
}
