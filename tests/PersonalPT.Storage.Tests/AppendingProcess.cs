using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Storage.PostgreSql;
using PersonalPT.Storage.Sqlite;

namespace PersonalPT.Storage.Tests;

/// <summary>A server that does nothing but append to several sessions at once and say what was acknowledged, until it is killed.</summary>
internal static class AppendingProcess
{
    /// <summary>To sessions that are its own: SQLite, a file.</summary>
    public const string Alone = "--append-to-file";

    /// <summary>To sessions that others claim as well: PostgreSQL, a connection string and a number that only this process has.</summary>
    public const string Contending = "--append-among-others";

    private const int Sessions = 8;
    private const int ContendedSessions = 3;

    /// <summary>Starts it; what was acknowledged comes over its standard output, one line each.</summary>
    public static Process Start(params IEnumerable<string> args)
    {
        var program = Path.Combine(AppContext.BaseDirectory, typeof(AppendingProcess).Assembly.GetName().Name!);
        return Process.Start(new ProcessStartInfo(program, args) { RedirectStandardOutput = true })!;
    }

    public static async Task RunAlone(string path)
    {
        await using var services = await Open(services => services.AddSqliteStorage(new() { Path = path }));
        var journal = services.GetRequiredService<IJournal>();
        await Task.WhenAll(Enumerable.Range(0, Sessions).Select(number => Append(journal, Key(number))));
    }

    public static async Task RunContending(string connectionString, long process)
    {
        await using var services = await Open(services => services.AddPostgreSqlStorage(new() { ConnectionString = connectionString }));
        var journal = services.GetRequiredService<IJournal>();
        var last = process * 1_000_000_000;
        await Task.WhenAll(Enumerable.Range(0, ContendedSessions).Select(number => Contend(journal, Key(number), () => Interlocked.Increment(ref last))));
    }

    /// <summary>The n-th session that it writes to.</summary>
    public static SessionKey Key(int number) => new("gym", string.Create(CultureInfo.InvariantCulture, $"00000000-0000-4000-8000-{number:d12}"));

    private static async Task<ServiceProvider> Open(Action<IServiceCollection> register)
    {
        var services = new ServiceCollection();
        register(services);
        var provider = services.BuildServiceProvider();
        await provider.GetRequiredService<IStorage>().OpenAsync(CancellationToken.None);
        return provider;
    }

    // Claims and appends until somebody else has claimed, then claims again: each line names what is acknowledged, or that it was fenced.
    private static async Task Contend(IJournal journal, SessionKey key, Func<long> next)
    {
        await journal.Create(SampleData.Session(key), CancellationToken.None);
        while (true)
        {
            var claimed = (await journal.Claim(key, CancellationToken.None))!;
            while (true)
            {
                var input = next();
                if (await journal.Append(SampleData.Append(claimed, new SessionPaused(input)), CancellationToken.None) == AppendOutcome.Fenced)
                    break;

                claimed = claimed with { LastEventSeq = claimed.LastEventSeq + 1 };
                Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{key.SessionId} {claimed.LastEventSeq} {input}"));
            }

            Console.Out.WriteLine($"{key.SessionId} fenced");
        }
    }

    private static async Task Append(IJournal journal, SessionKey key)
    {
        await journal.Create(SampleData.Session(key), CancellationToken.None);
        var claimed = (await journal.Claim(key, CancellationToken.None))!;
        while (true)
        {
            var next = (int)claimed.LastEventSeq - 2;
            var append = SampleData.Append(claimed, SampleData.Scripted(next), SampleData.Scripted(next + 1));
            if (await journal.Append(append, CancellationToken.None) != AppendOutcome.Committed)
                throw new InvalidOperationException("Nobody else writes to this session.");

            claimed = claimed with { LastEventSeq = claimed.LastEventSeq + 2 };
            // One write a line: what is killed in the middle of one has told nothing.
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{key.SessionId} {claimed.LastEventSeq}"));
        }
    }
}
