using System.Security.Claims;
using PersonalPT.Contracts.Access;

namespace PersonalPT.Contracts.Tests.Access;

public sealed class IssuedClaimsTests
{
    [Fact]
    public void Claims_under_names_of_the_issuers_own_become_a_member()
    {
        var claims = new IssuedClaims { UserClaim = "email", Gym = "iron-works", RoleClaim = "job", Roles = new Dictionary<string, Role> { ["Trainer"] = Role.Coach } };

        var issued = claims.Read(Principal(("email", "carl@iron.example"), ("job", "Trainer"), ("gym", "elsewhere")));

        Assert.Equal(new Member("iron-works", Role.Coach, "carl@iron.example"), issued.Member);
        Assert.Null(issued.Fault);
    }

    [Fact]
    public void Without_a_map_the_roles_have_their_own_names_and_the_most_powerful_counts() => Assert.Equal(
        new Member("gym", Role.Staff, "dora"), new IssuedClaims().Read(Principal(("sub", "dora"), ("gym", "gym"), ("role", "athlete"), ("role", "STAFF"), ("role", "king"))).Member);

    [Theory]
    [InlineData("", "gym", "athlete", IssuedClaimsFault.NoUser)]
    [InlineData("anna", "", "athlete", IssuedClaimsFault.NoGym)]
    [InlineData("anna", "gym", "", IssuedClaimsFault.NoRole)]
    [InlineData("anna", "gym", "4", IssuedClaimsFault.NoRole)]
    [InlineData("anna", "gym", "guest", IssuedClaimsFault.NoRole)]
    public void Claims_that_name_nobody_say_why(string user, string gym, string role, IssuedClaimsFault fault)
    {
        var claims = new IssuedClaims();

        var issued = claims.Read(Principal(("sub", user), ("gym", gym), ("role", role)));

        Assert.Null(issued.Member);
        Assert.Equal(fault, issued.Fault);
        Assert.Contains("claim", claims.Say(fault), StringComparison.Ordinal);
    }

    private static ClaimsPrincipal Principal(params (string Name, string Value)[] claims) =>
        new(new ClaimsIdentity(claims.Select(c => new Claim(c.Name, c.Value)), "test"));
}
