using System.Text.RegularExpressions;

namespace PersonalPT.Protocol.Tests;

public sealed partial class ContractTests
{
    [Fact]
    public void What_was_once_numbered_keeps_its_number_and_type()
    {
        var pinned = Contract.Text("FieldNumbers.txt").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var actual = Contract.Lines().ToArray();
        var gone = pinned.Except(actual).ToArray();
        var added = actual.Except(pinned).ToArray();
        Assert.True(
            gone.Length == 0 && added.Length == 0,
            "The contract differs from FieldNumbers.txt. Lines may be added there with what is new; what phones already speak must stay as it is.\n"
            + string.Join('\n', [.. gone.Select(line => "- " + line), .. added.Select(line => "+ " + line)]));
    }

    [Fact]
    public void The_whole_contract_is_looked_at()
    {
        Assert.Equal(
            Contract.ProtoFiles.Select(file => "personalpt/v1/" + Path.GetFileName(file)).Order(), Contract.Files.Select(file => file.Name).Order());
    }

    [Fact]
    public void Every_call_says_what_it_does()
    {
        var calls = 0;
        foreach (var file in Contract.ProtoFiles)
        {
            var lines = File.ReadAllLines(file);
            for (var i = 0; i < lines.Length; i++)
            {
                if (!Declaration().IsMatch(lines[i]))
                    continue;
                Assert.True(lines[i - 1].TrimStart().StartsWith("// ", StringComparison.Ordinal), $"{Path.GetFileName(file)}: no comment before '{lines[i].Trim()}'.");
                if (lines[i].Contains("rpc ", StringComparison.Ordinal))
                    calls++;
            }
        }

        Assert.Equal(Contract.Methods.Count(), calls);
    }

    [GeneratedRegex(@"^\s*(rpc|service) ")]
    private static partial Regex Declaration();
}
