using PersonalPT.Contracts.Sessions;

namespace PersonalPT.Contracts.Tests.Sessions;

public sealed class SessionKeyTests
{
    [Fact]
    public void The_key_of_a_grain_names_the_same_session_again()
    {
        var key = new SessionKey("iron-temple", "6f9619ff-8b86-4011-b42d-00c04fc964ff");
        Assert.Equal(key, SessionKey.Parse(key.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("iron-temple")]
    [InlineData("iron-temple/a/b")]
    public void Anything_else_is_refused_and_named(string key) => Assert.Contains($"'{key}'", Assert.Throws<FormatException>(() => SessionKey.Parse(key)).Message);
}
