using PersonalPT.Contracts.Groups;

namespace PersonalPT.Contracts.Tests.Groups;

public sealed class GroupCodeTests
{
    [Fact]
    public void A_new_code_is_read_as_itself_however_it_is_typed()
    {
        for (var i = 0; i < 100; i++)
        {
            var code = GroupCode.Create();
            Assert.Equal(code, GroupCode.Read($" {code[..3].ToLowerInvariant()} - {code[3..]} "));
        }
    }

    [Theory]
    [InlineData(null), InlineData(""), InlineData("23456"), InlineData("2345678"), InlineData("2345O0"), InlineData("2 3 4 5 6 7 - - - - - - - - -")]
    public void What_can_be_no_code_is_none(string? typed) => Assert.Null(GroupCode.Read(typed));
}
