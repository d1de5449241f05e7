namespace PersonalPT.Identity.Tests;

public sealed class OneTimeCodeTests
{
    [Fact]
    public void A_code_is_read_however_it_is_typed()
    {
        var code = OneTimeCode.Create();

        Assert.Equal(code, OneTimeCode.Read(code));
        Assert.Equal(code, OneTimeCode.Read(OneTimeCode.Show(code)));
        Assert.Equal(code, OneTimeCode.Read($" {OneTimeCode.Show(code).ToLowerInvariant()} "));
        Assert.Matches("^(...-){3}...$", OneTimeCode.Show(code));
    }

    [Theory]
    [InlineData(null), InlineData(""), InlineData("22222222222"), InlineData("2222222222222"), InlineData("22222222222O"), InlineData("' OR 1=1 --2")]
    public void What_cannot_be_a_code_is_none(string? typed) => Assert.Null(OneTimeCode.Read(typed));

    [Fact]
    public void No_two_codes_and_no_two_secrets_are_the_same()
    {
        Assert.Equal(1000, Enumerable.Range(0, 1000).Select(_ => OneTimeCode.Create()).Distinct().Count());
        Assert.Equal(1000, Enumerable.Range(0, 1000).Select(_ => OneTimeCode.Secret()).Distinct().Count());
    }

    [Fact]
    public void Hashes_are_the_same_for_the_same_and_for_nothing_else()
    {
        Assert.True(OneTimeCode.AreSame(OneTimeCode.Hash("one"), OneTimeCode.Hash("one")));
        Assert.False(OneTimeCode.AreSame(OneTimeCode.Hash("one"), OneTimeCode.Hash("two")));
        Assert.False(OneTimeCode.AreSame(OneTimeCode.Hash("one"), null));
    }
}
