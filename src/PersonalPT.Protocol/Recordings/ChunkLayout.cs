using System.Security.Cryptography;

namespace PersonalPT.Protocol.Recordings;

/// <summary>
/// Where things lie in a chunk: a header of 44 bytes, then the payload, compressed (Brotli, RFC 7932). All numbers are little-endian. Written down in
/// docs/protocol/recordings.md.
/// </summary>
internal static class ChunkLayout
{
    public const byte Version = 1;

    // magic, version, reserved, count, claim, first input, aspect, sizes, checksum
    public const int VersionAt = 4, CountAt = 6, ClaimAt = 8, FirstInputAt = 16, AspectAt = 24, SizeAt = 28, PackedSizeAt = 32, ChecksumAt = 36, PayloadAt = 44;

    /// <summary>What one chunk may hold.</summary>
    public const int MostInputs = 1024;

    /// <summary>Bytes of an exercise's name at most: 64 characters of UTF-8.</summary>
    public const int LongestName = 256;

    /// <summary>Bytes of a payload at most, before compression.</summary>
    public const int LargestPayload = MostInputs * (sizeof(float) * CompactFrame.FloatCount + 12);

    /// <summary>Set in the byte of a frame's kind where its landmarks are kept as floats.</summary>
    public const byte FloatsMark = 0x80;

    private const int ChecksumSize = 8;

    public static ReadOnlySpan<byte> Magic => "PTRC"u8;

    /// <summary>The first eight bytes of the SHA-256 of everything but themselves.</summary>
    public static void Checksum(ReadOnlySpan<byte> chunk, Span<byte> destination)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(chunk[..ChecksumAt]);
        hash.AppendData(chunk[PayloadAt..]);
        Span<byte> all = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(all);
        all[..ChecksumSize].CopyTo(destination);
    }
}
