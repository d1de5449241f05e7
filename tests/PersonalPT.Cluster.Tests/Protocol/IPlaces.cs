using PersonalPT.Contracts.Sessions;

namespace PersonalPT.Cluster.Tests.Protocol;

/// <summary>Where a session can be counted. Two places do not know of each other, as two halves of a broken cluster.</summary>
internal interface IPlaces
{
    int Count { get; }

    /// <summary>The session as gateways of a place reach it.</summary>
    ISessionGrain At(int place);

    /// <summary>An observer, as grains of a place reach it.</summary>
    ISessionObserver Reference(int place, ISessionObserver observer);

    /// <summary>The activation in a place dies, with whatever it was about to do.</summary>
    /// <param name="place">The place.</param>
    /// <param name="isWriting">Whether a write of it is under way.</param>
    /// <returns>Whether it did: calls that were under way are never answered.</returns>
    Task<bool> Crash(int place, bool isWriting);

    /// <summary>Another version of the model is activated.</summary>
    Task ActivateModel();

    void Pass(TimeSpan time);
}
