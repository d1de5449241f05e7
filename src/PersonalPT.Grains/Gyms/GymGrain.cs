using PersonalPT.Contracts.Gyms;
using PersonalPT.Contracts.Sessions;

namespace PersonalPT.Grains.Gyms;

/// <summary>What is going on in a gym now. In memory only: whoever is here says so again every 20 seconds.</summary>
internal sealed class GymGrain(TimeProvider clock) : Grain, IGymGrain
{
    private static readonly TimeSpan s_forgetsAfter = TimeSpan.FromMinutes(1);

    private readonly SortedDictionary<string, (string AthleteId, long Heard, bool IsLive)> _sessions = new(StringComparer.Ordinal);

    // What is said of a session that is live may be under way when it ends, and comes after its end.
    private readonly Dictionary<string, long> _ended = new(StringComparer.Ordinal);
    private long _swept;

    /// <inheritdoc/>
    public Task SessionIsLive(string sessionId, string athleteId)
    {
        if (!_ended.ContainsKey(sessionId))
            _sessions[sessionId] = (athleteId, clock.GetTimestamp(), true);
        if (clock.GetElapsedTime(_swept) >= s_forgetsAfter)
            ForgetSilent();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task SessionHasEnded(string sessionId)
    {
        _sessions.Remove(sessionId);
        _ended[sessionId] = clock.GetTimestamp();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<PlaceOutcome> TakePlace(string sessionId, string athleteId, int ofAthlete, int ofGym)
    {
        var outcome = FindPlace(athleteId, ofAthlete, ofGym);
        if (outcome != PlaceOutcome.Taken)
        {
            ForgetSilent();
            outcome = FindPlace(athleteId, ofAthlete, ofGym);
        }

        if (_sessions.ContainsKey(sessionId))
            return Task.FromResult(PlaceOutcome.Taken);
        if (outcome == PlaceOutcome.Taken)
            _sessions[sessionId] = (athleteId, clock.GetTimestamp(), false);
        return Task.FromResult(outcome);
    }

    /// <inheritdoc/>
    public Task LeavePlace(string sessionId)
    {
        // Somebody else may have tried to begin a session of the same name: the one that is live stays.
        if (_sessions.TryGetValue(sessionId, out var place) && !place.IsLive)
            _sessions.Remove(sessionId);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<LiveSession>> LiveSessions()
    {
        ForgetSilent();
        var gym = this.GetPrimaryKeyString();
        return Task.FromResult<IReadOnlyList<LiveSession>>([.. _sessions.Select(s => new LiveSession(new SessionKey(gym, s.Key), s.Value.AthleteId))]);
    }

    private PlaceOutcome FindPlace(string athleteId, int ofAthlete, int ofGym) =>
        _sessions.Count >= ofGym ? PlaceOutcome.GymIsFull
        : _sessions.Values.Count(s => s.AthleteId == athleteId) >= ofAthlete ? PlaceOutcome.AthleteIsFull
        : PlaceOutcome.Taken;

    private void ForgetSilent()
    {
        _swept = clock.GetTimestamp();
        foreach (var session in _sessions.Where(s => clock.GetElapsedTime(s.Value.Heard) >= s_forgetsAfter).Select(s => s.Key).ToArray())
            _sessions.Remove(session);
        foreach (var session in _ended.Where(s => clock.GetElapsedTime(s.Value) >= s_forgetsAfter).Select(s => s.Key).ToArray())
            _ended.Remove(session);
    }
}
