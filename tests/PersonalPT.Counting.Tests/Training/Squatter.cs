using PersonalPT.Counting.Skeletons;
using PersonalPT.Counting.Training;

namespace PersonalPT.Counting.Tests.Training;

/// <summary>A jointed figure that squats: depth goes 0 to 1 and back over each rep, with stillness before, between and after.</summary>
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

    /// <summary>Shakes every landmark by about this much, metres.</summary>
    public double Noise { get; init; } = .004;

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

    private Landmark[] Pose(double bend, Random random)
    {
        // Seen half from the side: forward is to the right and towards the camera. Metres, y down, feet on the ground at y = 0.
        const double ForwardX = .8, ForwardZ = -.6, SideX = .6, SideZ = .8;
        double shank = .6 * bend, thigh = -1.5 * bend, trunk = .7 * bend, arm = 1.2 * bend;
        var (kneeForward, kneeUp) = (.42 * Math.Sin(shank), .42 * Math.Cos(shank));
        var (hipForward, hipUp) = (kneeForward + .42 * Math.Sin(thigh), kneeUp + .42 * Math.Cos(thigh));
        var (neckForward, neckUp) = (hipForward + .5 * Math.Sin(trunk), hipUp + .5 * Math.Cos(trunk));
        var (elbowForward, elbowUp) = (neckForward + .3 * Math.Sin(arm), neckUp - .3 * Math.Cos(arm));
        var (wristForward, wristUp) = (elbowForward + .26 * Math.Sin(arm), elbowUp - .26 * Math.Cos(arm));

        var pose = new Landmark[Skeleton.LandmarkCount];
        for (var i = 0; i < pose.Length; i++)
        {
            var left = i % 2 == 1 ? 1 : -1;
            var (forward, up, side) = (BodyLandmark)i switch
            {
                BodyLandmark.Nose => (neckForward + .1, neckUp + .2, 0.0),
                < BodyLandmark.LeftShoulder => (neckForward + .05, neckUp + .22, .05 * left),
                BodyLandmark.LeftShoulder or BodyLandmark.RightShoulder => (neckForward, neckUp, .18 * left),
                BodyLandmark.LeftElbow or BodyLandmark.RightElbow => (elbowForward, elbowUp, .22 * left),
                < BodyLandmark.LeftHip => (wristForward, wristUp, .22 * left),
                BodyLandmark.LeftHip or BodyLandmark.RightHip => (hipForward, hipUp, .1 * left),
                BodyLandmark.LeftKnee or BodyLandmark.RightKnee => (kneeForward, kneeUp, .14 * left),
                _ => (0.0, 0.0, .12 * left),
            };
            pose[i] = new Landmark(
                (float)(Scale * (forward * ForwardX + side * SideX + Shake(random)) + OffsetX),
                (float)(Scale * (-up + Shake(random)) + OffsetY),
                (float)(Scale * (forward * ForwardZ + side * SideZ + Shake(random))),
                Visibility);
        }

        return pose;
    }

    private double Shake(Random random) => Noise * (random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5) * 2;
}
