namespace PersonalPT.Web;

/// <summary>This very build: what a page of another one has loaded, such as its style, is not to be taken for this one's.</summary>
internal static class Build
{
    /// <summary>Its name: the same for the same assembly.</summary>
    public static string Id { get; } = typeof(Build).Module.ModuleVersionId.ToString("N")[..8];
}
