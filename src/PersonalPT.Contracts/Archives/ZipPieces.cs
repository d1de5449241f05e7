using System.Buffers;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text;
using PersonalPT.Contracts.Storage;

namespace PersonalPT.Contracts.Archives;

/// <summary>Files as a zip, made piece by piece: whatever its size, a piece and a compressor's window are in memory.</summary>
public static class ZipPieces
{
    private const int PieceSize = 64 * 1024;

    // Rows are flat text: the quickest level is nearly as small.
    private const CompressionLevel Level = CompressionLevel.Fastest;

    private static readonly byte[] s_lineEnd = [(byte)'\n'];

    /// <summary>The archive's bytes, in order.</summary>
    /// <param name="about">What <c>README.txt</c> begins with; what each file is follows.</param>
    /// <param name="files">The files.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> Of(
        string about, IAsyncEnumerable<ArchiveFile> files, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var made = new PieceStream();
        var readme = new StringBuilder(about);
        using (var zip = new ZipArchive(made, ZipArchiveMode.Create, leaveOpen: true))
        {
            await foreach (var file in files.WithCancellation(cancellationToken))
            {
                readme.Append(file.Name).Append(": ").Append(file.Description).Append(".\n");
                using var entry = zip.CreateEntry(file.Name, Level).Open();
                var isLines = file.Name.EndsWith(".jsonl", StringComparison.Ordinal);
                await foreach (var part in file.Content.WithCancellation(cancellationToken))
                {
                    entry.Write(part.Span);
                    if (isLines)
                        entry.Write(s_lineEnd);
                    while (made.Take(PieceSize) is { Length: > 0 } piece)
                        yield return piece;
                }
            }

            using var last = zip.CreateEntry("README.txt", Level).Open();
            last.Write(Encoding.UTF8.GetBytes(readme.ToString()));
        }

        while (made.Take(PieceSize) is { Length: > 0 } piece)
            yield return piece;
        if (made.Take(0) is { Length: > 0 } rest)
            yield return rest;
    }

    /// <summary>What was written and nobody has taken. It cannot seek, so the archive is written as it comes.</summary>
    private sealed class PieceStream : Stream
    {
        private readonly ArrayBufferWriter<byte> _bytes = new(2 * PieceSize);
        private int _taken;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        /// <summary>The next piece where so much is there, else nothing; 0: whatever is there.</summary>
        public ReadOnlyMemory<byte> Take(int size)
        {
            var left = _bytes.WrittenCount - _taken;
            if (left == 0 || left < size)
            {
                Compact();
                return default;
            }

            // A copy: it is sent while the buffer is written to again.
            var piece = _bytes.WrittenSpan.Slice(_taken, size == 0 ? left : size).ToArray();
            _taken += piece.Length;
            return piece;
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer) => _bytes.Write(buffer);

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        private void Compact()
        {
            if (_taken == 0)
                return;

            var rest = _bytes.WrittenSpan[_taken..].ToArray();
            _bytes.ResetWrittenCount();
            _bytes.Write(rest);
            _taken = 0;
        }
    }
}
