using System.CommandLine;
using PersonalPT.Cli.Connection;

namespace PersonalPT.Cli.Tests.Connection;

public sealed class CertificateFingerprintTests
{
    private static readonly string s_plain = string.Concat(Enumerable.Repeat("0a1b2c3d", 8));

    [Fact]
    public void It_is_taken_as_pages_terminals_and_other_tools_write_it()
    {
        foreach (var written in new[] { s_plain, s_plain.ToUpperInvariant(), Grouped(" ", 4), Grouped(":", 2).ToUpperInvariant(), Grouped("-", 8) })
        {
            var option = CertificateFingerprint.CreateOption("");
            var parsed = new RootCommand { option }.Parse(["--fingerprint", written]);
            Assert.Empty(parsed.Errors);
            Assert.Equal(s_plain, parsed.GetValue(option));
        }
    }

    [Fact]
    public void What_is_too_short_too_long_or_no_digits_is_refused()
    {
        foreach (var written in new[] { "", s_plain[1..], s_plain + "0", s_plain[1..] + "g" })
            Assert.Contains("64", Assert.Single(new RootCommand { CertificateFingerprint.CreateOption("") }.Parse(["--fingerprint", written]).Errors).Message, StringComparison.Ordinal);
    }

    private static string Grouped(string between, int digits) => string.Join(between, s_plain.Chunk(digits).Select(part => new string(part)));
}
