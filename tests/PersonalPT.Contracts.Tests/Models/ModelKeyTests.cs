using PersonalPT.Contracts.Models;

namespace PersonalPT.Contracts.Tests.Models;

public sealed class ModelKeyTests
{
    [Theory]
    [InlineData("")]
    [InlineData("ann")]
    public void The_key_of_a_grain_names_the_same_model_again_the_gyms_own_included(string athlete)
    {
        var key = new ModelKey("iron-temple", athlete, "squat");
        Assert.Equal(key, ModelKey.Parse(key.ToString()));
    }

    [Theory]
    [InlineData("iron-temple/squat")]
    [InlineData("iron-temple/ann/squat/4")]
    public void Anything_else_is_refused_and_named(string key) => Assert.Contains($"'{key}'", Assert.Throws<FormatException>(() => ModelKey.Parse(key)).Message);
}
