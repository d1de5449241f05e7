using Microsoft.AspNetCore.Http;
using PersonalPT.Contracts.Audit;

namespace PersonalPT.Web.Access;

/// <summary>Who may have a page: metadata of every endpoint that this project maps.</summary>
/// <param name="Name">The method and the pattern of the address, such as <c>GET /board</c>.</param>
/// <param name="NeedsSignIn">Whether a visitor has to sign in first.</param>
/// <param name="Reach">What a request reaches for.</param>
internal sealed record PagePolicy(string Name, bool NeedsSignIn, Func<HttpContext, PageReach> Reach)
{
    /// <summary>What the audit log says of it; null: nothing. A refusal the gate writes; that it was done, the page does.</summary>
    public AuditAction? Audit { get; init; }

    /// <summary>The most bytes that its form may have, which then has to say how long it is; null: what the server lets in.</summary>
    public int? LongestForm { get; init; }
}
