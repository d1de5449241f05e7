using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;

namespace PersonalPT.Storage.Tests.Sqlite;

/// <summary>A server that does nothing but append to several sessions at once and say what was acknowledged, until it is killed.</summary>
internal static class AppendingProcess
{
    public const string Argument = "--append-until-killed";

    private const int Sessions = 8;

    public static async Task Run(string path)
    {
        var services = new ServiceCollection();
        PersonalPT.Storage.Sqlite.SqliteStorageServices.AddSqliteStorage(services, new() { Path = path });
        await using var provider = services.BuildServiceProvider();
        await provider.GetRequiredService<IStorage>().OpenAsync(CancellationToken.None);
        var journal = provider.GetRequiredService<IJournal>();
        await Task.WhenAll(Enumerable.Range(0, Sessions).Select(number => Append(journal, Key(number))));
    }

    /// <summary>The n-th session that it writes to.</summary>
    public static SessionKey Key(int number) => new("gym", string.Create(CultureInfo.InvariantCulture, $"00000000-0000-4000-8000-{number:d12}"));

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
