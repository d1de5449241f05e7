using System.Text.Json;
using Xunit;

namespace PersonalPT.Testing.Conformance;

/// <summary>The files in <c>docs/protocol/vectors</c>, which clients in any language are held against.</summary>
public static class ConformanceVectors
{
    /// <summary>The version of the files that this reads.</summary>
    public const int Format = 1;

    private static readonly string s_folder = Find();

    /// <summary>A file's content.</summary>
    /// <param name="path">Below the folder of the vectors.</param>
    public static JsonElement Read(params string[] path)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine([s_folder, .. path])));
        var content = document.RootElement.Clone();
        Assert.Equal(Format, content.GetProperty("format").GetInt32());
        return content;
    }

    /// <summary>Names of the transcripts of a transport that are there to check somebody.</summary>
    /// <param name="transport"><c>stream</c> or <c>unary</c>.</param>
    /// <param name="checks"><c>client</c> or <c>server</c>.</param>
    public static IEnumerable<string> Transcripts(string transport, string checks) =>
        Directory.EnumerateFiles(Path.Combine(s_folder, transport), "*.json").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal)
            .Where(name => Transcript.Read(transport, name!).Checks.Contains(checks))!;

    /// <summary>Requires that a file is what it would be if it were made now. With <c>PERSONALPT_WRITE_VECTORS</c> set, it is made now.</summary>
    /// <param name="file">Below the folder of the vectors.</param>
    /// <param name="content">What it should be.</param>
    public static void RequireCurrent(string file, string content)
    {
        WriteIfAsked(file, () => content);
        Assert.Equal(content, File.ReadAllText(Path.Combine(s_folder, file)));
    }

    /// <summary>Makes a file anew where <c>PERSONALPT_WRITE_VECTORS</c> is set.</summary>
    /// <param name="file">Below the folder of the vectors.</param>
    /// <param name="content">Makes what is written.</param>
    public static void WriteIfAsked(string file, Func<string> content)
    {
        if (Environment.GetEnvironmentVariable("PERSONALPT_WRITE_VECTORS") is { Length: > 0 })
            File.WriteAllText(Path.Combine(s_folder, file), content());
    }

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "PersonalPT.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not lie in the repository.");
        return Path.Combine(folder.FullName, "docs", "protocol", "vectors");
    }
}
