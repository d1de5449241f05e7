using PersonalPT.Protocol.V1;

namespace PersonalPT.Fuzz.Tests;

public sealed class CampaignTests(ITestOutputHelper output)
{
    private const int Fast = 120_000;
    private const int Full = 1_200_000;
    private const int Seed = 20_260_105;

    private static CancellationToken Patience => TestContext.Current.CancellationToken;

    [Fact]
    public void Mutated_messages_are_accepted_or_refused_in_order_and_nothing_else()
    {
        var messages = Environment.GetEnvironmentVariable("PERSONALPT_TIER") == "full" ? Full : Fast;

        var result = Campaign.Run(FuzzTargets.All, messages, Seed, Patience);

        output.WriteLine($"{messages} messages in {result.Time.TotalSeconds:0.0} s");
        Assert.True(result.Findings.Count == 0, string.Join(Environment.NewLine, result.Findings.Take(10)));
        Assert.Equal(messages, result.Lines.Sum(l => l.Messages));
        // A target that took everything, or nothing, would not have been looked into.
        Assert.All(result.Lines, line => Assert.InRange(line.Accepted, 1, line.Messages - 1));
    }

    [Fact]
    public void The_same_seed_gives_the_same_messages()
    {
        Assert.Equal(Messages(Seed), Messages(Seed));
        Assert.NotEqual(Messages(Seed), Messages(Seed + 1));
    }

    [Fact]
    public void A_target_that_fails_is_found_and_the_message_can_be_replayed()
    {
        var target = new FuzzTarget("fails", bytes => bytes.Contains((byte)0xFF) ? throw new InvalidOperationException("Never say 255.") : true, [[1, 2, 3]]);

        var result = Campaign.Run([target], 2000, Seed, Patience);

        Assert.NotEmpty(result.Findings);
        Assert.All(result.Findings, f => Assert.Contains((byte)0xFF, f.Message));
        Assert.All(result.Findings.Take(3), f => Assert.Equal(f.Message, Replay(f)));
    }

    [Fact]
    public void A_number_that_is_none_is_put_into_every_field_that_can_hold_one()
    {
        var good = new StartSessionRequest { Capture = new CaptureHeader { ImageAspect = 1, NominalRateHz = 30 } };
        var (aspects, rates) = (0, 0);
        var target = new FuzzTarget("counts", Attempt, [Google.Protobuf.MessageExtensions.ToByteArray(good)], StartSessionRequest.Descriptor);

        Campaign.Run([target], 5000, Seed, Patience);

        Assert.True(aspects > 0 && rates > 0);

        bool Attempt(ReadOnlySpan<byte> bytes)
        {
            try
            {
                var capture = StartSessionRequest.Parser.ParseFrom(bytes).Capture;
                aspects += capture is not null && double.IsNaN(capture.ImageAspect) ? 1 : 0;
                rates += capture is not null && double.IsInfinity(capture.NominalRateHz) ? 1 : 0;
                return true;
            }
            catch (Google.Protobuf.InvalidProtocolBufferException)
            {
                return false;
            }
        }
    }

    [Fact]
    public void A_message_that_becomes_much_larger_than_it_is_is_a_finding()
    {
        var kept = 0L;
        var target = new FuzzTarget("swells", bytes => (kept += new byte[bytes.Length > 100 ? 64_000_000 : 1].Length) > 0, [new byte[101]]);

        Assert.NotEmpty(Campaign.Run([target], 3, Seed, Patience).Findings);
        Assert.True(kept > 0);
    }

    [Fact]
    public void A_good_message_that_is_refused_is_a_finding() =>
        Assert.NotEmpty(Campaign.Run([new FuzzTarget("refuses", _ => false, [[1]])], 0, Seed, Patience).Findings);

    private static string Messages(int seed)
    {
        var all = new List<string>();
        var target = new FuzzTarget("keeps", Keep, [[.. Enumerable.Range(0, 50).Select(i => (byte)i)]]);
        Campaign.Run([target], 300, seed, Patience);
        return string.Join(',', all);

        bool Keep(ReadOnlySpan<byte> bytes)
        {
            all.Add(Convert.ToHexString(bytes));
            return true;
        }
    }

    private static byte[] Replay(Finding finding)
    {
        var file = finding.Save();
        try
        {
            return File.ReadAllBytes(file);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
