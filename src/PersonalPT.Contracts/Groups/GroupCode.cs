using System.Security.Cryptography;

namespace PersonalPT.Contracts.Groups;

/// <summary>
/// What people join a group by: six of twenty characters that nobody takes for one another, read aloud or from a screen, and that form no words. With 64 million
/// codes and the few groups that a gym has open, one guess in millions is right; wrong guesses are bounded besides.
/// </summary>
public static class GroupCode
{
    /// <summary>Characters of a code.</summary>
    public const int Length = 6;

    private const string Alphabet = "23456789CFGHJMPQRVWX";

    /// <summary>A new code, unguessable.</summary>
    public static string Create() => RandomNumberGenerator.GetString(Alphabet, Length);

    /// <summary>What somebody typed, as a code: spaces and hyphens left out, in capitals; null where it cannot be one.</summary>
    public static string? Read(string? typed)
    {
        if (typed is null || typed.Length > 4 * Length)
            return null;

        var code = new string([.. typed.Where(c => c is not (' ' or '-')).Select(char.ToUpperInvariant)]);
        return code.Length == Length && code.All(c => Alphabet.Contains(c, StringComparison.Ordinal)) ? code : null;
    }
}
