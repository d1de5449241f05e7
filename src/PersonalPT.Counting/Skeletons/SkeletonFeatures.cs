using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace PersonalPT.Counting.Skeletons;

/// <summary>
/// 50 features of a skeleton that do not depend on where the person is, how large they are in the picture, or which way depth grows: angles of
/// joints, elevations of limbs, and distances in units of the body's own size. Angles are in radians, distances in body sizes.
/// </summary>
internal static class SkeletonFeatures
{
    public const int Count = 50;

    /// <summary>Beyond this no landmark model puts a point; squares of larger numbers would leave the range of a float.</summary>
    public const float LargestCoordinate = 1e6f;

    private const int PerDimension = 18;
    private const float Tiny = 1e-9f;

    public static IReadOnlyList<string> Names { get; } = [.. Spatial("3d"), .. Spatial("2d"), .. Planar()];

    /// <summary>Whether this is a person: 33 landmarks, all of them finite and of believable size.</summary>
    public static bool IsPerson(ReadOnlySpan<Landmark> landmarks)
    {
        if (landmarks.Length != Skeleton.LandmarkCount)
            return false;

        var limit = Vector128.Create(LargestCoordinate);
        var believable = Vector128<float>.AllBitsSet;
        var values = MemoryMarshal.Cast<Landmark, float>(landmarks);
        for (var i = 0; i < values.Length; i += 4)
            believable &= Vector128.LessThanOrEqual(Vector128.Abs(Vector128.Create(values.Slice(i, 4))), limit);

        // The fourth lane is the visibility, which is never counted with. A comparison with NaN is false.
        return (believable | Vector128.Create(0u, 0u, 0u, uint.MaxValue).AsSingle()).AsUInt32() == Vector128<uint>.AllBitsSet;
    }

    /// <summary>Computes the features of a skeleton; false, and <paramref name="features"/> untouched, where it is no person.</summary>
    public static bool TryCompute(ReadOnlySpan<Landmark> landmarks, Span<float> features)
    {
        if (!IsPerson(landmarks))
            return false;

        Compute(landmarks, features);
        return true;
    }

    /// <summary>Computes the features of a person (see <see cref="IsPerson"/>).</summary>
    public static void Compute(ReadOnlySpan<Landmark> landmarks, Span<float> features)
    {
        var body = new Limbs(landmarks, depth: 1);
        var scale = (body.Trunk.Length + Mean(body.LeftThigh.Length, body.RightThigh.Length) + Mean(body.LeftShank.Length, body.RightShank.Length)
            + Mean(body.LeftUpperArm.Length, body.RightUpperArm.Length) + Mean(body.LeftForearm.Length, body.RightForearm.Length)) / 4.2f + Tiny;
        var unit = .8f / scale;

        body.Measure(unit, features[..PerDimension]);
        new Limbs(landmarks, depth: 0).Measure(unit, features.Slice(PerDimension, PerDimension));

        var planar = features.Slice(2 * PerDimension, Count - 2 * PerDimension);
        planar[0] = (body.Wrists.Y - body.Shoulders.Y) * unit;
        planar[1] = (body.Shoulders.Y - body.Hips.Y) * unit;
        planar[2] = (body.Hips.Y - body.Ankles.Y) * unit;
        planar[3] = (landmarks[(int)BodyLandmark.Nose].Y - body.Wrists.Y) * unit;
        planar[4] = (body.Knees.Y - body.Hips.Y) * unit;
        planar[5] = (body.Shoulders.Y - body.Ankles.Y) * unit;
        planar[6] = (body.Ankles.X - body.Hips.X) * unit;
        planar[7] = (body.Shoulders.X - body.Hips.X) * unit;
        planar[8] = (body.Wrists.X - body.Shoulders.X) * unit;
        planar[9] = (body.Knees.X - body.Hips.X) * unit;
        planar[10] = (body.LeftKnee.Y - body.RightKnee.Y) * unit;
        planar[11] = (body.LeftAnkle.Y - body.RightAnkle.Y) * unit;
        planar[12] = (body.LeftWrist.Y - body.RightWrist.Y) * unit;
        planar[13] = (body.LeftAnkle.X - body.RightAnkle.X) * unit;
    }

