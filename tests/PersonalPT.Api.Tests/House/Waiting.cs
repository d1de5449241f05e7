namespace PersonalPT.Api.Tests.House;

/// <summary>Waiting for what must come: a test that waits in vain fails instead of hanging.</summary>
internal static class Waiting
{
    private static readonly TimeSpan s_inVain = TimeSpan.FromSeconds(60);

    public static Task<T> Soon<T>(this Task<T> task) => task.WaitAsync(s_inVain, TestContext.Current.CancellationToken);

    public static Task Soon(this Task task) => task.WaitAsync(s_inVain, TestContext.Current.CancellationToken);
}
