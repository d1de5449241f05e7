using Microsoft.AspNetCore.Http;

namespace PersonalPT.Identity.Tests;

public sealed class RelyingPartyTests
{
    [Theory]
    [InlineData("https", "localhost:5006", null, "localhost", "https://localhost:5006")]
    [InlineData("https", "Gym.Example:443", null, "gym.example", "https://gym.example")]
    [InlineData("https", "box.local:5006", null, "box.local", "https://box.local:5006")]
    [InlineData("http", "127.0.0.1:5006", "https://gym.example", "gym.example", "https://gym.example")]
    [InlineData("http", "gym.example", "https://gym.example:8443", "gym.example", "https://gym.example:8443")]
    [InlineData("https", "bücher.example", null, "xn--bcher-kva.example", "https://xn--bcher-kva.example")]
    public void A_server_with_a_name_has_passkeys_for_it(string scheme, string host, string? publicAddress, string domain, string origin) =>
        Assert.Equal(new RelyingParty(domain, origin), RelyingParty.Of(Request(scheme, host), publicAddress is null ? null : new Uri(publicAddress)));

    [Theory]
    [InlineData("192.168.1.20:5006", null), InlineData("[fe80::1]:5006", null), InlineData("gym.example", "https://10.0.0.1"), InlineData("", null)]
    public void A_server_that_is_named_by_numbers_has_none(string host, string? publicAddress) =>
        Assert.Null(RelyingParty.Of(Request("https", host), publicAddress is null ? null : new Uri(publicAddress)));

    private static HttpRequest Request(string scheme, string host)
    {
        var http = new DefaultHttpContext();
        (http.Request.Scheme, http.Request.Host) = (scheme, new HostString(host));
        return http.Request;
    }
}
