using PersonalPT.Contracts.Access;

namespace PersonalPT.Contracts.Tests.Access;

public sealed class OpenIdIssuerTests
{
    private static OpenIdIssuer Good => new() { Authority = new Uri("https://login.example"), Audience = "calls", ClientId = "pages", ClientSecret = "hush" };

    [Fact]
    public void An_issuer_that_is_described_well_has_no_errors() => Assert.Empty(Good.FindErrors());

    [Fact]
    public void Everything_that_is_wrong_is_named()
    {
        var errors = new OpenIdIssuer
        {
            Authority = new Uri("http://login.example"),
            Audience = " ",
            ClientId = "",
            Scopes = ["profile"],
            PagesLast = TimeSpan.Zero,
            Claims = new IssuedClaims { UserClaim = "", RoleClaim = "", GymClaim = "", Roles = new Dictionary<string, Role> { ["kings"] = (Role)99 } },
        }.FindErrors();

        Assert.Equal(
            ["Authority", "Audience", "ClientId", "Scopes", "PagesLastHours", "UserClaim", "RoleClaim", "GymClaim", "Roles:kings"], errors.Select(e => e.Split(' ')[0]));
    }

    [Theory]
    [InlineData("http://127.0.0.1:9000", true)]
    [InlineData("http://localhost:9000/realms/gym", true)]
    [InlineData("https://login.example/realms/gym", true)]
    [InlineData("http://login.example", false)]
    [InlineData("ftp://login.example", false)]
    public void Without_TLS_an_issuer_is_on_this_machine_or_none(string authority, bool allowed) =>
        Assert.Equal(allowed, (Good with { Authority = new Uri(authority) }).FindErrors().Count == 0);

    [Fact]
    public void Its_secret_is_not_printed() => Assert.DoesNotContain("hush", $"{Good}", StringComparison.Ordinal);
}
