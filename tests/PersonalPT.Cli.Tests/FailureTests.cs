using Grpc.Core;

namespace PersonalPT.Cli.Tests;

public sealed class FailureTests
{
    [Fact]
    public void A_message_for_people_is_passed_on_as_it_is() =>
        Assert.Equal("x.csv: not found; give another.", Failure.Describe(new CommandFailedException("x.csv: not found; give another.")));

    [Fact]
    public void What_the_server_says_is_said() => Assert.Equal(
        "there is no exercise 'squta'", Failure.Describe(new RpcException(new Status(StatusCode.NotFound, "there is no exercise 'squta'"))));

    [Fact]
    public void It_is_always_one_line() => Assert.Equal("first second", Failure.Describe(new IOException("first\r\n\n  second\n")));

    [Fact]
    public void What_nobody_foresaw_points_to_verbose()
    {
        var line = Failure.Describe(new InvalidOperationException("odd"));
        Assert.Contains("InvalidOperationException: odd", line, StringComparison.Ordinal);
        Assert.Contains("--verbose", line, StringComparison.Ordinal);
        Assert.DoesNotContain(" at ", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_one_failure_in_a_bundle_that_one_is_described() =>
        Assert.Equal("odd", Failure.Describe(new AggregateException(new IOException("odd"))));
}
