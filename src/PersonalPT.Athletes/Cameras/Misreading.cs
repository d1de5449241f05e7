using System.Numerics;
using PersonalPT.Counting.Skeletons;

namespace PersonalPT.Athletes.Cameras;

/// <summary>
/// The errors that come back with a pose: a smooth, bounded function of it, drawn at random. A few mixtures of where the limbs are go through a sine,
/// and each landmark is pushed by them. Partly the same for everybody, because it is the same network, partly the recording's own (clothes, light).
/// </summary>
internal sealed class Misreading
{
    private const int Count = Skeleton.LandmarkCount;
    private const int Mixtures = 6;
    private const float Common = .6f, Own = .8f;

    private static readonly BodyLandmark[] Limbs =
    [
        BodyLandmark.Nose, BodyLandmark.LeftElbow, BodyLandmark.RightElbow, BodyLandmark.LeftWrist, BodyLandmark.RightWrist, BodyLandmark.LeftKnee,
        BodyLandmark.RightKnee, BodyLandmark.LeftAnkle, BodyLandmark.RightAnkle,
    ];

    private readonly Vector3[] _mixing = new Vector3[Mixtures * Limbs.Length];
    private readonly float[] _phase = new float[Mixtures];
    private readonly Vector3[] _push = new Vector3[Mixtures * Count];

    public Misreading(ulong seed, Vector3 deviation)
    {
        var everybody = Dice.For(0, Purpose.Misreading);
        var own = Dice.For(seed, Purpose.Misreading);
        for (var i = 0; i < _mixing.Length; i++)
            _mixing[i] = Normal(ref everybody);
        for (var k = 0; k < Mixtures; k++)
            _phase[k] = MathF.Tau * everybody.Uniform();
        for (var i = 0; i < _push.Length; i++)
            _push[i] = MathF.Sqrt(2f / Mixtures) * deviation * (Common * Normal(ref everybody) + Own * Normal(ref own));
    }

    /// <summary>Adds the errors of a pose, metres as the camera sees them, to <paramref name="errors"/>.</summary>
    /// <param name="figure">The landmarks, metres as the camera sees them: right, down, away.</param>
    /// <param name="errors">33 sums.</param>
    public void AddTo(ReadOnlySpan<Vector3> figure, Span<Vector3> errors)
    {
        var hips = (figure[(int)BodyLandmark.LeftHip] + figure[(int)BodyLandmark.RightHip]) / 2;
        for (var k = 0; k < Mixtures; k++)
        {
            var mixture = _phase[k];
            for (var j = 0; j < Limbs.Length; j++)
                mixture += Vector3.Dot(_mixing[k * Limbs.Length + j], figure[(int)Limbs[j]] - hips);
            var strength = MathF.Sin(mixture);
            for (var i = 0; i < Count; i++)
                errors[i] += strength * _push[k * Count + i];
        }
    }

    private static Vector3 Normal(ref Dice dice) => new(dice.Normal(), dice.Normal(), dice.Normal());
}
