using PersonalPT.Protocol.V1;

namespace PersonalPT.Client.Tests.Sessions;

public sealed class LiveSessionOptionsTests
{
    private static readonly LiveSessionOptions _options = new() { ExerciseId = "squat", Capture = new CaptureHeader { NominalRateHz = 30 } };

    [Fact]
    public void The_buffer_holds_eight_megabytes_unless_a_whole_set_needs_more()
    {
        const int Eight = 8 * 1024 * 1024;
        Assert.Equal(Eight, _options.BufferedBytes);
        Assert.Equal(Eight, At(60).BufferedBytes);
        Assert.Equal(360 * 120 * 244, At(120).BufferedBytes);
        Assert.Equal(360 * 120 * 244, At(1000).BufferedBytes);
        Assert.Equal(360 * 60 * 543, (At(60) with { FramesAsFloats = true }).BufferedBytes);
        Assert.Equal(Eight, At(double.NaN).BufferedBytes);
        Assert.Equal(Eight, At(-5).BufferedBytes);
        Assert.Equal(5000, (At(120) with { MaxBufferedBytes = 5000 }).BufferedBytes);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_set_of_five_minutes_fits_at_any_rate_and_in_either_form(bool asFloats)
    {
        var frame = Enumerable.Range(0, 132).Select(i => (float)i).ToArray();
        var bytes = new byte[InputEncoding.MaxFrameSize];
        foreach (var rate in new[] { 5, 30, 60, 120 })
        {
            var inputs = 300L * rate;
            var largest = InputEncoding.WriteFrame(8UL * 3600 * 1_000_000, frame, asFloats, bytes);
            Assert.True(largest <= InputEncoding.FrameSize(asFloats));
            var options = At(rate) with { FramesAsFloats = asFloats };
            Assert.InRange(inputs * largest, 0, options.BufferedBytes);
            Assert.InRange(inputs, 0, options.MaxBufferedInputs);
        }
    }

    [Fact]
    public void Everything_that_is_wrong_is_said_at_once()
    {
        var wrong = _options with
        {
            ExerciseId = "",
            Linger = TimeSpan.FromSeconds(2),
            MaxBufferedInputs = 0,
            MaxBufferedBytes = 5,
            MaxBufferedAge = TimeSpan.Zero,
        };
        var message = Assert.Throws<ArgumentException>(wrong.Validate).Message;
        Assert.All(["ExerciseId", "Linger", "MaxBufferedInputs", "MaxBufferedBytes", "MaxBufferedAge"], name => Assert.Contains(name, message, StringComparison.Ordinal));
        _options.Validate();
    }

    private static LiveSessionOptions At(double rate) => _options with { Capture = new CaptureHeader { NominalRateHz = rate } };
}
