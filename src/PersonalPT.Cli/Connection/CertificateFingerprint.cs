using System.CommandLine;
using System.CommandLine.Parsing;

namespace PersonalPT.Cli.Connection;

/// <summary>SHA-256 of a server's certificate, as people copy it.</summary>
internal static class CertificateFingerprint
{
    private const int Digits = 64;

    /// <summary>Where people find the true one.</summary>
    public const string Where = "the server prints it when it starts, and its page /pair shows it";

    /// <summary>The option that takes one.</summary>
    public static Option<string?> CreateOption(string description) => new("--fingerprint") { Description = description, HelpName = "HEX", CustomParser = Parse };

    /// <summary>Whether two are the same.</summary>
    public static bool AreSame(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);

    /// <summary>Says that a server is not the one that it was, or should be.</summary>
    public static CommandFailedException Mismatch(string server, string expected, string presented) => new(
        $"{server} shows another certificate than expected: its SHA-256 is {presented}, not {expected}. Somebody may be in between. If the server has a new one "
        + $"({Where}), sign in with it: personalpt sign-in --server {server} --fingerprint HEX");

    private static string? Parse(ArgumentResult result)
    {
        var text = string.Concat(result.Tokens.Select(token => token.Value));
        var digits = new string([.. text.Where(c => c is not (' ' or ':' or '-'))]).ToLowerInvariant();
        if (digits.Length == Digits && digits.All(char.IsAsciiHexDigit))
            return digits;
        result.AddError($"--fingerprint takes the {Digits} hexadecimal digits of a certificate's SHA-256, not '{text}'.");
        return null;
    }
}
