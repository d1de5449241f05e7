using System.Net;
using PersonalPT.Api.Webhooks;

namespace PersonalPT.Api.Tests.Webhooks;

public sealed class EndpointRuleTests
{
    [Theory]
    [InlineData("http://gym.example/")]
    [InlineData("ftp://gym.example/")]
    [InlineData("gym.example")]
    [InlineData("")]
    [InlineData("https://user:word@gym.example/")]
    [InlineData("https://gym.example/#part")]
    [InlineData("https://127.0.0.1/")]
    [InlineData("https://[::1]/")]
    [InlineData("https://[::ffff:10.0.0.1]/")]
    [InlineData("https://10.1.2.3:8443/")]
    [InlineData("https://0x7f.1/")]
    [InlineData("https://2130706433/")]
    [InlineData("http://localhost/")]
    public void What_is_not_the_public_internet_or_without_TLS_is_refused(string url) => Assert.NotNull(new EndpointRule(new WebhookOptions()).FindFault(url));

    [Theory]
    [InlineData("https://gym.example/hook?key=1")]
    [InlineData("https://8.8.8.8/")]
    [InlineData("https://[2606:4700::1111]:8443/hook")]
    public void The_public_internet_is_allowed(string url) => Assert.Null(new EndpointRule(new WebhookOptions()).FindFault(url));

    [Theory]
    [InlineData("0.0.0.0", false)]
    [InlineData("10.255.255.255", false)]
    [InlineData("11.0.0.0", true)]
    [InlineData("100.64.0.1", false)]
    [InlineData("100.128.0.1", true)]
    [InlineData("127.9.9.9", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("172.15.255.255", true)]
    [InlineData("172.16.0.1", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("192.169.0.1", true)]
    [InlineData("198.19.0.1", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::", false)]
    [InlineData("::1", false)]
    [InlineData("::ffff:192.168.1.1", false)]
    [InlineData("::ffff:8.8.8.8", true)]
    [InlineData("64:ff9b::a00:1", false)]
    [InlineData("2001:0:1::1", false)]
    [InlineData("2002:a00:1::1", false)]
    [InlineData("fc00::1", false)]
    [InlineData("fd12:3456::1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("ff02::1", false)]
    [InlineData("2a00:1450::1", true)]
    public void Addresses_are_told_apart(string address, bool isPublic)
    {
        Assert.Equal(isPublic, new EndpointRule(new WebhookOptions()).Allows(IPAddress.Parse(address)));
        Assert.True(new EndpointRule(new WebhookOptions { ToPrivateAddresses = true }).Allows(IPAddress.Parse(address)));
    }

    [Fact]
    public void In_development_this_machine_is_allowed_and_no_other_private_one()
    {
        var rule = new EndpointRule(new WebhookOptions { ToThisMachine = true });

        Assert.Null(rule.FindFault("http://127.0.0.1:8080/hook"));
        Assert.Null(rule.FindFault("http://localhost:8080/hook"));
        Assert.NotNull(rule.FindFault("http://gym.example/hook"));
        Assert.NotNull(rule.FindFault("https://192.168.1.1/hook"));
    }
}
