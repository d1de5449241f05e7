namespace PersonalPT.Client.Tests;

public sealed class ReadmeTests
{
    [Theory]
    [InlineData("ReadmeSnippet.cs")]
    [InlineData("ReadmeGroupSnippet.cs")]
    public void The_readme_shows_the_snippets_that_are_compiled_here(string file)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "PersonalPT.sln")))
            root = root.Parent ?? throw new InvalidOperationException("No PersonalPT.sln above the test's folder.");
        var source = File.ReadAllLines(Path.Combine(root.FullName, "tests", "PersonalPT.Client.Tests", file));
        var start = Array.FindIndex(source, l => l.Contains("snippet:start", StringComparison.Ordinal));
        var end = Array.FindIndex(source, l => l.Contains("snippet:end", StringComparison.Ordinal));
        var indent = source[start].Length - source[start].TrimStart().Length;
        var snippet = string.Join('\n', source[(start + 1)..end].Select(l => l.Length > indent ? l[indent..] : l.Trim()));

        Assert.Contains(snippet, File.ReadAllText(Path.Combine(root.FullName, "README.md")), StringComparison.Ordinal);
    }
}