    private static string[] Spatial(string dimensions) =>
    [
        $"elbow_{dimensions}", $"shoulder_{dimensions}", $"hip_{dimensions}", $"knee_{dimensions}", $"upper_arm_elevation_{dimensions}",
        $"forearm_elevation_{dimensions}", $"thigh_elevation_{dimensions}", $"shank_elevation_{dimensions}", $"trunk_elevation_{dimensions}",
        $"cross_shoulder_{dimensions}", $"wrists_shoulders_{dimensions}", $"wrists_hips_{dimensions}", $"shoulders_ankles_{dimensions}",
        $"hips_ankles_{dimensions}", $"knees_shoulders_{dimensions}", $"wrist_wrist_{dimensions}", $"ankle_ankle_{dimensions}",
        $"wrists_ankles_{dimensions}",
    ];

    private static string[] Planar() =>
    [
        "y_wrists_shoulders", "y_shoulders_hips", "y_hips_ankles", "y_nose_wrists", "y_knees_hips", "y_shoulders_ankles", "x_ankles_hips",
        "x_shoulders_hips", "x_wrists_shoulders", "x_knees_hips", "y_left_right_knee", "y_left_right_ankle", "y_left_right_wrist",
        "x_left_right_ankle",
    ];

    private static float Mean(float a, float b) => (a + b) / 2;

    private readonly struct Point(float x, float y, float z)
    {
        public readonly float X = x, Y = y, Z = z;

        public static Point operator +(Point a, Point b) => new(a.X + b.X, a.Y + b.Y, a.Z + b.Z);

        public static Point operator -(Point a, Point b) => new(a.X - b.X, a.Y - b.Y, a.Z - b.Z);

        // Written out: a library's dot product may add in another order on another processor.
        public static float Dot(Point a, Point b) => a.X * b.X + a.Y * b.Y + a.Z * b.Z;

        public static Point Middle(Point a, Point b) => new(Mean(a.X, b.X), Mean(a.Y, b.Y), Mean(a.Z, b.Z));

        public static float Distance(Point a, Point b)
        {
            var d = a - b;
            return MathF.Sqrt(Dot(d, d));
        }
    }

    /// <summary>A bone, from the end nearer to the trunk to the other one.</summary>
    private readonly struct Limb
    {
        private readonly Point _along;
        public readonly float Length;

        public Limb(Point from, Point to)
        {
            _along = to - from;
            Length = MathF.Sqrt(Point.Dot(_along, _along));
        }

        /// <summary>Angle above the horizontal: the image's y points down.</summary>
        public float Elevation => MathF.Asin(Math.Clamp(-_along.Y / (Length + Tiny), -1, 1));

        /// <summary>Angle between two limbs that start at the same joint.</summary>
        public static float Between(in Limb a, in Limb b) => Angle(Point.Dot(a._along, b._along), a, b);

        /// <summary>Angle at the joint where the second limb goes on from the first.</summary>
        public static float Joint(in Limb a, in Limb b) => Angle(-Point.Dot(a._along, b._along), a, b);

        private static float Angle(float dot, in Limb a, in Limb b) => MathF.Acos(Math.Clamp(dot / (a.Length * b.Length + Tiny), -1, 1));
    }

