using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace PersonalPT.Web.Pages;

/// <summary>Pages for what is not there or not open.</summary>
internal static class Notices
{
    /// <summary>The page for a status code.</summary>
    public static IResult Of(Visit visit, int status) => Of(visit, status, $"Notice.{status}");

    /// <summary>A page with a status code that says something of its own.</summary>
    public static IResult Of(Visit visit, int status, string word) => new RazorComponentResult<NoticePage>(new { Visit = visit, Word = word }) { StatusCode = status };
}
