using System.Globalization;
using Microsoft.Extensions.Configuration;
using PersonalPT.Api.Limits;
using PersonalPT.Grains.Sessions;

namespace PersonalPT.Server.Tests;

public sealed class LimitsConfigurationTests
{
    [Fact]
    public void What_is_not_configured_keeps_its_default()
    {
        var options = Read([]);
        Assert.Equal((new LimitOptions(), new SessionLimits()), (options.Api.Limits, options.Sessions));
    }

    [Fact]
    public void Every_limit_of_the_sessions_can_be_configured_beside_those_of_callers()
    {
        var options = Read(new()
        {
            ["RebuildsAtOnce"] = "8",
            ["RebuildsWaiting"] = "0",
            ["rebuildpatience"] = "1500",
            ["RebuildTime"] = "10000",
            ["RebuildRetryAfter"] = "3000",
            ["HeldFrameBytes"] = "8589934592",
            ["InputsPerSecond"] = "120",
        });

        Assert.Equal(
            new SessionLimits
            {
                RebuildsAtOnce = 8,
                RebuildsWaiting = 0,
                RebuildPatience = TimeSpan.FromSeconds(1.5),
                RebuildTime = TimeSpan.FromSeconds(10),
                RebuildRetryAfter = TimeSpan.FromSeconds(3),
                HeldFrameBytes = 8L << 30,
            },
            options.Sessions);
        Assert.Equal(new LimitOptions { InputsPerSecond = 120 }, options.Api.Limits);
    }

    [Fact]
    public void Every_limit_has_a_name_in_the_configuration()
    {
        var limits = typeof(LimitOptions).GetProperties().Concat(typeof(SessionLimits).GetProperties()).Where(property => property.CanWrite).ToArray();
        Assert.True(limits.Length > 20);
        var error = Assert.Throws<ServerStartException>(() => Read(limits.ToDictionary(limit => limit.Name, string? (_) => "none")));
        Assert.All(limits, limit => Assert.Contains($"Limits.{limit.Name} must be a number, not 'none'", error.Message, StringComparison.Ordinal));
        Assert.DoesNotContain("there is no option", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_limit_of_callers_can_be_configured_and_times_are_in_milliseconds()
    {
        // Each gets a number of its own, so that none can be taken for another.
        var limits = typeof(LimitOptions).GetProperties().Where(property => property.CanWrite).ToArray();
        var numbers = limits.Index().ToDictionary(limit => limit.Item.Name, limit => 40_001 + limit.Index);
        var read = Read(numbers.ToDictionary(n => n.Key, n => (string?)n.Value.ToString(CultureInfo.InvariantCulture))).Api.Limits;

        Assert.All(limits, limit => Assert.Equal(
            limit.PropertyType == typeof(TimeSpan) ? (object)TimeSpan.FromMilliseconds(numbers[limit.Name]) : numbers[limit.Name], limit.GetValue(read)));
    }

    [Fact]
    public void Nothing_means_the_default() =>
        Assert.Equal(new LimitOptions { LiveSessions = 7 }, Read(new() { ["livesessions"] = "7", ["RetryAfter"] = "" }).Api.Limits);

    [Theory]
    [InlineData("many")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("99999999999")]
    public void What_is_no_number_is_named(string text)
    {
        var error = Assert.Throws<ServerStartException>(() => Read(new() { ["CallBurst"] = text }));
        Assert.Contains($"Limits.CallBurst must be a number, not '{text}'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Everything_that_is_wrong_is_named_in_one_message()
    {
        var error = Assert.Throws<ServerStartException>(() => Read(new()
        {
            ["RebuildsAtOnce"] = "0",
            ["RebuildsWaiting"] = "some",
            ["RebuildPatience"] = "25000",
            ["RebuildTime"] = "0",
            ["RebuildRetryAfter"] = "0",
            ["HeldFrameBytes"] = "-1",
            ["RebuildsAtOnse"] = "3",
            ["SessionsPerGym"] = "0",
        }));

        foreach (var named in new[]
        {
            "RebuildsAtOnce must be 1 or more, not 0", "RebuildsWaiting must be a number, not 'some'", "RebuildPatience must be more than nothing and at most 20 s, not 25 s",
            "RebuildTime must be", "RebuildRetryAfter must be", "HeldFrameBytes must be a number, not '-1'", "'Limits.RebuildsAtOnse'", "SessionsPerGym must be 1 or more",
        })
        {
            Assert.Contains(named, error.Message, StringComparison.Ordinal);
        }
    }

    private static ServerOptions Read(Dictionary<string, string?> limits) => ServerConfiguration.Read(
        new ConfigurationBuilder().AddInMemoryCollection(limits.ToDictionary(l => $"PersonalPT:Limits:{l.Key}", l => l.Value)).Build());
}
