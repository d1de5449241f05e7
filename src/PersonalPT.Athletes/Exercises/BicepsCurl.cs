using PersonalPT.Athletes.Bodies;

namespace PersonalPT.Athletes.Exercises;

/// <summary>Both forearms from hanging to the shoulders, the upper arms nearly still.</summary>
internal sealed class BicepsCurl : Exercise
{
    public override string Name => "biceps_curl";

    public override (float Brisk, float Slow) Tempo => (1.6f, 3.6f);

    public override (float From, float To) UsualAzimuth => (10, 60);

    public override Pose Pose(Body body, Style style, in Stroke stroke)
    {
        var pose = Posing.Standing(body, 1.1f * body.Shoulders * style.Stance);
        pose.Spine = Posing.Direction(0, 1, .03f - .04f * style.Lean * stroke.Depth);
        foreach (var side in Posing.Sides)
        {
            var done = stroke.Of(side);
            var upper = 2 + 11 * style.Lean * done;
            Hold.Swing(ref pose.Of(side), side, upper, upper + 10 + 122 * done);
        }

        return pose;
    }
}
