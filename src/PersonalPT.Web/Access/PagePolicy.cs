using Microsoft.AspNetCore.Http;

namespace PersonalPT.Web.Access;

/// <summary>Who may have a page: metadata of every endpoint that this project maps.</summary>
/// <param name="Name">The method and the pattern of the address, such as <c>GET /board</c>.</param>
/// <param name="NeedsSignIn">Whether a visitor has to sign in first.</param>
/// <param name="Reach">What a request reaches for.</param>
internal sealed record PagePolicy(string Name, bool NeedsSignIn, Func<HttpContext, PageReach> Reach);
