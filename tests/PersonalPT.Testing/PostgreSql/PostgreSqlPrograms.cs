using System.Diagnostics;
using System.Globalization;

namespace PersonalPT.Testing.PostgreSql;

/// <summary>The programs of the PostgreSQL that is installed here: Debian's newest, else what the search path has.</summary>
public sealed class PostgreSqlPrograms
{
    private readonly string _folder;

    private PostgreSqlPrograms(string folder) => _folder = folder;

    /// <summary>Finds them; where there are none the test is skipped, or fails if <c>PERSONALPT_REQUIRE</c> is <c>all</c>.</summary>
    public static PostgreSqlPrograms Find()
    {
        const string Debian = "/usr/lib/postgresql";
        var packaged = Directory.Exists(Debian)
            ? Directory.GetDirectories(Debian)
                .OrderByDescending(version => int.TryParse(Path.GetFileName(version), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0)
                .Select(version => Path.Combine(version, "bin"))
            : [];
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        var found = packaged.Concat(path).FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres")));
        if (found is null)
            Required.Missing("No PostgreSQL on this machine: install Debian's package 'postgresql', or put its programs on the search path.");

        return new PostgreSqlPrograms(found!);
    }

    /// <summary>A program's whole path.</summary>
    public string this[string name] => Path.Combine(_folder, name);

    /// <summary>How to start a program that refuses to run as root: as somebody else where this process is root, else as it is.</summary>
    public ProcessStartInfo AsOrdinaryUser(string program, params IEnumerable<string> args)
    {
        string[] command = Environment.IsPrivilegedProcess
            ? ["setpriv", $"--reuid={OrdinaryUser}", $"--regid={OrdinaryUser}", "--clear-groups", this[program], .. args]
            : [this[program], .. args];
        return Quiet(command[0], command[1..]);
    }

    /// <summary>Runs a program to its end.</summary>
    /// <returns>What it wrote to standard output.</returns>
    /// <exception cref="InvalidOperationException">It failed; the message is what it said.</exception>
    public static async Task<string> RunAsync(ProcessStartInfo start, CancellationToken cancellationToken)
    {
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"{start.FileName} {string.Join(' ', start.ArgumentList)} ended with {process.ExitCode}: {await error}");
    }

    internal static ProcessStartInfo Quiet(string program, params IEnumerable<string> args)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        foreach (var arg in args)
            start.ArgumentList.Add(arg);
        return start;
    }

    // By number: a container need not have the names.
    private static string OrdinaryUser
    {
        get
        {
            foreach (var name in new[] { "postgres:", "nobody:" })
            {
                if (File.ReadLines("/etc/passwd").FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal)) is { } line)
                    return line.Split(':')[2];
            }

            return "65534";
        }
    }
}
