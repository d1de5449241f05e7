using PersonalPT.Contracts.Sessions;

namespace PersonalPT.Api.Tracking;

/// <summary>The way from the gateway to the sessions' grains, and back from them to an observer in this process.</summary>
internal interface ISessionAccess
{
    /// <summary>A session's grain.</summary>
    ISessionGrain Of(SessionKey session);

    /// <summary>Makes an observer known under a reference that grains can call. Only a weak hold: the caller keeps the observer.</summary>
    ISessionObserver Register(ISessionObserver observer);

    /// <summary>Ends that.</summary>
    void Unregister(ISessionObserver reference);
}

/// <summary>The real way.</summary>
internal sealed class SessionAccess(IGrainFactory grains) : ISessionAccess
{
    public ISessionGrain Of(SessionKey session) => grains.GetGrain<ISessionGrain>(session.ToString());

    public ISessionObserver Register(ISessionObserver observer) => grains.CreateObjectReference<ISessionObserver>(observer);

    public void Unregister(ISessionObserver reference) => grains.DeleteObjectReference<ISessionObserver>(reference);
}
