using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using PersonalPT.Contracts.Storage;

namespace PersonalPT.Storage.Tests.Sqlite;

public sealed class SqliteDurabilityTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_was_acknowledged_survives_kill_9_and_the_log_has_no_hole()
    {
        var acknowledged = new Dictionary<string, long>();
        // Each round goes on where the one before was killed: the same file, the same sessions.
        foreach (var lines in new[] { 1, 50, 400 })
        {
            await AppendUntilKilled(lines, acknowledged);
            await using var services = await _folder.Open(Cancel);
            var journal = services.GetRequiredService<IJournal>();
            var history = services.GetRequiredService<IHistory>();
            foreach (var number in Enumerable.Range(0, 8))
            {
                var key = AppendingProcess.Key(number);
                if (await journal.Find(key, Cancel) is not { } stored)
                {
                    Assert.DoesNotContain(key.SessionId, acknowledged);
                    continue;
                }

                Assert.True(stored.LastEventSeq >= acknowledged.GetValueOrDefault(key.SessionId));
                var log = await journal.Read(key, 0, int.MaxValue, Cancel);
                Assert.Equal(Enumerable.Range(1, (int)stored.LastEventSeq).Select(n => (long)n), log.Select(entry => entry.EventSeq));
                Assert.Equal(
                    Enumerable.Range(0, log.Count - 2).Select(n => SampleData.Scripted(n).IdempotencyKey), log.Skip(2).Select(entry => entry.Body.IdempotencyKey));
                Assert.Equal(
                    log.Count(entry => entry.Body is Contracts.Sessions.RepCompleted), (await history.Session(key, Cancel))!.Sets.Sum(set => set.Reps.Count));
            }
        }

        Assert.Equal(8, acknowledged.Count);
    }

    private async Task AppendUntilKilled(int lines, Dictionary<string, long> acknowledged)
    {
        using var process = AppendingProcess.Start(AppendingProcess.Alone, _folder.File);
        try
        {
            for (var i = 0; i < lines; i++)
                Note(await process.StandardOutput.ReadLineAsync(Cancel) ?? throw new InvalidOperationException("The process ended by itself."));
        }
        finally
        {
            process.Kill();
        }

        // What it had still said before it died counts as well; a line without its end was not said.
        var rest = await process.StandardOutput.ReadToEndAsync(Cancel);
        await process.WaitForExitAsync(Cancel);
        foreach (var line in rest.Split('\n').SkipLast(1))
            Note(line);

        void Note(string line)
        {
            var words = line.Split(' ');
            acknowledged[words[0]] = long.Parse(words[1], CultureInfo.InvariantCulture);
        }
    }
}
