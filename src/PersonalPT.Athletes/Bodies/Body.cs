namespace PersonalPT.Athletes.Bodies;

/// <summary>
/// An athlete's build: lengths in metres between the joints as MediaPipe marks them. Means are the segment lengths of Drillis and Contini (1966), as
/// shares of the height; the widths are those between landmarks, which lie inside the shoulders and hips.
/// </summary>
public sealed record Body
{
    /// <summary>Standing height, sole to crown.</summary>
    public required float Height { get; init; }

    /// <summary>From between the hips to between the shoulders.</summary>
    public required float Trunk { get; init; }

    /// <summary>From between the shoulders to the middle of the head.</summary>
    public required float Neck { get; init; }

    /// <summary>Shoulder to shoulder.</summary>
    public required float Shoulders { get; init; }

    /// <summary>Hip to hip.</summary>
    public required float Hips { get; init; }

    /// <summary>Shoulder to elbow.</summary>
    public required float UpperArm { get; init; }

    /// <summary>Elbow to wrist.</summary>
    public required float Forearm { get; init; }

    /// <summary>Wrist to the knuckles.</summary>
    public required float Hand { get; init; }

    /// <summary>Hip to knee.</summary>
    public required float Thigh { get; init; }

    /// <summary>Knee to ankle.</summary>
    public required float Shank { get; init; }

    /// <summary>Ankle to the tip of the foot, along the ground.</summary>
    public required float Foot { get; init; }

    /// <summary>Height of the ankle above the sole.</summary>
    public required float Ankle { get; init; }

    internal float Arm => UpperArm + Forearm;

    internal float Leg => Thigh + Shank;

    /// <summary>Height of the hips when standing upright with straight legs.</summary>
    internal float HipHeight => Leg + Ankle;

    /// <summary>The build that belongs to a seed.</summary>
    /// <param name="seed">Any number; the same one gives the same body.</param>
    public static Body FromSeed(ulong seed)
    {
        var dice = Dice.For(seed, Purpose.Body);
        var height = Math.Clamp(1.72f + .09f * dice.Normal(), 1.48f, 2.02f);
        var legs = 1 + .025f * dice.Normal();
        var arms = 1 + .03f * dice.Normal();
        return new Body
        {
            Height = height,
            Trunk = height * .288f * (1 - .6f * (legs - 1)) * Around(ref dice, .02f),
            Neck = height * .112f * Around(ref dice, .03f),
            Shoulders = height * .205f * Around(ref dice, .06f),
            Hips = height * .122f * Around(ref dice, .07f),
            UpperArm = height * .180f * arms * Around(ref dice, .02f),
            Forearm = height * .148f * arms * Around(ref dice, .02f),
            Hand = height * .058f * Around(ref dice, .05f),
            Thigh = height * .245f * legs * Around(ref dice, .02f),
            Shank = height * .246f * legs * Around(ref dice, .02f),
            Foot = height * .105f * Around(ref dice, .05f),
            Ankle = height * .042f * Around(ref dice, .05f),
        };
    }

    private static float Around(ref Dice dice, float spread) => 1 + spread * dice.Normal();
}
