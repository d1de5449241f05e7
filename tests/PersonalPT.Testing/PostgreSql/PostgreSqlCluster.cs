using System.Diagnostics;
using System.Globalization;

namespace PersonalPT.Testing.PostgreSql;

/// <summary>
/// A real PostgreSQL of the tests' own: made when it is first needed, in a temporary folder, reached through a socket in that folder only, and gone with the
/// process of the tests however that ends. The tests of an assembly share one; a test that kills it has one for itself.
/// </summary>
public sealed class PostgreSqlCluster : IAsyncDisposable
{
    /// <summary>The user who owns everything.</summary>
    public const string User = "personalpt";

    /// <summary>His password.</summary>
    public const string Password = "correct horse";

    // The shell lives as long as our end of its standard input, and PostgreSQL as long as the shell: nothing is left behind by a killed test run.
    private const string WithUs = "\"$@\" & server=$!; echo \"pid $server\"; read -r _; kill -INT $server 2>/dev/null; wait $server";

    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly bool _flushed;
    private PostgreSqlPrograms? _programs;
    private Process? _shell;
    private Task _log = Task.CompletedTask;
    private int _serverId;
    private string? _folder;
    private Task<string>? _template;
    private int _databases;

    /// <summary>One that does not flush: nobody pulls the plug on tests, and each has a database of its own.</summary>
    public PostgreSqlCluster()
        : this(flushed: false)
    {
    }

    private PostgreSqlCluster(bool flushed) => _flushed = flushed;

    /// <summary>One whose commits are flushed to the disk, as in real life.</summary>
    public static PostgreSqlCluster Flushed() => new(flushed: true);

    /// <summary>The programs; known once a database was made.</summary>
    public PostgreSqlPrograms Programs => _programs ?? throw new InvalidOperationException("Nothing was started yet.");

    /// <summary>An empty database.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> CreateEmptyAsync(CancellationToken cancellationToken) => await CreateAsync("template0", cancellationToken);

    /// <summary>A database with the tables that are made once and copied from then on.</summary>
    /// <param name="fill">Makes the tables in the database of this connection string, and leaves no connection to it open.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Its connection string.</returns>
    public async Task<string> CreateAsync(Func<string, CancellationToken, Task> fill, CancellationToken cancellationToken)
    {
        await StartAsync(cancellationToken);
        Task<string> template;
        await _one.WaitAsync(cancellationToken);
        try
        {
            template = _template ??= Make();
        }
        finally
        {
            _one.Release();
        }

        return await CreateAsync(await template, cancellationToken);

        async Task<string> Make()
        {
            const string Name = "filled";
            await ClientAsync("createdb", cancellationToken, "-T", "template0", Name);
            await fill(ConnectionString(Name), cancellationToken);
            return Name;
        }
    }

    /// <summary>How to reach a database.</summary>
    public string ConnectionString(string database) => $"Host={_folder};Username={User};Password={Password};Database={database}";

    /// <summary>The name of the database in a connection string of this cluster.</summary>
    public static string NameOf(string connectionString) => connectionString[(connectionString.LastIndexOf('=') + 1)..];

    /// <summary>Deletes a database, whoever is still connected.</summary>
    public async Task DropAsync(string connectionString, CancellationToken cancellationToken) =>
        await ClientAsync("dropdb", cancellationToken, "--force", NameOf(connectionString));

    /// <summary>Runs one of PostgreSQL's client programs as the owner of everything.</summary>
    /// <returns>What it wrote to standard output.</returns>
    public async Task<string> ClientAsync(string program, CancellationToken cancellationToken, params IEnumerable<string> args)
    {
        var start = PostgreSqlPrograms.Quiet(Programs[program], args);
        start.Environment["PGHOST"] = _folder;
        start.Environment["PGUSER"] = User;
        start.Environment["PGPASSWORD"] = Password;
        return await PostgreSqlPrograms.RunAsync(start, cancellationToken);
    }

    /// <summary>Runs SQL in a database.</summary>
    /// <returns>The rows that it gave, fields between bars.</returns>
    public async Task<string> SqlAsync(string connectionString, string sql, CancellationToken cancellationToken) =>
        (await ClientAsync("psql", cancellationToken, "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", sql, NameOf(connectionString))).TrimEnd('\n');

    /// <summary>Starts it where it does not run; the first time makes it. Returns when it takes connections.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (_shell is not null)
                return;

            if (_folder is null)
                await MakeAsync(cancellationToken);

            // Those who worked for a killed server may need a moment to go; until then a new one refuses.
            while (!await TryStartAsync(cancellationToken))
                cancellationToken.ThrowIfCancellationRequested();
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>kill -9. What it had promised to keep must be there when it is started again.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            using (var server = Process.GetProcessById(_serverId))
                server.Kill();

