using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using PersonalPT.Contracts.Access;
using PersonalPT.Web.Text;

namespace PersonalPT.Web.Pages;

/// <summary>One request for a page, as far as every page needs it.</summary>
/// <param name="Words">What the page says.</param>
/// <param name="Visitor">Who looks; null where nobody has signed in.</param>
/// <param name="Address">Path and query of the page.</param>
/// <param name="FormToken">What a form has to bring back.</param>
/// <param name="Zone">Where the server is.</param>
public sealed record Visit(Words Words, Member? Visitor, string Address, string FormToken, TimeZoneInfo Zone)
{
    /// <summary>Name of the form's field that holds the token.</summary>
    public const string FormField = "token";

    /// <summary>Path of the request, whether it was for a page or brought a form.</summary>
    public string Path { get; init; } = Address.Split('?')[0];

    internal const string LanguageCookie = "personalpt-language";

    internal static Visit Of(HttpContext http)
    {
        var tokens = http.RequestServices.GetRequiredService<IAntiforgery>().GetAndStoreTokens(http);
        var address = HttpMethods.IsGet(http.Request.Method) ? http.Request.Path + http.Request.QueryString : "/";
        return new Visit(WordsOf(http.Request), Member.Find(http.User), address, tokens.RequestToken!, http.RequestServices.GetRequiredService<TimeProvider>().LocalTimeZone)
        {
            Path = http.Request.Path,
        };
    }

    /// <summary>The language that was chosen, else the first of the browser's that is spoken here, else English.</summary>
    internal static Words WordsOf(HttpRequest request) =>
        Words.Find(request.Cookies[LanguageCookie])
        ?? request.GetTypedHeaders().AcceptLanguage.OrderByDescending(l => l.Quality ?? 1)
            .Select(l => Words.Find(l.Value.Value?.Split('-')[0].ToLowerInvariant())).FirstOrDefault(w => w is not null)
        ?? Words.English;

    /// <summary>An address of this site that somebody may be sent to; anything else becomes the start.</summary>
    internal static string Inside(string? address) =>
        address is ['/', ..] and not ['/', '/' or '\\', ..] && !address.Any(char.IsControl) ? address : "/";
}
