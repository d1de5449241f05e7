using PersonalPT.Contracts.Access;

namespace PersonalPT.Contracts.Groups;

/// <summary>Who may look at a group, and what of it is for his eyes: one rule for calls and pages.</summary>
public static class GroupAudience
{
    /// <summary>Whether a group is open to a member: to those who run the gym, and to those who take part or took part and were not removed; null where there is no such group.</summary>
    public static async Task<bool?> OpensGroup(this IGrainFactory grains, Member member, string groupId)
    {
        ArgumentNullException.ThrowIfNull(grains);
        ArgumentNullException.ThrowIfNull(member);
        var takesPart = await grains.GetGrain<IGroupSessionGrain>(new GroupKey(member.GymId, groupId).ToString()).HasAthlete(member.UserId);
        return takesPart is null ? null : takesPart.Value || member.SeesEverybody;
    }

    /// <summary>The board without what a member may not see: muted participants other than himself, and the ids of athletes that are not his to know.</summary>
    /// <param name="board">The board.</param>
    /// <param name="member">Who looks.</param>
    /// <param name="forControl">Whether muted participants are shown; for those who lead groups only.</param>
    /// <returns>The board; null where he may not look, or may not any more: he was removed.</returns>
    public static GroupBoard? CutFor(this GroupBoard board, Member member, bool forControl)
    {
        ArgumentNullException.ThrowIfNull(board);
        ArgumentNullException.ThrowIfNull(member);
        if (!member.SeesEverybody && board.Rows.All(row => row.AthleteId != member.UserId))
            return null;

        return board with
        {
            Rows =
            [
                .. board.Rows.Where(row => !row.Muted || (forControl && member.LeadsGroups) || row.AthleteId == member.UserId)
                    .Select(row => member.Sees(row.AthleteId) ? row : row with { AthleteId = "" }),
            ],
        };
    }
}
