using Microsoft.AspNetCore.Http;
using PersonalPT.Contracts;
using PersonalPT.Contracts.Access;
using PersonalPT.Contracts.Audit;

namespace PersonalPT.Web.Access;

/// <summary>What pages write to the audit log.</summary>
internal static class PageAudit
{
    /// <summary>An entry by a visitor, now.</summary>
    /// <param name="http">The request; the log names its page.</param>
    /// <param name="visitor">Who.</param>
    /// <param name="action">What.</param>
    /// <param name="outcome">What came of it.</param>
    /// <param name="athleteId">About whom; null: about nobody in particular.</param>
    /// <param name="time">The clock.</param>
    /// <param name="otherId">Who else is concerned, such as the coach of a grant; null: nobody.</param>
    public static AuditEntry Entry(
        HttpContext http, Member visitor, AuditAction action, AuditOutcome outcome, string? athleteId, TimeProvider time, string? otherId = null) => new(
        Guid.NewGuid(), time.UtcMicros(), visitor.UserId, visitor.RoleName, action, outcome, athleteId, otherId, MeansOf(http));

    /// <summary>How the audit log names a page.</summary>
    public static string MeansOf(HttpContext http) => http.GetEndpoint()!.Metadata.GetRequiredMetadata<PagePolicy>().Name;
}
