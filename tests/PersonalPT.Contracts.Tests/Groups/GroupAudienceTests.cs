using PersonalPT.Contracts.Access;
using PersonalPT.Contracts.Groups;
using PersonalPT.Counting;

namespace PersonalPT.Contracts.Tests.Groups;

public sealed class GroupAudienceTests
{
    private static readonly GroupBoard s_board = new(
        new GroupKey("gym", "group"), new GroupPlan("Class", GroupRanking.Reps, 0, []), "F7J2QX", default, [Row("anna"), Row("ben", muted: true), Row("carl")]);

    [Theory]
    [InlineData(Role.Staff, "sam", true, "anna ben! carl")]
    [InlineData(Role.Administrator, "sam", false, "anna carl")]
    [InlineData(Role.Athlete, "anna", false, "anna -")]
    [InlineData(Role.Athlete, "anna", true, "anna -")]
    [InlineData(Role.Athlete, "ben", false, "- ben! -")]
    [InlineData(Role.Coach, "carl", false, "- carl")]
    public void Everybody_sees_himself_and_only_those_who_lead_see_who_is_muted(Role role, string user, bool forControl, string seen)
    {
        var cut = s_board.CutFor(new Member("gym", role, user), forControl)!;

        Assert.Equal(seen, string.Join(' ', cut.Rows.Select(r => $"{(r.AthleteId.Length == 0 ? "-" : r.AthleteId)}{(r.Muted ? "!" : "")}")));
    }

    [Theory]
    [InlineData(Role.Athlete), InlineData(Role.Coach)]
    public void Who_does_not_take_part_sees_nothing(Role role) => Assert.Null(s_board.CutFor(new Member("gym", role, "eve"), forControl: true));

    private static BoardRow Row(string athlete, bool muted = false) =>
        new(1, athlete, "Somebody", muted, ParticipantSignal.Waiting, MovementState.Rest, 0, 0, 0, 0, null, 0, false);
}
