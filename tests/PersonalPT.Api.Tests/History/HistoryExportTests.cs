using System.Text;
using System.Text.Json;
using PersonalPT.Api.History;
using PersonalPT.Contracts.Models;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Counting;

namespace PersonalPT.Api.Tests.History;

public sealed class HistoryExportTests
{
    private const int Many = 5000;

    [Fact]
    public async Task A_long_history_comes_in_pieces_that_make_one_file()
    {
        var csv = await Collect(HistoryExport.Csv(Reps()));
        var json = await Collect(HistoryExport.Json(Reps()));

        Assert.InRange(csv.Count, 4, 20);
        Assert.InRange(json.Count, 4, 40);
        Assert.Equal(Many + 1, string.Concat(csv).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal(Enumerable.Range(1, Many), JsonElement.Parse(string.Concat(json)).EnumerateArray().Select(r => r.GetProperty("rep").GetInt32()));
    }

    private static async IAsyncEnumerable<RepHistory> Reps()
    {
        for (var i = 1; i <= Many; i++)
        {
            await Task.Yield();
            yield return new RepHistory("5f8f0f5e-7f0e-4b55-9f0a-3d4b0a1c2d3e", 1, new ModelReference("", "squat", 1), i, new Rep(i, i + 1, i + 2), Many, SetDetails.None);
        }
    }

    private static async Task<List<string>> Collect(IAsyncEnumerable<ReadOnlyMemory<byte>> chunks)
    {
        var texts = new List<string>();
        await foreach (var chunk in chunks)
            texts.Add(Encoding.UTF8.GetString(chunk.Span));
        return texts;
    }
}
