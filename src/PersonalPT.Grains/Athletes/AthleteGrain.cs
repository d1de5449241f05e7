using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Streams;
using PersonalPT.Contracts;
using PersonalPT.Contracts.Athletes;
using PersonalPT.Contracts.Groups;
using PersonalPT.Contracts.Gyms;
using PersonalPT.Contracts.Models;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Grains.Sessions;

namespace PersonalPT.Grains.Athletes;

/// <summary>
/// Takes a person out of everything. What is done and what is left stands in the store and nowhere else, so an erasure that was cut off at any place is begun
/// at the top again and finds less to do. Two at once do no harm either: the store lets one of them end it.
/// </summary>
internal sealed partial class AthleteGrain(IErasureStore store, IServiceProvider services, TimeProvider clock, ILogger<AthleteGrain> logger) : Grain, IAthleteGrain
{
    // A transaction with so many sessions' logs is over in the time of a few commits.
    private const int SessionsAtOnce = 8;
    private const int NamesAtOnce = 100;

    /// <inheritdoc/>
    public async Task<ErasureReport?> Erase()
    {
        var athlete = AthleteKey.Parse(this.GetPrimaryKeyString());
        if (await store.Find(athlete, CancellationToken.None) is not { } erasure)
            return null;

        await DropDeleted(erasure);
        while (true)
        {
            await EraseSessions(erasure);
            var traces = await store.Clean(erasure, CancellationToken.None);
            await Task.WhenAll(
                traces.Models.Select(model => GrainFactory.GetGrain<IModelGrain>(model.ToString()).ReadAnew())
                    .Concat(traces.Groups.Select(group => GrainFactory.GetGrain<IGroupSessionGrain>(group.ToString()).ReadAnew())));
            if (await store.Finish(erasure, clock.UtcMicros(), CancellationToken.None) is { } report)
            {
                LogErased(athlete.GymId, report.Mark, report.Sessions);
                // Its very name is that of somebody who is forgotten now.
                DeactivateOnIdle();
                return report;
            }
        }
    }

    // Those that were deleted before the erasure was cut off: whoever was to be told may not have been.
    private async Task DropDeleted(Erasure erasure)
    {
        var after = "";
        while (await store.Deleted(erasure, after, NamesAtOnce, CancellationToken.None) is { Count: > 0 } deleted)
        {
            await Drop(erasure, deleted);
            after = deleted[^1].SessionId;
        }
    }

    private async Task EraseSessions(Erasure erasure)
    {
        while (await store.Sessions(erasure, SessionsAtOnce, CancellationToken.None) is { Count: > 0 } sessions)
        {
            await Task.WhenAll(sessions.Select(End));
            await store.Delete(erasure, sessions, CancellationToken.None);
            await Drop(erasure, sessions);
        }
    }

    // So that everybody who looks on hears of an end. Where that fails they hear that the session is gone.
    private async Task End(SessionKey session)
    {
        try
        {
            await GrainFactory.GetGrain<IErasedSession>(session.ToString()).EndForErasure();
        }
        catch (Exception e)
        {
            LogNotEnded(e, session);
        }
    }

    private async Task Drop(Erasure erasure, IReadOnlyList<SessionKey> sessions)
    {
        var gym = erasure.Athlete.GymId;
        await Task.WhenAll(sessions.Select(session => GrainFactory.GetGrain<IErasedSession>(session.ToString()).DropErased()));
        foreach (var session in sessions)
            await GrainFactory.GetGrain<IGymGrain>(gym).SessionHasEnded(session.SessionId);
        try
        {
            await services.GetRequiredKeyedService<IStreamProvider>(GymFeed.Provider).GetStream<GymFeedItem>(GymFeed.Of(gym))
                .OnNextAsync(new GymFeedItem([], []) { Erased = sessions });
        }
        catch (Exception e)
        {
            // The feed is only the doorbell: watchers and boards look into the journal every few seconds.
            LogNotSaid(e, gym);
        }
    }

    [LoggerMessage(LogLevel.Information, "Somebody of gym {gymId} was erased, with {sessions} sessions; {mark} stands in his place.")]
    private partial void LogErased(string gymId, string mark, int sessions);

    [LoggerMessage(LogLevel.Warning, "Session {session} could not be ended before it is erased; it is deleted all the same.")]
    private partial void LogNotEnded(Exception exception, SessionKey session);

    [LoggerMessage(LogLevel.Warning, "The feed of gym {gymId} could not be told what was erased; watchers notice by themselves.")]
    private partial void LogNotSaid(Exception exception, string gymId);
}
