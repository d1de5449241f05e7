using System.Numerics;

namespace PersonalPT.Athletes.Bodies;

/// <summary>Nobody stands quite still: slow waves of a few millimetres and about half a degree, and breathing.</summary>
internal sealed class Sway
{
    private const int Waves = 6;
    private readonly float[] _rate = new float[Waves];
    private readonly float[] _start = new float[Waves];
    private readonly float _size;

    public Sway(ulong seed)
    {
        var dice = Dice.For(seed, Purpose.Sway);
        for (var i = 0; i < Waves; i++)
        {
            _rate[i] = MathF.Tau * dice.Between(.13f, .55f);
            _start[i] = MathF.Tau * dice.Uniform();
        }

        _size = dice.Between(.6f, 1.3f);
    }

    public void Apply(ref Pose pose, float seconds)
    {
        Span<float> w = stackalloc float[Waves];
        for (var i = 0; i < Waves; i++)
            w[i] = _size * MathF.Sin(_start[i] + _rate[i] * seconds);
        pose.Pelvis += new Vector3(.005f * w[0], .001f * w[1], .004f * w[2]);
        pose.Spine = Vector3.Normalize(pose.Spine + new Vector3(.006f * w[1], .002f * w[4], .008f * w[3]));
        pose.Head = Vector3.Normalize(pose.Head + new Vector3(.015f * w[4], 0, .015f * w[2]));
        pose.Gaze = Vector3.Normalize(pose.Gaze + new Vector3(.03f * w[5], .02f * w[0], 0));
        pose.Left.UpperArm = Vector3.Normalize(pose.Left.UpperArm + new Vector3(.01f * w[3], .006f * w[2], .012f * w[5]));
        pose.Right.UpperArm = Vector3.Normalize(pose.Right.UpperArm + new Vector3(.01f * w[5], .006f * w[3], .012f * w[4]));
    }
}
