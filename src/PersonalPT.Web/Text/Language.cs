namespace PersonalPT.Web.Text;

/// <summary>The languages of the pages.</summary>
public enum Language
{
    /// <summary>English.</summary>
    English = 1,
    /// <summary>German.</summary>
    German = 2,
}
