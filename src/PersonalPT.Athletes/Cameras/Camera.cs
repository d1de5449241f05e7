using System.Numerics;
using PersonalPT.Athletes.Bodies;
using PersonalPT.Counting.Skeletons;

namespace PersonalPT.Athletes.Cameras;

/// <summary>
/// A pinhole camera set up in front of an athlete. Its picture is 1 high and <see cref="CameraView.Aspect"/> wide; depth is given as MediaPipe does:
/// from the hips, in the unit that lengths have at the hips' distance.
/// </summary>
internal sealed class Camera
{
    /// <summary>Share of the picture that the movement fills in its longer direction.</summary>
    private const float Filled = .84f;

    private readonly Vector3 _position;
    private readonly Vector3 _right;
    private readonly Vector3 _up;
    private readonly Vector3 _look;
    private readonly float _focal;
    private readonly Vector2 _middle;

    private Camera(CameraView view, Vector3 centre, Vector3 position, (Vector3 Right, Vector3 Up, Vector3 Look) axes)
    {
        (View, Centre, _position, (_right, _up, _look)) = (view, centre, position, axes);
        _focal = 1;
        _middle = Vector2.Zero;
    }

    private Camera(Camera aimed, float focal, Vector2 middle)
        : this(aimed.View, aimed.Centre, aimed._position, (aimed._right, aimed._up, aimed._look)) => (_focal, _middle) = (focal, middle);

    public CameraView View { get; }

    /// <summary>What it looks at.</summary>
    public Vector3 Centre { get; }

    /// <summary>Along the ground, towards the right edge of the picture.</summary>
    public Vector3 Aside => Vector3.Normalize(_right with { Y = 0 });

    /// <summary>Metres from the middle to the edge of the picture, at the athlete's distance.</summary>
    public float HalfWidth => View.Aspect / 2 / _focal * View.Distance;

    /// <summary>A camera that has all of these poses in its picture.</summary>
    public static Camera Framing(CameraView view, Body body, IEnumerable<Pose> poses)
    {
        var points = new List<Vector3>();
        Span<Vector3> joints = stackalloc Vector3[Skeleton.LandmarkCount];
        foreach (var pose in poses)
        {
            Figure.Place(body, pose, joints);
            points.AddRange(joints);
        }

        var centre = (points.Aggregate(Vector3.Min) + points.Aggregate(Vector3.Max)) / 2;
        var (azimuth, elevation, tilt) = (Radians(view.Azimuth), Radians(view.Elevation), Radians(view.Tilt));
        var towards = new Vector3(MathF.Sin(azimuth) * MathF.Cos(elevation), MathF.Sin(elevation), MathF.Cos(azimuth) * MathF.Cos(elevation));
        var look = -towards;
        var right = Vector3.Normalize(Vector3.Cross(look, Vector3.UnitY));
        var up = Vector3.Cross(right, look);
        var axes = (MathF.Cos(tilt) * right + MathF.Sin(tilt) * up, MathF.Cos(tilt) * up - MathF.Sin(tilt) * right, look);
        var aimed = new Camera(view, centre, centre + view.Distance * towards, axes);
        Vector2 low = new(float.MaxValue), high = new(float.MinValue);
        foreach (var point in points)
        {
            var p = aimed.Project(point, out _);
            low = Vector2.Min(low, p);
            high = Vector2.Max(high, p);
        }

        var focal = Filled * MathF.Min(view.Aspect / (high.X - low.X), 1 / (high.Y - low.Y));
        return new Camera(aimed, focal, new Vector2(view.Aspect, 1) / 2 - focal * (low + high) / 2);
    }

    /// <summary>Where a point is in the picture, and how far away along the line of sight.</summary>
    public Vector2 Project(Vector3 point, out float distance)
    {
        var ray = point - _position;
        // Whoever walks past the phone must not turn the picture inside out.
        distance = MathF.Max(.3f, Vector3.Dot(ray, _look));
        return _middle + _focal / distance * new Vector2(Vector3.Dot(ray, _right), -Vector3.Dot(ray, _up));
    }

    /// <summary>A direction or a distance as the camera sees it: right, down, away.</summary>
    public Vector3 Seen(Vector3 vector) => new(Vector3.Dot(vector, _right), -Vector3.Dot(vector, _up), Vector3.Dot(vector, _look));

    /// <summary>Picture units of a metre at this distance.</summary>
    public float Scale(float distance) => _focal / distance;

    /// <summary>1 where the direction points at the camera, -1 where it points away.</summary>
    public float Facing(Vector3 direction) => -Vector3.Dot(direction, _look);

    private static float Radians(float degrees) => degrees * (MathF.PI / 180);
}
