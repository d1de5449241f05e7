using System.Buffers;
using System.Text.Json;
using CsvHelper;
using PersonalPT.Contracts.Storage;

namespace PersonalPT.Api.History;

/// <summary>An athlete's reps as a file, made piece by piece so that a long history is never in memory at once. Times are ISO 8601, UTC.</summary>
internal static class HistoryExport
{
    private const int ChunkSize = 64 * 1024;

    // A note is somebody else's text, and a spreadsheet would run one that looks like a formula.
    private static readonly CsvWriterOptions s_csv = CsvWriterOptions.Default with { Injection = CsvInjection.Escape };

    /// <summary>One line a rep, with a header. UTF-8.</summary>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> Csv(IAsyncEnumerable<RepHistory> reps)
    {
        using var bytes = new MemoryStream();
        await using var csv = CsvWriter.Create(bytes, s_csv, leaveOpen: true);
        csv.WriteHeader<ExportedRep>();
        await foreach (var rep in reps)
        {
            csv.WriteRecord(ExportedRep.Of(rep));
            if (bytes.Length >= ChunkSize)
            {
                yield return bytes.ToArray();
                bytes.SetLength(0);
            }
        }

        csv.Flush();
        if (bytes.Length > 0)
            yield return bytes.ToArray();
    }

    /// <summary>An array of objects with the names of the CSV's columns.</summary>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> Json(IAsyncEnumerable<RepHistory> reps)
    {
        var bytes = new ArrayBufferWriter<byte>();
        await using var json = new Utf8JsonWriter(bytes);
        json.WriteStartArray();
        await foreach (var rep in reps)
        {
            JsonSerializer.Serialize(json, ExportedRep.Of(rep), ExportJson.Default.ExportedRep);
            if (bytes.WrittenCount + json.BytesPending >= ChunkSize)
            {
                await json.FlushAsync();
                yield return bytes.WrittenSpan.ToArray();
                bytes.ResetWrittenCount();
            }
        }

        json.WriteEndArray();
        await json.FlushAsync();
        yield return bytes.WrittenSpan.ToArray();
    }
}
