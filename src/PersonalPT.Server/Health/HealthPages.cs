using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace PersonalPT.Server.Health;

/// <summary>What supervisors ask: is it alive, and is it ready for phones.</summary>
internal static class HealthPages
{
    // Shorter than supervisors usually wait for an answer would be pointless for a database that is slow; longer, and they give up first.
    private static readonly TimeSpan s_databaseTimeout = TimeSpan.FromSeconds(4);

    // How soon those who watch over gRPC hear of a change.
    private static readonly TimeSpan s_watchPeriod = TimeSpan.FromSeconds(10);

    /// <summary>All checks are about being ready. gRPC's health service answers by the same ones.</summary>
    public static void AddHealth(this IServiceCollection services)
    {
        services.AddGrpcHealthChecks()
            .AddCheck<SiloHealth>("silo")
            .AddCheck<StorageHealth>("storage", timeout: s_databaseTimeout)
            .AddCheck<WritingHealth>("writing", timeout: s_databaseTimeout);
        services.Configure<HealthCheckPublisherOptions>(publisher => publisher.Period = s_watchPeriod);
    }

    /// <summary>Ready: <c>/readyz</c> and <c>/healthz</c>, 200 or 503 with the reasons. Alive: <c>/livez</c>, 200 for as long as anything is answered.</summary>
    public static void MapHealth(this WebApplication app)
    {
        app.MapGrpcHealthChecksService().AllowAnonymous();
        foreach (var page in new[] { "/healthz", "/readyz" })
            app.MapHealthChecks(page, new HealthCheckOptions { ResponseWriter = Write }).AllowAnonymous();
        app.MapHealthChecks("/livez", new HealthCheckOptions { Predicate = _ => false, ResponseWriter = Write }).AllowAnonymous();
    }

    // The state, and a line for each check that is not content. Whoever asks has not said who he is: he gets the checks' own sentences, and the log the causes.
    private static Task Write(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        var wrong = report.Entries.Where(entry => entry.Value.Status != HealthStatus.Healthy).Select(entry => $"{entry.Key}: {entry.Value.Description}");
        return context.Response.WriteAsync(string.Join('\n', wrong.Prepend(report.Status.ToString())), context.RequestAborted);
    }
}
