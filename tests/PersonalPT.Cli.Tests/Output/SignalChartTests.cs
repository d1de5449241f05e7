using PersonalPT.Cli.Output;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Cli.Tests.Output;

public sealed class SignalChartTests
{
    [Fact]
    public void High_signal_gives_high_columns_and_reps_are_marked_below()
    {
        var preview = new PreviewTrainingResponse { Reps = { new Rep { StartTimeUs = 0, PeakTimeUs = 5_000_000, EndTimeUs = 9_900_000 } } };
        for (var i = 0; i < 100; i++)
            preview.Signal.Add(new SignalSample { TimeUs = i * 100_000, Value = i is >= 40 and < 60 ? 1 : 0 });

        var lines = Draw(preview, width: 20);
        Assert.Equal(new string(' ', 8) + "████" + new string(' ', 8), lines[0]);
        Assert.Equal(lines[0], lines[5]);
        Assert.Equal("[         ^        ]", lines[6]);
    }

    [Fact]
    public void A_signal_out_of_bounds_is_cut_to_them()
    {
        var preview = new PreviewTrainingResponse
        {
            Signal = { new SignalSample { TimeUs = 0, Value = -4 }, new SignalSample { TimeUs = 1_000_000, Value = 9 } },
        };
        var lines = Draw(preview, width: 10);
        Assert.Equal(' ', lines[5][0]);
        Assert.Equal('█', lines[0][9]);
    }

    private static string[] Draw(PreviewTrainingResponse preview, int width) => SignalChart.Lines(preview, width).Split('\n');
}
