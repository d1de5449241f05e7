using PersonalPT.Athletes.Exercises;

namespace PersonalPT.Athletes.Tests.Exercises;

public sealed class RepertoireTests
{
    [Fact]
    public void The_exercises_have_the_names_that_catalogs_use() => Assert.Equal(
        ["squat", "push_up", "pull_up", "situp", "jump_jack", "front_raise", "lunge", "biceps_curl", "overhead_press", "bench_pressing"],
        Repertoire.Exercises);

    [Fact]
    public void An_unknown_exercise_is_refused_with_the_names_of_the_known_ones()
    {
        var refused = Assert.Throws<ArgumentException>(() => Repertoire.Find("handstand"));
        Assert.Contains("handstand", refused.Message, StringComparison.Ordinal);
        Assert.Contains("squat", refused.Message, StringComparison.Ordinal);
    }
}