    private readonly ref struct Limbs
    {
        public readonly Point Shoulders, Hips, Wrists, Ankles, Knees;
        public readonly Point LeftKnee, RightKnee, LeftAnkle, RightAnkle, LeftWrist, RightWrist;
        public readonly Limb LeftUpperArm, RightUpperArm, LeftForearm, RightForearm, LeftThigh, RightThigh, LeftShank, RightShank, Trunk;
        private readonly Limb _leftSide, _rightSide, _leftToRightShoulder;

        public Limbs(ReadOnlySpan<Landmark> landmarks, float depth)
        {
            Point leftShoulder = At(landmarks, BodyLandmark.LeftShoulder, depth), rightShoulder = At(landmarks, BodyLandmark.RightShoulder, depth);
            Point leftElbow = At(landmarks, BodyLandmark.LeftElbow, depth), rightElbow = At(landmarks, BodyLandmark.RightElbow, depth);
            Point leftHip = At(landmarks, BodyLandmark.LeftHip, depth), rightHip = At(landmarks, BodyLandmark.RightHip, depth);
            LeftWrist = At(landmarks, BodyLandmark.LeftWrist, depth);
            RightWrist = At(landmarks, BodyLandmark.RightWrist, depth);
            LeftKnee = At(landmarks, BodyLandmark.LeftKnee, depth);
            RightKnee = At(landmarks, BodyLandmark.RightKnee, depth);
            LeftAnkle = At(landmarks, BodyLandmark.LeftAnkle, depth);
            RightAnkle = At(landmarks, BodyLandmark.RightAnkle, depth);

            Shoulders = Point.Middle(leftShoulder, rightShoulder);
            Hips = Point.Middle(leftHip, rightHip);
            Wrists = Point.Middle(LeftWrist, RightWrist);
            Ankles = Point.Middle(LeftAnkle, RightAnkle);
            Knees = Point.Middle(LeftKnee, RightKnee);

            LeftUpperArm = new Limb(leftShoulder, leftElbow);
            RightUpperArm = new Limb(rightShoulder, rightElbow);
            LeftForearm = new Limb(leftElbow, LeftWrist);
            RightForearm = new Limb(rightElbow, RightWrist);
            LeftThigh = new Limb(leftHip, LeftKnee);
            RightThigh = new Limb(rightHip, RightKnee);
            LeftShank = new Limb(LeftKnee, LeftAnkle);
            RightShank = new Limb(RightKnee, RightAnkle);
            Trunk = new Limb(Hips, Shoulders);
            _leftSide = new Limb(leftShoulder, leftHip);
            _rightSide = new Limb(rightShoulder, rightHip);
            _leftToRightShoulder = new Limb(leftShoulder, rightShoulder);
        }

        public void Measure(float unit, Span<float> to)
        {
            to[0] = Mean(Limb.Joint(LeftUpperArm, LeftForearm), Limb.Joint(RightUpperArm, RightForearm));
            to[1] = Mean(Limb.Between(_leftSide, LeftUpperArm), Limb.Between(_rightSide, RightUpperArm));
            to[2] = Mean(Limb.Joint(_leftSide, LeftThigh), Limb.Joint(_rightSide, RightThigh));
            to[3] = Mean(Limb.Joint(LeftThigh, LeftShank), Limb.Joint(RightThigh, RightShank));
            to[4] = Mean(LeftUpperArm.Elevation, RightUpperArm.Elevation);
            to[5] = Mean(LeftForearm.Elevation, RightForearm.Elevation);
            to[6] = Mean(LeftThigh.Elevation, RightThigh.Elevation);
            to[7] = Mean(LeftShank.Elevation, RightShank.Elevation);
            to[8] = Trunk.Elevation;
            to[9] = Mean(Limb.Between(_leftToRightShoulder, LeftUpperArm), Limb.Joint(_leftToRightShoulder, RightUpperArm));
            to[10] = Point.Distance(Wrists, Shoulders) * unit;
            to[11] = Point.Distance(Wrists, Hips) * unit;
            to[12] = Point.Distance(Shoulders, Ankles) * unit;
            to[13] = Point.Distance(Hips, Ankles) * unit;
            to[14] = Point.Distance(Knees, Shoulders) * unit;
            to[15] = Point.Distance(LeftWrist, RightWrist) * unit;
            to[16] = Point.Distance(LeftAnkle, RightAnkle) * unit;
            to[17] = Point.Distance(Wrists, Ankles) * unit;
        }

        private static Point At(ReadOnlySpan<Landmark> landmarks, BodyLandmark landmark, float depth)
        {
            ref readonly var l = ref landmarks[(int)landmark];
            return new Point(l.X, l.Y, l.Z * depth);
        }
    }
}
