using Microsoft.AspNetCore.Http;
using PersonalPT.Contracts.Coaching;
using PersonalPT.Web.Athletes;

namespace PersonalPT.Web.Tests.Athletes;

public sealed class GrantFormTests
{
    private static readonly TimeZoneInfo s_zone = TimeZoneInfo.CreateCustomTimeZone("east", TimeSpan.FromHours(2), "east", "east");

    [Fact]
    public void A_form_is_read_as_it_was_sent_and_an_unknown_scope_is_none()
    {
        var form = GrantForm.Read(new FormCollection(new() { ["coach"] = " carl ", ["scope"] = new(["Live", "Sets", "Everything", "None"]), ["until"] = "2026-03-11" }));

        Assert.Equal(new GrantForm("carl", GrantScopes.Live | GrantScopes.Sets, "2026-03-11"), form);
        Assert.Equal(GrantScopes.None, GrantForm.Read(FormCollection.Empty).Scopes);
    }

    [Fact]
    public void The_last_day_is_meant_to_its_end_where_the_server_is()
    {
        Assert.True(new GrantForm("carl", GrantScopes.Live, "2026-03-11").TryReadUntil(s_zone, out var until));
        Assert.Equal(new DateTimeOffset(2026, 3, 11, 22, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds() * 1000, until);
    }

    [Theory]
    [InlineData("", true), InlineData("tomorrow", false), InlineData("2026-02-30", false), InlineData("9999-12-31", false), InlineData("11.03.2026", false)]
    public void No_day_means_until_it_is_revoked_and_what_is_no_day_is_refused(string until, bool isGood)
    {
        Assert.Equal(isGood, new GrantForm("carl", GrantScopes.Live, until).TryReadUntil(s_zone, out var micros));
        Assert.Null(micros);
    }
}
