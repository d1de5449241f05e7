using CsCheck;
using PersonalPT.Contracts.Coaching;

namespace PersonalPT.Contracts.Tests.Coaching;

public sealed class AccessGrantTests
{
    private static readonly Gen<GrantScopes> s_scopes = Gen.Int[0, 7].Select(scopes => (GrantScopes)scopes);

    [Fact]
    public void A_grant_opens_what_was_granted_until_its_time_is_over_and_nothing_else() =>
        Gen.Select(s_scopes, s_scopes, Gen.Long[0, 10].Nullable(), Gen.Long[0, 10]).Sample((granted, asked, until, now) =>
        {
            var grant = new AccessGrant("anna", "carl", granted, 0, until);
            var single = Enum.GetValues<GrantScopes>().Where(scope => scope != GrantScopes.None && asked.HasFlag(scope)).ToArray();

            var expected = single.Length > 0 && single.All(scope => granted.HasFlag(scope)) && (until is null || now < until);
            Assert.Equal(expected, grant.Opens(asked, now));
        });

    [Fact]
    public void Numbers_of_scopes_stand_in_databases_and_never_change() => Assert.Equal(
        [("None", 0), ("Live", 1), ("History", 2), ("Models", 4), ("Sets", 8), ("Plans", 16), ("Recordings", 32)], Enum.GetValues<GrantScopes>().Select(scope => (scope.ToString(), (int)scope)));
}
