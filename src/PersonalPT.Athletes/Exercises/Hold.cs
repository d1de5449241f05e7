using PersonalPT.Athletes.Bodies;

namespace PersonalPT.Athletes.Exercises;

/// <summary>What the hands do while the legs work.</summary>
internal static class Hold
{
    /// <summary>0: stretched out in front as the legs bend; 1: clasped before the chest; 2: on the hips.</summary>
    public static void Hands(ref Pose pose, Body body, Side side, int variant, float depth)
    {
        var x = (int)side;
        ref var limbs = ref pose.Of(side);
        switch (variant)
        {
            case 0:
                var raised = 8 + 74 * depth;
                Swing(ref limbs, side, raised, raised + 8);
                break;
            case 1:
                var clasp = pose.Neck(body) - .09f * body.Height * pose.Spine + .16f * body.Height * pose.Chest() + x * .02f * pose.Shoulders;
                pose.Reach(body, side, clasp, x * .6f * pose.Shoulders - pose.Spine);
                limbs.Hand = Posing.Direction(-x * .5f, .7f, .4f);
                break;
            default:
                var waist = pose.Hip(body, side) + .06f * body.Height * pose.Spine + x * .045f * body.Height * pose.Hips;
                pose.Reach(body, side, waist, x * pose.Shoulders - .4f * pose.Chest());
                limbs.Hand = Posing.Direction(-x * .7f, -.6f, .4f);
                break;
        }
    }

    /// <summary>An arm swung forward: degrees from hanging, of the upper arm and of the forearm.</summary>
    public static void Swing(ref Limbs limbs, Side side, float upper, float fore)
    {
        var x = (int)side;
        var (u, f) = (upper * (MathF.PI / 180), fore * (MathF.PI / 180));
        limbs.UpperArm = Posing.Direction(x * .13f, -MathF.Cos(u), MathF.Sin(u));
        limbs.Forearm = Posing.Direction(x * .05f, -MathF.Cos(f), MathF.Sin(f));
        limbs.Hand = limbs.Forearm;
    }
}
