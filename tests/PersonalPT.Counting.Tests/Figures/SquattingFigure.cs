using PersonalPT.Counting.Skeletons;

namespace PersonalPT.Counting.Tests.Figures;

/// <summary>A figure of known movement: it squats with its arms going forward, or waves its arms.</summary>
internal static class SquattingFigure
{
    /// <summary>The figure at a depth from 0 (standing) to 1 (deep), its arms lifted sideways by a share.</summary>
    public static Landmark[] Pose(double depth, double wave = 0, Random? noise = null)
    {
        var body = new Landmark[Skeleton.LandmarkCount];
        for (var side = -1; side <= 1; side += 2)
        {
            var right = side < 0 ? 1 : 0;
            void Put(BodyLandmark left, double x, double y, double z) => body[(int)left + right] = Point(side * x, y, z, noise);

            var hip = .50 + .24 * depth;
            var shoulder = hip - .30 + .04 * depth;
            Put(BodyLandmark.LeftAnkle, .09, .98, 0);
            Put(BodyLandmark.LeftHeel, .08, 1.0, .03);
            Put(BodyLandmark.LeftFootIndex, .11, 1.0, -.1);
            Put(BodyLandmark.LeftKnee, .09 + .06 * depth, .75 + .02 * depth, -.20 * depth);
            Put(BodyLandmark.LeftHip, .08, hip, .12 * depth);
            Put(BodyLandmark.LeftShoulder, .15, shoulder, -.06 * depth);
            var elbow = (X: .18 + .12 * wave, Y: shoulder + .15 - .12 * depth - .15 * wave, Z: -.12 * depth);
            Put(BodyLandmark.LeftElbow, elbow.X, elbow.Y, elbow.Z);
            var wrist = (X: elbow.X + .10 * wave, Y: elbow.Y + .14 - .12 * depth - .25 * wave, Z: elbow.Z - .12 * depth);
            Put(BodyLandmark.LeftWrist, wrist.X, wrist.Y, wrist.Z);
            Put(BodyLandmark.LeftPinky, wrist.X + .01, wrist.Y + .03, wrist.Z);
            Put(BodyLandmark.LeftIndex, wrist.X - .01, wrist.Y + .04, wrist.Z);
            Put(BodyLandmark.LeftThumb, wrist.X - .02, wrist.Y + .02, wrist.Z);
            Put(BodyLandmark.LeftEar, .05, shoulder - .13, -.02);
            body[(int)(side > 0 ? BodyLandmark.LeftEye : BodyLandmark.RightEye)] = Point(side * .02, shoulder - .16, -.07, noise);
            body[(int)(side > 0 ? BodyLandmark.LeftEyeInner : BodyLandmark.RightEyeInner)] = Point(side * .01, shoulder - .16, -.07, noise);
            body[(int)(side > 0 ? BodyLandmark.LeftEyeOuter : BodyLandmark.RightEyeOuter)] = Point(side * .03, shoulder - .16, -.07, noise);
            Put(BodyLandmark.MouthLeft, .02, shoulder - .10, -.07);
            body[(int)BodyLandmark.Nose] = Point(0, shoulder - .13, -.09, noise);
        }

        return body;
    }

    /// <summary>Depth of evenly repeated squats at a time since they began.</summary>
    public static double Depth(double seconds, double period) => (1 - Math.Cos(2 * Math.PI * seconds / period)) / 2;

    private static Landmark Point(double x, double y, double z, Random? noise)
    {
        float Off() => noise is null ? 0 : (noise.NextSingle() - .5f) * .006f;
        return new Landmark((float)(x + .5) + Off(), (float)y + Off(), (float)z + Off(), .9f);
    }
}
