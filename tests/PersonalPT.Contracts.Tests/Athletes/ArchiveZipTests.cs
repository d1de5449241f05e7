using System.IO.Compression;
using System.Security.Cryptography;
using PersonalPT.Contracts.Athletes;
using PersonalPT.Contracts.Storage;

namespace PersonalPT.Contracts.Tests.Athletes;

public sealed class ArchiveZipTests
{
    [Fact]
    public async Task However_much_there_is_no_piece_is_larger_than_64_KB_and_together_they_are_the_files()
    {
        // Random, so that it does not become small.
        var parts = Enumerable.Range(0, 300).Select(_ => RandomNumberGenerator.GetBytes(3000)).ToArray();
        var files = new[] { File("one.model", parts), File("empty.jsonl"), File("lines.jsonl", "{}"u8.ToArray(), "[]"u8.ToArray()) };
        using var bytes = new MemoryStream();
        var pieces = 0;

        await foreach (var piece in ArchiveZip.Pieces("anna", DateTimeOffset.UnixEpoch, files.ToAsyncEnumerable(), TestContext.Current.CancellationToken))
        {
            Assert.InRange(piece.Length, 1, 64 * 1024);
            pieces++;
            bytes.Write(piece.Span);
        }

        Assert.True(pieces > 10, $"{pieces} pieces.");
        using var zip = new ZipArchive(bytes, ZipArchiveMode.Read);
        Assert.Equal(parts.SelectMany(part => part), Read(zip, "one.model"));
        Assert.Empty(Read(zip, "empty.jsonl"));
        Assert.Equal("{}\n[]\n"u8.ToArray(), Read(zip, "lines.jsonl"));
        var readme = System.Text.Encoding.UTF8.GetString(Read(zip, "README.txt"));
        Assert.Contains("about anna", readme, StringComparison.Ordinal);
        Assert.All(files, file => Assert.Contains($"{file.Name}: {file.Description}.", readme, StringComparison.Ordinal));
    }

    private static ArchiveFile File(string name, params byte[][] parts) =>
        new(name, $"what {name} is", parts.Select(part => (ReadOnlyMemory<byte>)part).ToAsyncEnumerable());

    private static byte[] Read(ZipArchive zip, string name)
    {
        using var stream = zip.GetEntry(name)!.Open();
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
