using System.Security.Cryptography;
using System.Text;

namespace PersonalPT.Identity;

/// <summary>Codes and secrets that are shown once: only their hash is kept. They are random, so a plain hash tells nothing of them.</summary>
public static class OneTimeCode
{
    // Nobody takes one for another, and they form no words.
    private const string Alphabet = "23456789CFGHJMPQRVWX";

    private const int Length = 12;
    private const int SecretBytes = 32;

    /// <summary>A new code that people can type: one of 4 times 10^15.</summary>
    public static string Create() => RandomNumberGenerator.GetString(Alphabet, Length);

    /// <summary>A new secret that only programs see.</summary>
    public static string Secret() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>What somebody typed, as a code: spaces and hyphens left out, in capitals; null where it cannot be one.</summary>
    public static string? Read(string? typed)
    {
        if (typed is null || typed.Length > 4 * Length)
            return null;

        var code = new string([.. typed.Where(c => c is not (' ' or '-')).Select(char.ToUpperInvariant)]);
        return code.Length == Length && code.All(c => Alphabet.Contains(c, StringComparison.Ordinal)) ? code : null;
    }

    /// <summary>A code as people read it best: in threes.</summary>
    public static string Show(string code) => string.Join('-', code.Chunk(3).Select(part => new string(part)));

    /// <summary>What is stored of a code or secret.</summary>
    public static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    /// <summary>Whether two hashes are the same, in a time that does not tell where they differ.</summary>
    public static bool AreSame(string one, string? other) =>
        other is not null && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(one), Encoding.ASCII.GetBytes(other));
}
