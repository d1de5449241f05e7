using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace PersonalPT.Server.Health;

/// <summary>What a question to the database says of its health.</summary>
internal static class DatabaseProbe
{
    /// <summary>Asks.</summary>
    /// <param name="question">Throws where the database is not well.</param>
    /// <param name="complaint">
    /// All that is said of it then to people who may be strangers. A driver's own words name hosts and ports; they go with the result, whose exception is
    /// logged.
    /// </param>
    /// <param name="cancellationToken">Ends the asking.</param>
    public static async Task<HealthCheckResult> Ask(Func<CancellationToken, Task> question, string complaint, CancellationToken cancellationToken)
    {
        try
        {
            await question(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception failure)
        {
            return HealthCheckResult.Unhealthy(complaint, failure);
        }
    }
}
