using PersonalPT.Athletes.Bodies;

namespace PersonalPT.Athletes.Exercises;

/// <summary>One exercise of the repertoire: what the body does between rest and the active pose.</summary>
internal abstract class Exercise
{
    /// <summary>The name used by models, catalogs and the command line.</summary>
    public abstract string Name { get; }

    /// <summary>Where the athlete rests between sets.</summary>
    public virtual Posture Resting => Posture.Standing;

    /// <summary>Seconds of one rep that come naturally, from brisk to slow.</summary>
    public abstract (float Brisk, float Slow) Tempo { get; }

    /// <summary>How many ways there are to hold what does not take part (hands, feet).</summary>
    public virtual int Variants => 1;

    /// <summary>Where a camera usually stands for it: degrees from the front, to either side.</summary>
    public virtual (float From, float To) UsualAzimuth => (0, 40);

    /// <summary>The body at one moment of a rep.</summary>
    public abstract Pose Pose(Body body, Style style, in Stroke stroke);

    /// <summary>The body between two reps.</summary>
    public Pose Ready(Body body, Style style) => Pose(body, style, new Stroke(0, 0, Side.Left));

    protected static float Radians(float degrees) => degrees * (MathF.PI / 180);
}

/// <summary>How far a rep has come: 0 = rest, 1 = a full rep's active pose; a little more or less where the athlete goes deeper or not as deep.</summary>
/// <param name="Left">Of the left side.</param>
/// <param name="Right">Of the right side.</param>
/// <param name="Lead">The side that leads where the two take turns.</param>
internal readonly record struct Stroke(float Left, float Right, Side Lead)
{
    public float Depth => (Left + Right) / 2;

    public float Of(Side side) => side == Side.Left ? Left : Right;
}
