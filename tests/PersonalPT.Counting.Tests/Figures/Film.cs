using PersonalPT.Counting.Skeletons;

namespace PersonalPT.Counting.Tests.Figures;

/// <summary>Writes what happens in front of a camera, one stretch after the other.</summary>
internal sealed class Film(int seed = 1)
{
    public const long Epoch = 1_700_000_000_000_000;

    private readonly Random _random = new(seed);
    private readonly List<Input> _inputs = [];
    private double _rate = 30;
    private double _jitter;
    private long _micros = Epoch;

    /// <summary>One input of a session.</summary>
    internal abstract record Input
    {
        internal sealed record Frame(long Micros, Landmark[] Landmarks) : Input;

        internal sealed record SetEnd(SetEndReason Reason) : Input;

        internal sealed record Missing(int Inputs) : Input;
    }

    public IReadOnlyList<Input> Inputs => _inputs;

    public IReadOnlyList<CapturedFrame> Frames =>
        [.. _inputs.OfType<Input.Frame>().Select(f => new CapturedFrame(f.Micros, f.Landmarks))];

    public long Micros => _micros;

    /// <summary>Frames a second from here on, and by which share of an interval each is early or late.</summary>
    public Film At(double rate, double jitter = 0)
    {
        _rate = rate;
        _jitter = jitter;
        return this;
    }

    public Film Squats(double reps, double period, double depth = 1) => Shoot(reps * period, t => Pose(depth * SquattingFigure.Depth(t, period), 0));

    public Film Still(double seconds, double depth = 0) => Shoot(seconds, _ => Pose(depth, 0));

    /// <summary>The figure stands up once, from a depth.</summary>
    public Film StandUp(double from, double seconds) => Shoot(seconds, t => Pose(from * (1 - t / seconds), 0));

    /// <summary>Arms go up and down, each time differently: movement that no squat is.</summary>
    public Film Wave(double seconds)
    {
        var (slow, fast) = (1 + _random.NextDouble(), 2.5 + _random.NextDouble());
        return Shoot(seconds, t => Pose(.05 * Math.Sin(fast * t), .5 + .3 * Math.Sin(slow * t) + .2 * Math.Sin(fast * t)));
    }

    public Film Nobody(double seconds) => Shoot(seconds, _ => []);

    public Film Broken(double seconds) =>
        Shoot(seconds, _ =>
        {
            var pose = Pose(0, 0);
            pose[_random.Next(pose.Length)] = new Landmark(float.NaN, 0, float.PositiveInfinity, 0);
            return pose;
        });

    /// <summary>Nothing is filmed, or the clock is set.</summary>
    public Film Skip(double seconds)
    {
        _micros += (long)(seconds * 1e6);
        return this;
    }

    public Film End(SetEndReason reason = SetEndReason.Client)
    {
        _inputs.Add(new Input.SetEnd(reason));
        return this;
    }

    public Film Lose(int inputs)
    {
        _inputs.Add(new Input.Missing(inputs));
        return this;
    }

    /// <summary>Another input at an earlier or equal time.</summary>
    public Film Stray(double secondsAgo)
    {
        _inputs.Add(new Input.Frame(_micros - (long)(secondsAgo * 1e6), Pose(_random.NextDouble(), _random.NextDouble())));
        return this;
    }

    private Landmark[] Pose(double depth, double wave) => SquattingFigure.Pose(depth, wave, _random);

    private Film Shoot(double seconds, Func<double, Landmark[]> pose)
    {
        var start = _micros;
        var frames = (int)Math.Round(seconds * _rate);
        for (var k = 0; k < frames; k++)
        {
            var early = _jitter > 0 ? (_random.NextDouble() - .5) * _jitter : 0;
            var captured = start + (long)Math.Round((k + early) * 1e6 / _rate);
            _inputs.Add(new Input.Frame(captured, pose((captured - start) / 1e6)));
        }

        _micros = start + (long)Math.Round(frames * 1e6 / _rate);
        return this;
    }
}
