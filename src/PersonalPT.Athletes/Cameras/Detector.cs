using System.Numerics;
using PersonalPT.Athletes.Bodies;
using PersonalPT.Counting.Skeletons;

namespace PersonalPT.Athletes.Cameras;

/// <summary>Stands in for MediaPipe: turns a figure before a camera into noisy landmarks. Holds the noise's memory; one for each enumeration.</summary>
internal sealed class Detector
{
    private const int Count = Skeleton.LandmarkCount;

    private readonly Camera _camera;
    private readonly LandmarkNoise _noise;
    private readonly Vector3[] _wander = new Vector3[Count];
    private readonly Vector3[] _were = new Vector3[Count];
    private readonly Misreading _misreading;
    private readonly float _gain;
    private Dice _dice;
    private double _last = double.NegativeInfinity;

    public Detector(Camera camera, LandmarkNoise noise, ulong seed)
    {
        (_camera, _noise) = (camera, noise);
        _dice = Dice.For(seed, Purpose.Noise);
        _gain = MathF.Max(.3f, 1 + noise.DepthGain * _dice.Normal());
        _misreading = new Misreading(seed, noise.Misreading * new Vector3(1, 1, noise.DepthError));
    }

    /// <summary>Finds the person, or nobody where the trunk is out of the picture.</summary>
    /// <param name="body">Who stands there.</param>
    /// <param name="pose">How.</param>
    /// <param name="seconds">When; later than the last time.</param>
    /// <param name="landmarks">33 landmarks to write.</param>
    public bool Find(Body body, in Pose pose, double seconds, Span<Landmark> landmarks)
    {
        Span<Vector3> joints = stackalloc Vector3[Count];
        Span<Vector2> places = stackalloc Vector2[Count];
        Span<float> distances = stackalloc float[Count];
        Span<float> seen = stackalloc float[Count];
        Span<float> ways = stackalloc float[Count];
        Span<Vector3> errors = stackalloc Vector3[Count];
        Figure.Place(body, pose, joints);
        for (var i = 0; i < Count; i++)
            places[i] = _camera.Project(joints[i], out distances[i]);
        var hips = (distances[(int)BodyLandmark.LeftHip] + distances[(int)BodyLandmark.RightHip]) / 2;
        var metre = _camera.Scale(hips);
        See(places, distances, metre, _camera.Facing(pose.Gaze), seen);

        // The memory runs on while nobody is found, so that a lost frame does not change the ones after it.
        var aged = (float)((seconds - _last) / _noise.WanderSeconds);
        _last = seconds;
        var moved = 0f;
        for (var i = 0; i < Count; i++)
        {
            ways[i] = Vector3.Distance(joints[i], _were[i]) / _noise.WanderMetres;
            moved += ways[i] / Count;
            _were[i] = joints[i];
        }

        errors.Clear();
        for (var i = 0; i < Count; i++)
            joints[i] = _camera.Seen(joints[i]);
        _misreading.AddTo(joints, errors);
        for (var i = 0; i < Count; i++)
        {
            // Partly the landmark's own way and partly everybody's: the cut-out that MediaPipe looks at moves with the whole person.
            var keep = MathF.Exp(-(aged + .6f * ways[i] + .4f * moved));
            var fresh = MathF.Sqrt(1 - keep * keep);
            ref var wander = ref _wander[i];
            wander = keep * wander + fresh * _noise.Wander * new Vector3(_dice.Normal(), _dice.Normal(), _noise.DepthError * _dice.Normal());
            var jitter = _noise.Jitter * new Vector3(_dice.Normal(), _dice.Normal(), _noise.DepthJitter * _dice.Normal());
            var error = metre * (1 + 2 * (1 - seen[i])) * (errors[i] + wander + jitter);
            var depth = _gain * (distances[i] - hips) * metre;
            landmarks[i] = new Landmark(places[i].X + error.X, places[i].Y + error.Y, depth + error.Z, seen[i]);
        }

        var trunk = (places[(int)BodyLandmark.LeftHip] + places[(int)BodyLandmark.RightHip]
            + places[(int)BodyLandmark.LeftShoulder] + places[(int)BodyLandmark.RightShoulder]) / 4;
        return trunk.X >= 0 && trunk.X <= _camera.View.Aspect && trunk.Y is >= 0 and <= 1;
    }

    /// <summary>Visibility: lower for the farther of two that cover each other, for a face turned away, and outside the picture.</summary>
    private void See(ReadOnlySpan<Vector2> places, ReadOnlySpan<float> distances, float metre, float facing, Span<float> seen)
    {
        var face = .99f - .3f * Math.Clamp(-facing, 0, 1);
        for (var i = 0; i < (int)BodyLandmark.LeftShoulder; i++)
            seen[i] = face;
        for (var left = (int)BodyLandmark.LeftShoulder; left < Count; left += 2)
        {
            var right = left + 1;
            var apart = Vector2.Distance(places[left], places[right]) / metre / .15f;
            var covered = .6f / (1 + apart * apart);
            var behind = Math.Clamp((distances[left] - distances[right]) / .15f, -1, 1);
            seen[left] = .98f - covered * MathF.Max(0, behind);
            seen[right] = .98f - covered * MathF.Max(0, -behind);
        }

        for (var i = 0; i < Count; i++)
        {
            if (places[i].X < 0 || places[i].X > _camera.View.Aspect || places[i].Y < 0 || places[i].Y > 1)
                seen[i] *= .2f;
        }
    }
}
