using PersonalPT.Api.Limits;

namespace PersonalPT.Api.Tests.Limits;

public sealed class LimitOptionsTests
{
    [Fact]
    public void The_defaults_are_in_order() => Assert.Empty(new LimitOptions().FindErrors());

    [Fact]
    public void Everything_that_is_wrong_is_named()
    {
        var errors = new LimitOptions { StreamsPerCaller = 0, FrameAge = TimeSpan.Zero, InputBurst = 10, LiveSessions = 50, PhoneStreams = 40 }.FindErrors();

        Assert.Collection(
            errors,
            e => Assert.StartsWith("Limits.StreamsPerCaller must be 1 or more", e, StringComparison.Ordinal),
            e => Assert.StartsWith("Limits.FrameAge must be more than nothing", e, StringComparison.Ordinal),
            e => Assert.StartsWith("Limits.InputBurst must be 600 or more", e, StringComparison.Ordinal),
            e => Assert.StartsWith("Limits.PhoneStreams must not be less than Limits.LiveSessions, 50", e, StringComparison.Ordinal));
    }

    [Fact]
    public void Whoever_has_a_session_finds_a_place_for_his_stream() =>
        Assert.True(new LimitOptions { LiveSessions = 1 }.MostPhoneStreams > 1 && new LimitOptions { LiveSessions = 20_000 }.MostPhoneStreams > 20_000);
}
