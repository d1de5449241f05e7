using System.Text.Json;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Cli.Output;

/// <summary>Exported reps as they lie in a file.</summary>
internal static class ExportedReps
{
    private const int BufferSize = 64 * 1024;

    /// <summary>How many there are.</summary>
    /// <param name="file">The whole export; read from its beginning to its end.</param>
    /// <param name="format">How it is written.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public static async Task<long> CountAsync(Stream file, ExportFormat format, CancellationToken cancellationToken)
    {
        file.Position = 0;
        if (format == ExportFormat.Csv)
            return Math.Max(await RecordsAsync(file, cancellationToken) - 1, 0);
        return await JsonSerializer.DeserializeAsyncEnumerable(file, JsonLines.Default.JsonElement, cancellationToken).LongCountAsync(cancellationToken);
    }

    // A field in quotes may have line ends of its own.
    private static async Task<long> RecordsAsync(Stream file, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferSize];
        var (records, quoted) = (0L, false);
        for (int read; (read = await file.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            foreach (var value in buffer.AsSpan(0, read))
            {
                if (value == '"')
                    quoted = !quoted;
                else if (value == '\n' && !quoted)
                    records++;
            }
        }

        return records;
    }
}