            await EndAsync();
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary><c>pg_ctl stop -m immediate</c>: every connection is cut, nothing is written any more; the next start recovers from the log.</summary>
    public async Task StopAtOnceAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            await PostgreSqlPrograms.RunAsync(
                Programs.AsOrdinaryUser("pg_ctl", "stop", "-m", "immediate", "-D", Path.Combine(_folder!, "data")), cancellationToken);
            await EndAsync();
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Changes settings of the whole cluster while it runs; null: back to what they were.</summary>
    /// <param name="name">The setting's name.</param>
    /// <param name="value">Its value.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task SetAsync(string name, string? value, CancellationToken cancellationToken)
    {
        var postgres = ConnectionString("postgres");
        await SqlAsync(postgres, value is null ? $"ALTER SYSTEM RESET {name}" : $"ALTER SYSTEM SET {name} = '{value}'", cancellationToken);
        await SqlAsync(postgres, "SELECT pg_reload_conf()", cancellationToken);
        while (await SqlAsync(postgres, $"SHOW {name}", cancellationToken) != (value ?? ""))
        {
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        if (_folder is not null)
            Directory.Delete(_folder, recursive: true);

        _folder = null;
        _one.Dispose();
    }

    private async Task<string> CreateAsync(string template, CancellationToken cancellationToken)
    {
        await StartAsync(cancellationToken);
        var name = string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref _databases)}");
        await ClientAsync("createdb", cancellationToken, "-T", template, name);
        return ConnectionString(name);
    }

    private async Task MakeAsync(CancellationToken cancellationToken)
    {
        _programs = PostgreSqlPrograms.Find();
        var folder = Directory.CreateTempSubdirectory("personalpt-pg-").FullName;
        var password = Path.Combine(folder, "password");
        await File.WriteAllTextAsync(password, Password, cancellationToken);
        if (!OperatingSystem.IsWindows())
        {
            // For the user under whom it runs.
            File.SetUnixFileMode(folder, (UnixFileMode)0b111_111_111);
            File.SetUnixFileMode(password, (UnixFileMode)0b110_100_100);
        }

        try
        {
            await PostgreSqlPrograms.RunAsync(
                _programs.AsOrdinaryUser(
                    "initdb", "-D", Path.Combine(folder, "data"), "-U", User, "--auth=scram-sha-256", $"--pwfile={password}", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"),
                cancellationToken);
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }

        _folder = folder;
    }

    private async Task<bool> TryStartAsync(CancellationToken cancellationToken)
    {
        string[] settings =
        [
            "listen_addresses=", $"unix_socket_directories={_folder}", "max_connections=200", "shared_buffers=32MB", "log_min_messages=log",
            $"fsync={(_flushed ? "on" : "off")}", "autovacuum=off", "lc_messages=C",
        ];
        var server = _programs!.AsOrdinaryUser("postgres", ["-D", Path.Combine(_folder!, "data"), .. settings.SelectMany(setting => new[] { "-c", setting })]);
        var shell = Process.Start(PostgreSqlPrograms.Quiet("/bin/sh", ["-c", WithUs, "sh", server.FileName, .. server.ArgumentList]))!;
        try
        {
            var pid = await shell.StandardOutput.ReadLineAsync(cancellationToken) ?? "";
            _serverId = int.Parse(pid.AsSpan("pid ".Length), NumberStyles.None, CultureInfo.InvariantCulture);
            while (await shell.StandardError.ReadLineAsync(cancellationToken) is { } line)
            {
                if (line.Contains("ready to accept connections", StringComparison.Ordinal))
                {
                    _log = shell.StandardError.ReadToEndAsync(CancellationToken.None);
                    _shell = shell;
                    return true;
                }

                if (line.Contains("still in use", StringComparison.Ordinal))
                    break;

                // A client that comes too early is told so.
                if (line.Contains("FATAL", StringComparison.Ordinal) && !line.Contains("the database system is", StringComparison.Ordinal))
                    throw new InvalidOperationException($"PostgreSQL does not start: {line}");
            }

            shell.StandardInput.Close();
            await shell.WaitForExitAsync(cancellationToken);
            shell.Dispose();
            return false;
        }
        catch
        {
            shell.Kill(entireProcessTree: true);
            shell.Dispose();
            throw;
        }
    }

    private async Task EndAsync()
    {
        if (_shell is null)
            return;

        _shell.StandardInput.Close();
        await _shell.WaitForExitAsync();
        await _log;
        _shell.Dispose();
        _shell = null;
    }
}
