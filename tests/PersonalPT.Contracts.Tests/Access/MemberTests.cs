using System.Security.Claims;
using CsCheck;
using PersonalPT.Contracts.Access;

namespace PersonalPT.Contracts.Tests.Access;

public sealed class MemberTests
{
    private static readonly Gen<Member> s_member = Gen.Select(
        Gen.OneOf(Gen.Const("gym"), Gen.Const("a-1"), Gen.Const("0_x")), Gen.OneOf([.. Member.AccountRoles.Select(Gen.Const)]), Gen.OneOf(Gen.Const("anna"), Gen.Const("auth0|5f7"), Gen.Const("Ben.B@gym-1:x")), (gym, role, user) => new Member(gym, role, user));

    [Fact]
    public void Whoever_is_made_into_claims_is_found_in_them() =>
        s_member.Sample(member => Assert.Equal(member, Member.Find(member.ToPrincipal("Test"))));

    [Fact]
    public void A_guest_is_found_with_his_group_and_his_one_session()
    {
        var (group, guest) = (Guid.NewGuid().ToString(), Guid.NewGuid());

        var found = Member.Find(Member.GuestOf("gym", group, guest).ToPrincipal("Test"))!;

        Assert.Equal((Role.Guest, group, guest.ToString()), (found.Role, found.GroupId, found.GuestSessionId));
        Assert.True(found.IsGuest && found.Sees(found.UserId));
        Assert.False(found.SeesEverybody || found.KeepsCatalog || found.LeadsGroups || found.SeesAudit || found.KeepsAccounts);
    }

    [Fact]
    public void Nobody_becomes_a_guest_by_saying_so_and_no_guest_is_without_a_group()
    {
        Assert.Null(Member.Parse("gym", "guest", "anna"));
        Assert.Null(Member.Find(new Member("gym", Role.Guest, "anna").ToPrincipal("Test")));
        Assert.Null(Member.Find((Member.GuestOf("gym", Guid.NewGuid().ToString(), Guid.NewGuid()) with { GroupId = null }).ToPrincipal("Test")));
    }

    [Theory]
    [InlineData("Gym", "staff", "anna")]
    [InlineData("a/b", "staff", "anna")]
    [InlineData("gym", "owner", "anna")]
    [InlineData("gym", "3", "anna")]
    [InlineData("gym", "9", "anna")]
    [InlineData("gym", "staff,coach", "anna")]
    [InlineData("gym", "staff", "an na")]
    [InlineData("gym", "staff", "")]
    [InlineData(null, null, null)]
    public void What_cannot_be_anybody_is_nobody(string? gym, string? role, string? user) => Assert.Null(Member.Parse(gym, role, user));

    [Fact]
    public void A_role_may_be_written_large_or_small() => Assert.Equal(Role.Administrator, Member.RoleOf("aDMINISTRATOR"));

    [Fact]
    public void Claims_that_nobody_vouches_for_name_nobody()
    {
        var claims = new Member("gym", Role.Staff, "sam").ToPrincipal("Test").Claims;
        Assert.Null(Member.Find(new ClaimsPrincipal(new ClaimsIdentity(claims))));
        Assert.Null(Member.Find(null));
    }

    [Fact]
    public void Staff_see_everybody_and_athletes_and_coaches_see_themselves_until_something_is_granted() => s_member.Sample(member =>
    {
        var isStaff = member.Role is Role.Staff or Role.Administrator;
        Assert.Equal((isStaff, isStaff, isStaff, true), (member.SeesEverybody, member.KeepsCatalog, member.Sees("somebody"), member.Sees(member.UserId)));
        Assert.Equal((member.UserId, "somebody"), (member.AthleteOr(""), member.AthleteOr("somebody")));
    });
}
