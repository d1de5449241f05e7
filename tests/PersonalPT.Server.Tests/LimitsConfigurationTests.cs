using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using PersonalPT.Api.Limits;

namespace PersonalPT.Server.Tests;

public sealed class LimitsConfigurationTests
{
    private static readonly PropertyInfo[] s_limits = [.. typeof(LimitOptions).GetProperties().Where(p => p.CanWrite)];

    [Fact]
    public void What_is_not_configured_keeps_its_default()
    {
        var (limits, errors) = Read([]);
        Assert.Equal(new LimitOptions(), limits);
        Assert.Empty(errors);
    }

    [Fact]
    public void Every_limit_can_be_configured_and_times_are_in_milliseconds()
    {
        // Each gets a number of its own, so that none can be taken for another.
        var numbers = s_limits.Index().ToDictionary(limit => limit.Item.Name, limit => 40_001 + limit.Index);
        var (limits, errors) = Read(numbers.ToDictionary(n => n.Key, n => (string?)n.Value.ToString(CultureInfo.InvariantCulture)));

        Assert.Empty(errors);
        Assert.NotEmpty(s_limits);
        Assert.All(s_limits, limit => Assert.Equal(
            limit.PropertyType == typeof(TimeSpan) ? (object)TimeSpan.FromMilliseconds(numbers[limit.Name]) : numbers[limit.Name], limit.GetValue(limits)));
    }

    [Fact]
    public void Names_may_be_written_in_small_letters_and_nothing_means_the_default()
    {
        var (limits, errors) = Read(new() { ["livesessions"] = "7", ["RetryAfter"] = "" });
        Assert.Equal(new LimitOptions { LiveSessions = 7 }, limits);
        Assert.Empty(errors);
    }

    [Theory]
    [InlineData("many")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("99999999999")]
    public void What_is_no_number_is_named(string text)
    {
        var (limits, errors) = Read(new() { ["CallBurst"] = text });
        Assert.Equal(new LimitOptions(), limits);
        var error = Assert.Single(errors);
        Assert.Contains("Limits.CallBurst", error, StringComparison.Ordinal);
        Assert.Contains($"'{text}'", error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_option_that_there_is_not_is_named_with_those_that_there_are()
    {
        var (_, errors) = Read(new() { ["LifeSessions"] = "5" });
        var error = Assert.Single(errors);
        Assert.Contains("'Limits.LifeSessions'", error, StringComparison.Ordinal);
        Assert.All(s_limits, limit => Assert.Contains(limit.Name, error, StringComparison.Ordinal));
    }

    [Fact]
    public void A_server_reads_its_limits_and_says_what_is_wrong_with_them()
    {
        var read = ServerConfiguration.Read(Section(new() { ["LiveSessions"] = "12", ["PhoneStreams"] = "13" }));
        Assert.Equal((12, 13), (read.Api.Limits.LiveSessions, read.Api.Limits.MostPhoneStreams));

        var error = Assert.Throws<ServerStartException>(() => ServerConfiguration.Read(Section(new() { ["CallBurst"] = "few" })));
        Assert.Contains("'few'", error.Message, StringComparison.Ordinal);
    }

    private static (LimitOptions Limits, List<string> Errors) Read(Dictionary<string, string?> values)
    {
        var errors = new List<string>();
        return (LimitsConfiguration.Read(Section(values).GetSection("PersonalPT:Limits"), errors), errors);
    }

    private static IConfigurationRoot Section(Dictionary<string, string?> values) =>
        new ConfigurationBuilder().AddInMemoryCollection(values.ToDictionary(v => $"PersonalPT:Limits:{v.Key}", v => v.Value)).Build();
}
