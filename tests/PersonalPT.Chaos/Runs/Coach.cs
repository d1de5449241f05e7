using Grpc.Core;
using PersonalPT.Client;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Chaos.Runs;

/// <summary>
/// An athlete's coach: watches every session while it goes on and says something now and then; the athlete's phone says that it has shown it. Meanwhile the
/// athlete may take the grant away and give it again.
/// </summary>
internal sealed class Coach : IAsyncDisposable
{
    // A server that is cut off from the database has so long to close the streams that a revoked grant had opened.
    private const long LeaseMicros = 5_000_000;

    private static readonly TimeSpan s_again = TimeSpan.FromMilliseconds(200);

    private readonly Random _dice;
    private readonly Tally _tally;
    private readonly string _name;
    private readonly PersonalPTClient _coach;
    private readonly PersonalPTClient _athlete;
    private readonly SemaphoreSlim _oneRevocation = new(1);
    private GrantState _grant = new(0, RevokedMicros: null);

    public Coach(Gym gym, string athlete, int number, int seed, Tally tally)
    {
        _dice = new Random(seed);
        _tally = tally;
        _name = $"coach-{number}";
        _coach = gym.Connect("coach", _name);
        _athlete = gym.Connect("athlete", athlete);
    }

    /// <summary>The athlete lets the coach look on.</summary>
    public async Task GrantAsync(CancellationToken cancellationToken)
    {
        // History, too: a session that has just ended is history.
        var request = new GrantRequest { CoachId = _name, Scopes = { GrantScope.Live, GrantScope.History } };
        _grant = new GrantState(_grant.Changes + 1, RevokedMicros: null);
        await Gym.UntilAnswered(async () => await _athlete.Coaching.GrantAsync(request, cancellationToken: cancellationToken), cancellationToken);
        _grant = new GrantState(_grant.Changes + 1, RevokedMicros: null);
    }

    /// <summary>The athlete takes the grant away, and gives it again after a while.</summary>
    /// <returns>Whether it was there.</returns>
    public async Task<bool> RevokeAsync(TimeSpan lasts, CancellationToken cancellationToken)
    {
        if (!await _oneRevocation.WaitAsync(TimeSpan.Zero, cancellationToken))
            return false;
        try
        {
            _grant = new GrantState(_grant.Changes + 1, RevokedMicros: null);
            var request = new RevokeRequest { CoachId = _name };
            await Gym.UntilAnswered(async () => await _athlete.Coaching.RevokeAsync(request, cancellationToken: cancellationToken), cancellationToken);
            _grant = new GrantState(_grant.Changes + 1, Now());
            _tally.Revoked();
            await Task.Delay(lasts, cancellationToken);
            await GrantAsync(cancellationToken);
            return true;
        }
        finally
        {
            _oneRevocation.Release();
        }
    }

    /// <summary>Watches and coaches a session until it is over.</summary>
    /// <param name="sessionId">Whose.</param>
    /// <param name="over">Nobody trains any more.</param>
    /// <returns>What was said.</returns>
    public async Task<Coaching> AccompanyAsync(string sessionId, CancellationToken over)
    {
        var coaching = new Coaching();
        await Task.WhenAll(WatchAsync(sessionId, coaching, over), SpeakAsync(sessionId, coaching, over));
        return coaching;
    }

    public async ValueTask DisposeAsync()
    {
        await _coach.DisposeAsync();
        await _athlete.DisposeAsync();
        _oneRevocation.Dispose();
    }

    private static long Now() => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() * 1000;

    private async Task SpeakAsync(string sessionId, Coaching coaching, CancellationToken over)
    {
        try
        {
            while (!over.IsCancellationRequested)
            {
                await Task.Delay(TimeSpan.FromSeconds(0.5 + (2 * _dice.NextDouble())), over);
                var cue = new SendCueRequest { SessionId = sessionId, CueId = Guid.NewGuid().ToString(), Text = $"cue {_dice.Next()}" };
                coaching.Says(cue.CueId, cue.Text);
                var before = _grant;
                try
                {
                    await Gym.UntilAnswered(async () => await _coach.Coaching.SendCueAsync(cue, cancellationToken: over), over);
                    coaching.Heard(cue.CueId);
                    if (before.RevokedMicros is not null && before == _grant)
                        _tally.Leaked($"a cue of {_name} was taken though the grant had been revoked");
                }
                catch (RpcException e) when (e.StatusCode == StatusCode.PermissionDenied)
                {
                    if (before.RevokedMicros is null && before == _grant && before.Changes % 2 == 0)
                        _tally.Refused($"{_name} was refused a cue though he had a grant: {e.Status.Detail}");
                }
                catch (RpcException e) when (e.StatusCode == StatusCode.FailedPrecondition)
                {
                    // Nobody counts the session, or it has ended.
                }
            }
        }
        catch (Exception e) when (over.IsCancellationRequested && e is OperationCanceledException or RpcException or PersonalPTException)
        {
            // The session is over.
        }
    }

    private async Task WatchAsync(string sessionId, Coaching coaching, CancellationToken over)
    {
        var last = 0ul;
        while (!over.IsCancellationRequested)
        {
            try
            {
                using var call = _coach.Tracking.WatchSession(new WatchSessionRequest { SessionId = sessionId, AfterEventSeq = last }, cancellationToken: over);
                while (await call.ResponseStream.MoveNext(over))
                {
                    if (call.ResponseStream.Current.Event is not { } entry)
                        continue;
                    last = entry.EventSeq;
                    if (_grant.RevokedMicros + LeaseMicros < entry.RecordedTimeUs)
                        _tally.Leaked($"{_name} saw event {entry.EventSeq} of {sessionId}, written {(entry.RecordedTimeUs - _grant.RevokedMicros) / 1e6:0.0} s after his grant was revoked");
                    if (entry.CueSent is { } cue)
                        await AcknowledgeAsync(sessionId, cue.CueId, coaching, over);
                }

                await Task.Delay(s_again, over);
            }
            catch (RpcException) when (!over.IsCancellationRequested)
            {
                // The server went away, or the grant did.
                await Task.Delay(s_again, CancellationToken.None);
            }
            catch (Exception e) when (over.IsCancellationRequested && e is OperationCanceledException or RpcException)
            {
                // The session is over.
            }
        }
    }

    private async Task AcknowledgeAsync(string sessionId, string cueId, Coaching coaching, CancellationToken over)
    {
        try
        {
            var request = new AcknowledgeCueRequest { SessionId = sessionId, CueId = cueId };
            await Gym.UntilAnswered(async () => await _athlete.Coaching.AcknowledgeCueAsync(request, cancellationToken: over), over);
            coaching.Acknowledged(cueId);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.FailedPrecondition)
        {
            // The session has ended meanwhile.
        }
    }

    /// <summary>How the grant stands; an odd number of changes: it is being changed.</summary>
    private sealed record GrantState(int Changes, long? RevokedMicros);
}
