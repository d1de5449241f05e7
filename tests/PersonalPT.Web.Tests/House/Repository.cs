namespace PersonalPT.Web.Tests.House;

/// <summary>Where the sources lie.</summary>
internal static class Repository
{
    public static string Root
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder.FullName, "PersonalPT.sln")))
                folder = folder.Parent ?? throw new InvalidOperationException("No PersonalPT.sln above the test's folder.");
            return folder.FullName;
        }
    }

    /// <summary>Where pictures of the pages go; not part of the repository.</summary>
    public static string Pictures => Directory.CreateDirectory(Path.Combine(Root, "artifacts", "pictures")).FullName;
}
