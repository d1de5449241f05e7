using System.Net;
using Microsoft.AspNetCore.Http;

namespace PersonalPT.Identity.Tests;

public sealed class CallerAddressTests
{
    [Theory]
    [InlineData("192.168.1.5", "192.168.1.5")]
    [InlineData("::ffff:192.168.1.5", "192.168.1.5")]
    [InlineData("2001:db8:1:2:aaaa:bbbb:cccc:dddd", "2001:db8:1:2::")]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2::")]
    [InlineData(null, "")]
    public void Of_an_IPv6_address_the_network_counts(string? remote, string expected)
    {
        var http = new DefaultHttpContext();
        http.Connection.RemoteIpAddress = remote is null ? null : IPAddress.Parse(remote);

        Assert.Equal(expected, CallerAddress.Of(http));
    }
}
