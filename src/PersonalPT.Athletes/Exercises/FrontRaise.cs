using PersonalPT.Athletes.Bodies;

namespace PersonalPT.Athletes.Exercises;

/// <summary>Straight arms from the thighs to shoulder height, in front.</summary>
internal sealed class FrontRaise : Exercise
{
    public override string Name => "front_raise";

    public override (float Brisk, float Slow) Tempo => (1.8f, 3.6f);

    public override (float From, float To) UsualAzimuth => (15, 60);

    public override Pose Pose(Body body, Style style, in Stroke stroke)
    {
        var pose = Posing.Standing(body, 1.1f * body.Shoulders * style.Stance);
        pose.Spine = Posing.Direction(0, 1, .03f - .05f * style.Lean * stroke.Depth);
        foreach (var side in Posing.Sides)
        {
            var raised = 7 + 84 * stroke.Of(side);
            Hold.Swing(ref pose.Of(side), side, raised, raised + 7 * style.Lean);
        }

        return pose;
    }
}
