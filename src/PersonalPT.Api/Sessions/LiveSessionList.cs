using PersonalPT.Api.Tracking;
using PersonalPT.Contracts.Gyms;
using PersonalPT.Contracts.Sessions;

namespace PersonalPT.Api.Sessions;

/// <summary>A gym's sessions that are live or stalled, as they stand.</summary>
internal sealed class LiveSessionList(IGrainFactory grains, ISessionAccess sessions)
{
    private const int AskedAtOnce = 8;

    /// <summary>Those of some of the gym's athletes.</summary>
    public async Task<IReadOnlyList<SessionSnapshot>> Of(string gymId, Func<string, bool> isOfInterest)
    {
        var found = new List<SessionSnapshot>();
        var live = await grains.GetGrain<IGymGrain>(gymId).LiveSessions();
        foreach (var some in live.Where(s => isOfInterest(s.AthleteId)).Chunk(AskedAtOnce))
        {
            var snapshots = await Task.WhenAll(some.Select(s => sessions.Of(s.Session).Get()));
            // The gym hears of an end a little later than it happens.
            found.AddRange(snapshots.OfType<SessionSnapshot>().Where(session => session.Phase != SessionPhase.Ended));
        }

        return found;
    }
}
