using Microsoft.Extensions.Configuration;
using PersonalPT.Contracts.Access;

namespace PersonalPT.Server.Tests;

public sealed class IssuerConfigurationTests
{
    private static Dictionary<string, string?> Least => new()
    {
        ["Identity"] = "OpenIdConnect",
        ["OpenIdConnect:Authority"] = "https://login.example/realms/gym",
        ["OpenIdConnect:Audience"] = "calls",
        ["OpenIdConnect:ClientId"] = "pages",
    };

    [Fact]
    public void What_is_not_configured_keeps_its_default()
    {
        var issuer = Read(Least).OpenIdConnect!;

        Assert.Equal(("sub", "gym", "role", null), (issuer.Claims.UserClaim, issuer.Claims.GymClaim, issuer.Claims.RoleClaim, issuer.Claims.Gym));
        Assert.Equal(["openid", "profile"], issuer.Scopes);
        Assert.Null(issuer.ClientSecret);
        Assert.Equal(TimeSpan.FromHours(24), issuer.PagesLast);
        Assert.Empty(issuer.Claims.Roles);
    }

    [Fact]
    public void Every_option_can_be_configured()
    {
        var issuer = Read(new(Least)
        {
            ["OpenIdConnect:ClientSecret"] = "hush",
            ["OpenIdConnect:Scopes"] = "openid email",
            ["OpenIdConnect:PagesLastHours"] = "8",
            ["OpenIdConnect:UserClaim"] = "email",
            ["OpenIdConnect:GymClaim"] = "studio",
            ["OpenIdConnect:Gym"] = "iron-works",
            ["OpenIdConnect:RoleClaim"] = "groups",
            ["OpenIdConnect:Roles:Trainers"] = "coach",
            ["OpenIdConnect:Roles:Desk"] = "Staff",
        }).OpenIdConnect!;

        Assert.Equal(("hush", "email", "studio", "iron-works", "groups"), (issuer.ClientSecret, issuer.Claims.UserClaim, issuer.Claims.GymClaim, issuer.Claims.Gym, issuer.Claims.RoleClaim));
        Assert.Equal(["openid", "email"], issuer.Scopes);
        Assert.Equal(TimeSpan.FromHours(8), issuer.PagesLast);
        Assert.Equal([("Desk", Role.Staff), ("Trainers", Role.Coach)], issuer.Claims.Roles.Select(r => (r.Key, r.Value)).Order());
    }

    [Fact]
    public void Everything_that_is_wrong_is_named_in_one_message()
    {
        var error = Assert.Throws<ServerStartException>(() => Read(new()
        {
            ["Identity"] = "OpenIdConnect",
            ["PublicAddress"] = "over there",
            ["OpenIdConnect:Authority"] = "login",
            ["OpenIdConnect:PagesLastHours"] = "long",
            ["OpenIdConnect:Gym"] = "Not A Gym",
            ["OpenIdConnect:Roles:Trainers"] = "king",
            ["OpenIdConnect:Audiense"] = "calls",
        }));

        foreach (var name in new[] { "PublicAddress", ":Authority", ":Audience ", ":ClientId ", ":PagesLastHours", ":Gym ", ":Roles:Trainers", "'OpenIdConnect:Audiense'" })
            Assert.Contains(name, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    private static ServerOptions Read(Dictionary<string, string?> configured) => ServerConfiguration.Read(
        new ConfigurationBuilder().AddInMemoryCollection(configured.Select(c => KeyValuePair.Create($"PersonalPT:{c.Key}", c.Value))).Build());
}
