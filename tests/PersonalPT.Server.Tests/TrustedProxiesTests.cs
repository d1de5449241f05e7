using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using PersonalPT.Identity;

namespace PersonalPT.Server.Tests;

public sealed class TrustedProxiesTests
{
    [Theory]
    [InlineData("10.0.0.7", "203.0.113.5", "203.0.113.5")]
    [InlineData("::ffff:10.0.0.7", "203.0.113.5", "203.0.113.5")]
    [InlineData("10.1.2.3", "203.0.113.5", "203.0.113.5")]
    // What the visitor himself has written stands further left, and is not read.
    [InlineData("10.0.0.7", "127.0.0.1, 203.0.113.5", "203.0.113.5")]
    [InlineData("10.0.0.7", "203.0.113.5, 10.1.2.3", "203.0.113.5")]
    // Nobody who is not named is believed.
    [InlineData("198.51.100.1", "203.0.113.5", "198.51.100.1")]
    [InlineData("127.0.0.1", "203.0.113.5", "127.0.0.1")]
    [InlineData("10.0.0.7", "no address", "10.0.0.7")]
    public async Task The_caller_is_whom_the_last_trusted_proxy_asks_for(string from, string forwarded, string caller) =>
        Assert.Equal(caller, await CallerOf(["10.0.0.7", "10.1.0.0/16"], from, forwarded));

    [Fact]
    public async Task Without_proxies_the_caller_is_who_is_connected() => Assert.Equal("127.0.0.1", await CallerOf([], "127.0.0.1", "203.0.113.5"));

    [Theory]
    [InlineData("10.0.0.7", true)]
    [InlineData("fd00::/8", true)]
    [InlineData("10.1.0.0/16", true)]
    [InlineData("10.1.0.0/64", false)]
    [InlineData("10.1", false)]
    [InlineData("10.1/16", false)]
    [InlineData("router", false)]
    [InlineData("", false)]
    public void A_proxy_is_an_address_or_a_network(string proxy, bool isOne) => Assert.Equal(isOne, TrustedProxies.IsOne(proxy));

    private static async Task<string> CallerOf(string[] proxies, string from, string forwarded)
    {
        await using var services = new ServiceCollection().AddLogging().AddOptions().BuildServiceProvider();
        var app = new ApplicationBuilder(services);
        app.UseTrustedProxies(proxies);
        app.Run(_ => Task.CompletedTask);
        var http = new DefaultHttpContext { RequestServices = services };
        http.Connection.RemoteIpAddress = IPAddress.Parse(from);
        http.Request.Headers["X-Forwarded-For"] = forwarded;

        await app.Build()(http);

        return CallerAddress.Of(http);
    }
}
