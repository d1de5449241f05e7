using System.Numerics;
using PersonalPT.Athletes.Bodies;
using PersonalPT.Athletes.Exercises;
using PersonalPT.Counting.Skeletons;

namespace PersonalPT.Athletes.Workouts;

/// <summary>A piece of a workout in which one thing is done. Seconds count from the workout's start.</summary>
internal abstract class Stretch(double start, double length)
{
    public double Start { get; } = start;

    public double End { get; } = start + length;

    /// <summary>Whether anybody can be seen at all.</summary>
    public virtual bool InPicture => true;

    public abstract Pose At(double seconds);

    protected float Share(double seconds) => (float)Math.Clamp((seconds - Start) / (End - Start), 0, 1);

    /// <summary>How people move from rest to rest: the position of least jerk (Flash and Hogan 1985).</summary>
    protected static float Eased(float share)
    {
        var t = Math.Clamp(share, 0, 1);
        return Math.Clamp(t * t * t * (10 + t * (6 * t - 15)), 0, 1);
    }
}

/// <summary>Nothing moves.</summary>
internal sealed class Still(double start, double length, Pose pose) : Stretch(start, length)
{
    public override Pose At(double seconds) => pose;
}

/// <summary>Nobody is there.</summary>
internal sealed class Away(double start, double length, Pose last) : Stretch(start, length)
{
    public override bool InPicture => false;

    public override Pose At(double seconds) => last;
}

/// <summary>From one pose to another.</summary>
internal sealed class Change(double start, double length, Body body, Pose from, Pose to) : Stretch(start, length)
{
    private readonly float _ground = MathF.Min(Lowest(body, from), Lowest(body, to));

    public override Pose At(double seconds)
    {
        var pose = Pose.Blend(from, to, Eased(Share(seconds)));

        // Every limb takes its own way, and together they might go through the floor.
        pose.Pelvis.Y += MathF.Max(0, _ground - Lowest(body, pose));
        return pose;
    }

    private static float Lowest(Body body, in Pose pose)
    {
        Span<Vector3> joints = stackalloc Vector3[Skeleton.LandmarkCount];
        Figure.Place(body, pose, joints);
        var lowest = float.MaxValue;
        foreach (var joint in joints)
            lowest = MathF.Min(lowest, joint.Y);
        return lowest;
    }
}

/// <summary>One rep, and the pause after it.</summary>
internal sealed class RepStretch(double start, double length, Exercise exercise, Body body, Style style, float depth, Side lead) : Stretch(start, length)
{
    /// <summary>The middle of the time in the active pose.</summary>
    public double Peak => Start + (style.Shares.Out + style.Shares.Hold / 2) * (End - Start);

    /// <summary>Back at rest.</summary>
    public double Back => Start + (style.Shares.Out + style.Shares.Hold + style.Shares.Back) * (End - Start);

    public override Pose At(double seconds)
    {
        var share = Share(seconds);
        var (outward, hold, back) = style.Shares;
        var done = depth * (share < outward + hold ? Eased(share / outward) : 1 - Eased((share - outward - hold) / back));
        return exercise.Pose(body, style, new Stroke(done * (1 + style.Asymmetry), done * (1 - style.Asymmetry), lead));
    }
}

/// <summary>Steps, from one place to another or on the spot.</summary>
internal sealed class Walk(double start, double length, Body body, Vector3 from, Vector3 to) : Stretch(start, length)
{
    /// <summary>Seconds to get going, to stop, and to turn.</summary>
    private const double Turning = .6;

    public override Pose At(double seconds)
    {
        var (since, left) = ((float)(seconds - Start), (float)(End - seconds));
        var going = Eased((float)(Math.Min(since, left) / Turning));
        var way = to - from;
        var distance = way.Length();
        var share = Eased(Share(seconds));
        var stride = .8f * body.Height;
        var cycle = distance > .3f ? MathF.Tau * distance * share / stride : MathF.Tau * .95f * since;
        var swing = distance > .3f ? .2f * stride * going : 0;
        var pose = Posing.Standing(body, .8f * body.Hips);
        pose.Pelvis = new Vector3(.02f * going * MathF.Sin(cycle), pose.Pelvis.Y - .025f * body.Height * going, 0);
        foreach (var side in Posing.Sides)
        {
            var x = (int)side;
            var (sine, cosine) = (x * MathF.Sin(cycle), x * MathF.Cos(cycle));
            var foot = new Vector3(x * .4f * body.Hips, body.Ankle + going * .07f * body.Height * MathF.Max(0, cosine), swing * sine);
            pose.Plant(body, side, foot, new Vector3(x * .15f, 0, 1));
            Hold.Swing(ref pose.Of(side), side, 3 - 22 * going * sine, 12 - 18 * going * sine);
        }

        var heading = distance > .3f ? MathF.Atan2(way.X, way.Z) : 0;
        pose = Pose.Blend(Posture.Standing.Pose(body), pose, going);
        return pose.Placed(heading * going, from + share * way);
    }
}
