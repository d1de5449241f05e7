using Xunit;

namespace PersonalPT.Testing;

/// <summary>What tests need and a machine may not have.</summary>
public static class Required
{
    /// <summary>Skips the test; fails it if <c>PERSONALPT_REQUIRE</c> is <c>all</c>.</summary>
    /// <param name="reason">What is missing, and how to get it.</param>
    public static void Missing(string reason)
    {
        if (Environment.GetEnvironmentVariable("PERSONALPT_REQUIRE") == "all")
            Assert.Fail(reason);

        Assert.Skip(reason);
    }
}
