using System.Reflection;
using System.Xml.Linq;

namespace PersonalPT.Architecture.Tests;

/// <summary>The arrows of ARCHITECTURE.md: who may stand on whom.</summary>
public sealed class ArrowTests
{
    private static readonly Dictionary<string, string[]> Arrows = new()
    {
        ["Counting"] = [],
        ["Protocol"] = [],
        ["Contracts"] = ["Counting"],
        ["Grains"] = ["Contracts", "Counting", "Protocol"],
        ["Storage"] = ["Contracts"],
        ["Storage.Sqlite"] = ["Storage"],
        ["Storage.PostgreSql"] = ["Storage"],
        ["Identity"] = ["Contracts"],
        ["Api"] = ["Contracts", "Identity", "Protocol"],
        ["Client"] = ["Protocol"],
        ["Client.Offline"] = ["Client", "Counting"],
        ["Athletes"] = ["Counting"],
        ["Evaluation"] = ["Counting"],
        ["Web"] = ["Contracts", "Identity", "Protocol"],
        ["Server"] = ["Api", "Web", "Grains", "Storage", "Storage.Sqlite", "Storage.PostgreSql"],
        ["Cli"] = ["Server", "Client", "Athletes", "Evaluation"],
    };

    public static TheoryData<string> Projects => new(Arrows.Keys);

    [Fact]
    public void Every_project_has_its_arrows_written_down()
    {
        // Folders in lower case are other languages'.
        var found = Directory.GetDirectories(Path.Combine(Root, "src"), "PersonalPT.*").Select(Path.GetFileName).Select(Short).Order();

        Assert.Equal(Arrows.Keys.Order(), found);
    }

    [Theory, MemberData(nameof(Projects))]
    public void A_project_file_refers_only_to_what_it_may_stand_on(string project)
    {
        var file = Path.Combine(Root, "src", $"PersonalPT.{project}", $"PersonalPT.{project}.csproj");
        var references = XDocument.Load(file).Descendants("ProjectReference").Select(r => Short(Path.GetFileNameWithoutExtension((string)r.Attribute("Include")!)));

        Assert.Empty(references.Except(Arrows[project]));
    }

    [Theory, MemberData(nameof(Projects))]
    public void An_assembly_uses_only_what_its_project_can_reach(string project)
    {
        var assembly = Assembly.LoadFrom(Path.Combine(AppContext.BaseDirectory, project == "Cli" ? "personalpt.dll" : $"PersonalPT.{project}.dll"));
        var used = assembly.GetReferencedAssemblies().Select(a => a.Name!).Where(n => n.StartsWith("PersonalPT.", StringComparison.Ordinal)).Select(Short);

        Assert.Empty(used.Except(Reachable(project)));
    }

    [Fact]
    public void Counting_knows_neither_actors_nor_servers_nor_databases()
    {
        var used = Assembly.Load("PersonalPT.Counting").GetReferencedAssemblies().Select(a => a.Name!);

        Assert.DoesNotContain(used, n => n.StartsWith("Orleans", StringComparison.Ordinal)
            || n.StartsWith("Microsoft.", StringComparison.Ordinal) || n.StartsWith("Grpc", StringComparison.Ordinal));
    }

    private static string Root
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder.FullName, "PersonalPT.sln")))
                folder = folder.Parent ?? throw new InvalidOperationException("No PersonalPT.sln above the test's folder.");
            return folder.FullName;
        }
    }

    private static string Short(string? name) => name!["PersonalPT.".Length..];

    private static HashSet<string> Reachable(string project)
    {
        var reached = new HashSet<string>();
        var open = new Queue<string>(Arrows[project]);
        while (open.TryDequeue(out var next))
        {
            if (reached.Add(next))
                foreach (var further in Arrows[next])
                    open.Enqueue(further);
        }

        return reached;
    }
}
