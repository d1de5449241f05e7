using System.Diagnostics;
using Grpc.Core;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Cli.Load;

/// <summary>A coach whom all athletes let look on, and who says something to one after the other.</summary>
/// <param name="connection">The coach's own.</param>
internal sealed class CueSender(LoadStreams connection)
{
    private const string Coach = "load-coach";

    private static readonly TimeSpan s_every = TimeSpan.FromMilliseconds(200);

    private readonly CoachingService.CoachingServiceClient _coach = new(connection.Channel(0));
    private readonly Metadata _headers = LoadGenerator.Caller("coach", Coach);
    private readonly List<(LoadPhone Phone, string CueId, long Sent)> _sent = [];

    /// <summary>An athlete lets the coach look on.</summary>
    public static async Task GrantAsync(CallInvoker athlete, Metadata headers, CancellationToken cancellationToken) =>
        await new CoachingService.CoachingServiceClient(athlete).GrantAsync(
            new GrantRequest { CoachId = Coach, Scopes = { GrantScope.Live } }, headers, cancellationToken: cancellationToken);

    /// <summary>Sends cues, five a second, one after the other.</summary>
    /// <param name="phones">To whom, in turn.</param>
    /// <param name="until">The window's end.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task RunAsync(IReadOnlyList<LoadPhone> phones, Task until, CancellationToken cancellationToken)
    {
        for (var i = 0; !until.IsCompleted; i++)
        {
            var phone = phones[i % phones.Count];
            var cue = new SendCueRequest { SessionId = phone.SessionId, CueId = Guid.NewGuid().ToString(), Preset = CuePreset.KeepGoing };
            _sent.Add((phone, cue.CueId, Stopwatch.GetTimestamp()));
            await _coach.SendCueAsync(cue, _headers, cancellationToken: cancellationToken);
            await Task.WhenAny(until, Task.Delay(s_every, cancellationToken));
        }
    }

    /// <summary>How long each cue took from the call to the phone, in milliseconds, and how many never came. Ask when the phones' streams are over.</summary>
    public (IReadOnlyList<double> Milliseconds, int Lost) Result()
    {
        var took = _sent.Where(s => s.Phone.Cues.ContainsKey(s.CueId)).Select(s => Stopwatch.GetElapsedTime(s.Sent, s.Phone.Cues[s.CueId]).TotalMilliseconds).ToList();
        return (took, _sent.Count - took.Count);
    }
}
