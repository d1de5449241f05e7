using CsCheck;
using PersonalPT.Athletes.Exercises;
using PersonalPT.Athletes.Tests.Workouts;

namespace PersonalPT.Athletes.Tests.Exercises;

public sealed class StyleTests
{
    [Theory, MemberData(nameof(Plans.Exercises), MemberType = typeof(Plans))]
    public void Styles_are_within_what_the_exercise_allows(string name) => Gen.ULong.Sample(seed =>
    {
        var exercise = Repertoire.Find(name);
        var style = Style.FromSeed(seed, exercise);
        var (outward, hold, back) = style.Shares;
        return style.Variant >= 0 && style.Variant < exercise.Variants && style.SecondsPerRep is >= 1.2f and <= 4
            && outward > .2f && back > .2f && hold > 0 && outward + hold + back < 1 && style == Style.FromSeed(seed, exercise);
    });

    [Fact]
    public void A_coach_shows_the_full_range_evenly()
    {
        var style = Style.FromSeed(8, Repertoire.Find("squat")).AsCoach();
        Assert.Equal((1, 0, 0), (style.Depth, style.Variant, style.Fatigue));
    }
}
