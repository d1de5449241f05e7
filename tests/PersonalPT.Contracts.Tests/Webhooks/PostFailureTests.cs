using PersonalPT.Contracts.Webhooks;

namespace PersonalPT.Contracts.Tests.Webhooks;

public sealed class PostFailureTests
{
    [Fact]
    public void What_was_said_is_read_back() => Assert.All(Enum.GetValues<PostFault>(), fault =>
    {
        var failure = new PostFailure(fault, fault switch { PostFault.Answered => 418, PostFault.TooSlow => 2.5, _ => 0 });
        Assert.Equal(failure, PostFailure.Find(failure.ToString()));
    });

    [Fact]
    public void The_sentences_are_those_that_are_stored_and_sent()
    {
        Assert.Equal("The endpoint answered 418.", new PostFailure(PostFault.Answered, 418).ToString());
        Assert.Equal("The endpoint did not answer within 2.5 seconds.", new PostFailure(PostFault.TooSlow, 2.5).ToString());
        Assert.Equal("The endpoint could not be reached.", new PostFailure(PostFault.NotReached).ToString());
    }

    [Theory]
    [InlineData(""), InlineData("The endpoint answered ."), InlineData("The endpoint answered rudely."), InlineData("Something else.")]
    public void What_nobody_says_is_nothing_known(string sentence) => Assert.Null(PostFailure.Find(sentence));
}
