using System.Globalization;
using System.Text;
using Google.Protobuf.Collections;
using PersonalPT.Protocol.V1;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace PersonalPT.Cli.Output;

/// <summary>The movement of a demonstration over time as columns of blocks, with the reps marked below.</summary>
internal static class SignalChart
{
    /// <summary>Columns that the frame takes, both sides and their padding.</summary>
    public const int FrameWidth = 4;

    private const int Height = 6;
    private const int Steps = 8;
    private const string Blocks = " ▁▂▃▄▅▆▇█";

    /// <param name="preview">What was found; at least one sample.</param>
    /// <param name="width">Columns.</param>
    public static IRenderable Draw(PreviewTrainingResponse preview, int width)
    {
        var seconds = (preview.Signal[^1].TimeUs - preview.Signal[0].TimeUs) / 1e6;
        return new Panel(new Text(Lines(preview, width), new Style(Color.Green)) { Overflow = Overflow.Crop })
        {
            Header = new PanelHeader(string.Create(
                CultureInfo.InvariantCulture, $" 0 = rest, 1 = active pose; {seconds:0.0} s; reps from [[ to ]], peak ^ ")),
        };
    }

    /// <summary>The chart as text: rows of blocks from the top, then the marks.</summary>
    public static string Lines(PreviewTrainingResponse preview, int width)
    {
        var start = preview.Signal[0].TimeUs;
        var length = Math.Max(preview.Signal[^1].TimeUs - start, 1);
        var columns = Columns(preview.Signal, start, length, width);

        var text = new StringBuilder();
        for (var row = Height - 1; row >= 0; row--)
        {
            foreach (var value in columns)
                text.Append(Blocks[Math.Clamp((int)Math.Round(value * Height * Steps) - row * Steps, 0, Steps)]);
            text.Append('\n');
        }

        return text.Append(Marks(preview.Reps, start, length, width)).ToString();
    }

    /// <summary>Mean value of each column, between 0 and 1; a column without samples keeps the one before.</summary>
    private static float[] Columns(RepeatedField<SignalSample> signal, long start, long length, int width)
    {
        var columns = new float[width];
        var at = 0;
        var last = 0f;
        for (var column = 0; column < width; column++)
        {
            var end = start + length * (column + 1) / width;
            var (sum, count) = (0f, 0);
            for (; at < signal.Count && (signal[at].TimeUs < end || column == width - 1); at++)
                (sum, count) = (sum + signal[at].Value, count + 1);
            if (count > 0)
                last = Math.Clamp(sum / count, 0, 1);
            columns[column] = last;
        }

        return columns;
    }

    private static string Marks(RepeatedField<Rep> reps, long start, long length, int width)
    {
        var marks = new string(' ', width).ToCharArray();
        foreach (var rep in reps)
        {
            marks[Column(rep.EndTimeUs)] = ']';
            marks[Column(rep.StartTimeUs)] = '[';
            marks[Column(rep.PeakTimeUs)] = '^';
        }

        return new string(marks);

        int Column(long micros) => (int)Math.Clamp((micros - start) * width / length, 0, width - 1);
    }
}
