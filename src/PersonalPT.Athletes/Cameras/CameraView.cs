using PersonalPT.Athletes.Exercises;
using PersonalPT.Counting.Skeletons;

namespace PersonalPT.Athletes.Cameras;

/// <summary>Where the phone stands and how its picture is shaped. The zoom is set so that the whole movement is in the picture.</summary>
public sealed record CameraView
{
    /// <summary>The athlete seen from the front.</summary>
    public static CameraView Front { get; } = new();

    /// <summary>Half way between front and side.</summary>
    public static CameraView ThreeQuarter { get; } = new() { Azimuth = 45 };

    /// <summary>The athlete's left side.</summary>
    public static CameraView Side { get; } = new() { Azimuth = 90 };

    /// <summary>Degrees about the athlete: 0 sees the front (of one who lies prone: the head), 90 the left side, -90 the right. Default: 0.</summary>
    public float Azimuth { get; init; }

    /// <summary>Degrees by which the phone looks down on the middle of the movement. Default: 4.</summary>
    public float Elevation { get; init; } = 4;

    /// <summary>Degrees by which the phone is turned about its line of sight. Default: 0.</summary>
    public float Tilt { get; init; }

    /// <summary>Metres to the middle of the movement; the nearer, the stronger the perspective. Default: 3.2.</summary>
    public float Distance { get; init; } = 3.2f;

    /// <summary>The picture's width divided by its height. Default: 9/16, a phone held upright.</summary>
    public float Aspect { get; init; } = 9f / 16;

    /// <summary>A view from where cameras usually stand for an exercise.</summary>
    /// <param name="exercise">One of <see cref="Repertoire.Exercises"/>.</param>
    /// <param name="seed">Any number; the same one gives the same view.</param>
    /// <exception cref="ArgumentException">The exercise is not known.</exception>
    public static CameraView Usual(string exercise, ulong seed)
    {
        var (from, to) = Repertoire.Find(exercise).UsualAzimuth;
        return Drawn(seed, from, to);
    }

    /// <summary>A view from anywhere between the front and either side.</summary>
    /// <param name="seed">Any number; the same one gives the same view.</param>
    public static CameraView Anywhere(ulong seed) => Drawn(seed, 0, 90);

    /// <summary>
    /// The frame as a phone sends it: x and y as shares of the picture's width and height, z in the unit of x, as MediaPipe does.
    /// </summary>
    /// <param name="frame">A frame in isotropic units, the picture's height being 1.</param>
    public CapturedFrame ToImageCoordinates(CapturedFrame frame)
    {
        var landmarks = new Landmark[frame.Landmarks.Length];
        var from = frame.Landmarks.Span;
        for (var i = 0; i < landmarks.Length; i++)
            landmarks[i] = from[i] with { X = from[i].X / Aspect, Z = from[i].Z / Aspect };
        return frame with { Landmarks = landmarks };
    }

    /// <exception cref="ArgumentOutOfRangeException">A camera cannot stand like this; the message says what is allowed.</exception>
    internal void Validate()
    {
        if (!float.IsFinite(Azimuth) || !float.IsFinite(Tilt))
            throw new ArgumentOutOfRangeException(nameof(Azimuth), "The camera's angles must be numbers.");
        if (!(Elevation is > -80 and < 80))
            throw new ArgumentOutOfRangeException(nameof(Elevation), Elevation, "The camera's elevation must be within 80 degrees of level.");
        if (!(Distance is >= 1.5f and <= 30))
            throw new ArgumentOutOfRangeException(nameof(Distance), Distance, "The camera must stand 1.5 to 30 m away.");
        if (!(Aspect is >= .25f and <= 4))
            throw new ArgumentOutOfRangeException(nameof(Aspect), Aspect, "The picture's aspect must be between 1/4 and 4.");
    }

    private static CameraView Drawn(ulong seed, float from, float to)
    {
        var dice = Dice.For(seed, Purpose.Camera);
        var side = dice.Chance(.5) ? 1 : -1;
        return new CameraView
        {
            Azimuth = side * dice.Between(from, to),
            Elevation = dice.Between(-4, 12),
            Tilt = Math.Clamp(1.5f * dice.Normal(), -4, 4),
            Distance = dice.Between(2.5f, 4.2f),
            Aspect = dice.Chance(.6) ? 9f / 16 : 16f / 9,
        };
    }
}
