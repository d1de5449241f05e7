namespace PersonalPT.Web.Trends;

/// <summary>The steps of a trend.</summary>
public enum TrendSpan
{
    /// <summary>The last twelve weeks, each from Monday on.</summary>
    Weeks = 1,
    /// <summary>The last four weeks, day by day.</summary>
    Days = 2,
}
