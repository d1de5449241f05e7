namespace PersonalPT.Client.Tests.Pairing;

public sealed class PairingOfferTests
{
    private static readonly string s_fingerprint = new('a', 64);

    [Fact]
    public void What_a_server_shows_is_read()
    {
        Assert.Equal(
            new PairingOffer(new Uri("https://192.168.1.5:5005"), s_fingerprint, "234567CFGHJM"),
            PairingOffer.Read($"personalpt://pair?server=https%3A%2F%2F192.168.1.5%3A5005&certificate={s_fingerprint}&code=234567CFGHJM"));
        Assert.Equal(
            new PairingOffer(new Uri("https://gym.example"), null, "234567CFGHJM"), PairingOffer.Read("personalpt://pair?code=234567CFGHJM&server=https%3A%2F%2Fgym.example"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("https://gym.example/?code=1")]
    [InlineData("personalpt://join?server=https%3A%2F%2Fgym.example&code=1")]
    [InlineData("personalpt://pair?code=1")]
    [InlineData("personalpt://pair?server=https%3A%2F%2Fgym.example")]
    [InlineData("personalpt://pair?server=file%3A%2F%2F%2Fetc&code=1")]
    [InlineData("personalpt://pair?server=https%3A%2F%2Fgym.example&code=1&certificate=short")]
    public void What_is_something_else_is_nothing(string? scanned) => Assert.Null(PairingOffer.Read(scanned));
}
