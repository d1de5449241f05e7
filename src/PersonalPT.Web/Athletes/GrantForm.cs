using System.Globalization;
using Microsoft.AspNetCore.Http;
using PersonalPT.Contracts.Coaching;
using PersonalPT.Web.Trends;

namespace PersonalPT.Web.Athletes;

/// <summary>What was typed into the form with which an athlete lets a coach at his things.</summary>
/// <param name="Coach">Who.</param>
/// <param name="Scopes">At what.</param>
/// <param name="Until">The last day; empty: until it is revoked.</param>
public sealed record GrantForm(string Coach, GrantScopes Scopes, string Until)
{
    private const string DayFormat = "yyyy-MM-dd";

    /// <summary>The form before anything is typed.</summary>
    public static GrantForm Empty { get; } = new("", GrantScopes.Live | GrantScopes.History, "");

    /// <summary>What can be granted, in the order of the form.</summary>
    public static IReadOnlyList<GrantScopes> All { get; } = [GrantScopes.Live, GrantScopes.History, GrantScopes.Models, GrantScopes.Sets, GrantScopes.Plans];

    /// <summary>The word for what is wrong with it; null: nothing, as far as anybody knows.</summary>
    public string? Wrong { get; init; }

    /// <summary>What was sent; a scope that is not known is none.</summary>
    public static GrantForm Read(IFormCollection form)
    {
        ArgumentNullException.ThrowIfNull(form);
        var scopes = All.Where(scope => form["scope"].Contains(scope.ToString())).Aggregate(GrantScopes.None, (all, scope) => all | scope);
        return new GrantForm(form["coach"].ToString().Trim(), scopes, form["until"].ToString().Trim());
    }

    /// <summary>A day as the form has it.</summary>
    public static string Day(DateOnly day) => day.ToString(DayFormat, CultureInfo.InvariantCulture);

    /// <summary>When the grant ends.</summary>
    /// <param name="zone">Where the server is: its day is meant, to the end.</param>
    /// <param name="micros">Microseconds since the Unix epoch; null: when it is revoked.</param>
    /// <returns>Whether it is a day.</returns>
    public bool TryReadUntil(TimeZoneInfo zone, out long? micros)
    {
        micros = null;
        if (Until.Length == 0)
            return true;
        if (!DateOnly.TryParseExact(Until, DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) || day == DateOnly.MaxValue)
            return false;

        micros = ExerciseTrend.StartOf(day.AddDays(1), zone);
        return true;
    }
}
