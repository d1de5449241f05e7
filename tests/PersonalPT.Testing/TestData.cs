namespace PersonalPT.Testing;

/// <summary>
/// Finds what tests need and the repository does not hold: recordings, and figures of the reference. They lie where <c>PERSONALPT_DATA</c> points, else
/// in <c>../shared/data</c> beside the repository.
/// </summary>
public static class TestData
{
    /// <summary>Folder of the real recordings of eight exercises, with annotated cycles.</summary>
    public static string RepCountPose => Require("repcount-pose");

    /// <summary>What the reference counted in each pair of these recordings, as CSV.</summary>
    public static string ReferencePairs => Require(Path.Combine("..", "reference", "pairs.csv"));

    /// <summary>The path of a file or folder; where there is none the test is skipped, or fails if <c>PERSONALPT_REQUIRE</c> is <c>all</c>.</summary>
    /// <param name="relativePath">Path below the data folder.</param>
    public static string Require(string relativePath)
    {
        var path = Path.GetFullPath(Path.Combine(Root(), relativePath));
        if (Path.Exists(path))
            return path;

        Required.Missing($"No {relativePath} in the test data; set PERSONALPT_DATA to the folder that holds it.");
        return path;
    }

    private static string Root()
    {
        if (Environment.GetEnvironmentVariable("PERSONALPT_DATA") is { Length: > 0 } set)
            return set;

        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "PersonalPT.sln")))
            folder = folder.Parent;
        return Path.Combine(folder?.Parent?.FullName ?? AppContext.BaseDirectory, "shared", "data");
    }
}
