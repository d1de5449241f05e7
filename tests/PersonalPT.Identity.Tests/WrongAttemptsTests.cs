namespace PersonalPT.Identity.Tests;

public sealed class WrongAttemptsTests
{
    [Fact]
    public void Wrong_attempts_run_out_for_the_address_that_made_them_and_for_no_other()
    {
        using var attempts = new WrongAttempts(3);
        for (var i = 0; i < 3; i++)
        {
            Assert.True(attempts.HasLeft("here"));
            attempts.Count("here");
        }

        Assert.False(attempts.HasLeft("here"));
        Assert.True(attempts.HasLeft("there"));
    }
}
