namespace PersonalPT.Identity.Tests;

public sealed class PairingLinkTests
{
    [Theory]
    [InlineData("https://192.168.1.5:5005", "ab12", "personalpt://pair?server=https%3A%2F%2F192.168.1.5%3A5005&certificate=ab12&code=CODE")]
    [InlineData("https://gym.example/", null, "personalpt://pair?server=https%3A%2F%2Fgym.example&code=CODE")]
    public void A_link_says_where_the_server_is_by_which_certificate_and_the_code(string server, string? fingerprint, string expected) =>
        Assert.Equal(expected, PairingLink.Write(new Uri(server), fingerprint, "CODE"));
}
