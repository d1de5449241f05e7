using System.Numerics;
using PersonalPT.Athletes.Bodies;

namespace PersonalPT.Athletes.Exercises;

/// <summary>The hands from beside the shoulders to straight arms overhead.</summary>
internal sealed class OverheadPress : Exercise
{
    public override string Name => "overhead_press";

    public override (float Brisk, float Slow) Tempo => (1.6f, 3.4f);

    public override Pose Pose(Body body, Style style, in Stroke stroke)
    {
        var pose = Posing.Standing(body, 1.1f * body.Shoulders * style.Stance);
        pose.Spine = Posing.Direction(0, 1, -.02f - .04f * style.Lean * stroke.Depth);
        pose.Gaze = Posing.Direction(0, .05f + .15f * stroke.Depth, 1);
        foreach (var side in Posing.Sides)
        {
            var x = (int)side;
            var rest = new Vector3(x * .055f * style.Stance, .035f, .07f) * body.Height;
            var top = new Vector3(x * .03f * body.Height, .965f * body.Arm, .01f);
            pose.Reach(body, side, pose.Shoulder(body, side) + Vector3.Lerp(rest, top, stroke.Of(side)), new Vector3(x * .8f, -1, .25f));
            pose.Of(side).Hand = Posing.Direction(0, 1, .15f);
        }

        return pose;
    }
}
