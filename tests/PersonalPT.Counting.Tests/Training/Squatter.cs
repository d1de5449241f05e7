using PersonalPT.Counting.Skeletons;
using PersonalPT.Counting.Tests.Figures;
using PersonalPT.Counting.Training;

namespace PersonalPT.Counting.Tests.Training;

/// <summary>The figure squats as it is told: depth goes 0 to 1 and back over each rep, with stillness before, between and after.</summary>
internal sealed record Squatter
{
    public int Reps { get; init; } = 5;

    public double RepSeconds { get; init; } = 2;

    public double PauseSeconds { get; init; } = .5;

    public double StillSeconds { get; init; } = 1;

    public int FramesPerSecond { get; init; } = 30;

    public long StartMicros { get; init; } = 1_750_000_000_000_000;

    public double Depth { get; init; } = 1;

    public double Scale { get; init; } = 1;

    public double OffsetX { get; init; }

    public double OffsetY { get; init; }

    /// <summary>Shakes every landmark by about this much, body heights.</summary>
    public double Noise { get; init; } = .003;

    public float Visibility { get; init; } = .9f;

    /// <summary>Where each rep starts and ends.</summary>
    public IReadOnlyList<CaptureSpan> Spans =>
        [.. Enumerable.Range(0, Reps).Select(r => new CaptureSpan(Micros(RepStart(r)), Micros(RepStart(r) + RepSeconds)))];

    public double Seconds => StillSeconds + Reps * RepSeconds + Math.Max(Reps - 1, 0) * PauseSeconds + StillSeconds;

    /// <summary>The recording; frames in <paramref name="hidden"/> show nobody.</summary>
    public List<CapturedFrame> Film(Func<int, bool>? hidden = null, Func<Landmark[], Landmark[]>? edit = null)
    {
        var random = new Random(7);
        var frames = new List<CapturedFrame>();
        for (var i = 0; i <= Seconds * FramesPerSecond; i++)
        {
            var t = (double)i / FramesPerSecond;
            var pose = Pose(Bend(t), random);
            frames.Add(new CapturedFrame(Micros(t), hidden?.Invoke(i) == true ? default(ReadOnlyMemory<Landmark>) : edit?.Invoke(pose) ?? pose));
        }

        return frames;
    }

    public long Micros(double seconds) => StartMicros + (long)Math.Round(seconds * 1e6);

    private double RepStart(int rep) => StillSeconds + rep * (RepSeconds + PauseSeconds);

    private double Bend(double t)
    {
        for (var r = 0; r < Reps; r++)
        {
            var within = (t - RepStart(r)) / RepSeconds;
            if (within is > 0 and < 1)
                return Depth * (1 - Math.Cos(2 * Math.PI * within)) / 2;
        }

        return 0;
    }

    private Landmark[] Pose(double bend, Random random) =>
    [
        .. SquattingFigure.Pose(bend).Select(l => new Landmark(
            (float)(Scale * (l.X + Shake(random)) + OffsetX),
            (float)(Scale * (l.Y + Shake(random)) + OffsetY),
            (float)(Scale * (l.Z + Shake(random))),
            Visibility)),
    ];

    private double Shake(Random random) => Noise * (random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5) * 2;
}
