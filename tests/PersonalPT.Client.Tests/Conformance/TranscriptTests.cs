using PersonalPT.Testing.Conformance;

namespace PersonalPT.Client.Tests.Conformance;

/// <summary>The transcripts by which other languages check their clients hold for this one.</summary>
[Collection(nameof(TranscriptCollection))]
public sealed class TranscriptTests
{
    public static TheoryData<string> Names => [.. ConformanceVectors.Transcripts("stream", "client")];

    [Theory(Timeout = 60_000), MemberData(nameof(Names))]
    public async Task The_client_does_what_the_transcript_says(string name)
    {
        var transcript = Transcript.Read("stream", name);
        await using var player = new TranscriptPlayer(transcript, TestContext.Current.CancellationToken);
        foreach (var (step, number) in transcript.Steps.Select((step, index) => (step, index + 1)))
        {
            TestContext.Current.TestOutputHelper!.WriteLine($"{number}: {step.GetRawText()}");
            await player.PlayAsync(step);
        }

        await player.FinishAsync();
    }
}
