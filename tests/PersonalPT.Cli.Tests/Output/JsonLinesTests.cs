using System.Text.Json;
using PersonalPT.Cli.Output;

namespace PersonalPT.Cli.Tests.Output;

public sealed class JsonLinesTests
{
    [Fact]
    public void The_demos_last_line_has_the_promised_shape() => Assert.Equal(
        """{"athletes":8,"exact":7,"true":120,"counted":121,"event_latency_ms":{"p50":41.5,"p99":99}}""",
        JsonSerializer.Serialize(new DemoSummaryLine(8, 7, 120, 121, new LatencyLine(41.5, 99)), JsonLines.Default.DemoSummaryLine));

    [Fact]
    public void What_has_no_value_is_left_out() => Assert.Equal(
        """{"exercise":"squat","name":"Squat","starter":false}""",
        JsonSerializer.Serialize(new ExerciseLine("squat", "Squat", null, null, false), JsonLines.Default.ExerciseLine));
}
