using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Time.Testing;
using PersonalPT.Api.Access;
using PersonalPT.Contracts.Access;
using PersonalPT.Contracts.Groups;

namespace PersonalPT.Api.Tests.Access;

public sealed class GuestTokensTests
{
    private static readonly GroupKey s_group = new("gym", "11111111-2222-3333-4444-555555555555");

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(50));
    private readonly GuestTokens _tokens;

    public GuestTokensTests() => _tokens = new GuestTokens(new EphemeralDataProtectionProvider(), _time);

    [Fact]
    public void A_token_names_its_guest_his_group_and_his_session()
    {
        var guest = GuestTokens.Name(s_group, Guid.NewGuid());

        var read = _tokens.Read(_tokens.Give(guest).Token);

        Assert.Equal(guest, read);
        Assert.Equal((s_group.GroupId, true), (read!.GroupId, read.IsGuest));
        Assert.Equal($"guest-{read.GuestSessionId}", read.UserId);
        Assert.Equal(guest, Member.Find(read.ToPrincipal("Test")));
    }

    [Fact]
    public void A_token_is_good_for_a_day_at_most()
    {
        var (token, until) = _tokens.Give(GuestTokens.Name(s_group, Guid.NewGuid()));

        _time.Advance(TimeSpan.FromHours(24) - TimeSpan.FromMicroseconds(1));
        Assert.NotNull(_tokens.Read(token));
        _time.Advance(TimeSpan.FromMicroseconds(1));
        Assert.Null(_tokens.Read(token));
        Assert.Equal(until, (_time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);
    }

    [Fact]
    public void A_token_of_another_server_or_one_that_was_changed_names_nobody()
    {
        var guest = GuestTokens.Name(s_group, Guid.NewGuid());
        var foreign = new GuestTokens(new EphemeralDataProtectionProvider(), _time).Give(guest).Token;
        var mine = _tokens.Give(guest).Token;

        Assert.Null(_tokens.Read(foreign));
        Assert.Null(_tokens.Read(mine[..^4] + "AAAA"));
        Assert.Null(_tokens.Read(GuestTokens.Prefix));
        Assert.Null(_tokens.Read(GuestTokens.Prefix + "%%%"));
    }

    [Fact]
    public void A_phones_secret_always_names_the_same_guest_and_does_not_stand_in_his_name()
    {
        var secret = Guid.NewGuid();

        Assert.Equal(GuestTokens.Name(s_group, secret), GuestTokens.Name(s_group, secret));
        Assert.NotEqual(GuestTokens.Name(s_group, secret).UserId, GuestTokens.Name(new GroupKey("other", s_group.GroupId), secret).UserId);
        Assert.DoesNotContain(secret.ToString(), GuestTokens.Name(s_group, secret).UserId, StringComparison.Ordinal);
    }
}
