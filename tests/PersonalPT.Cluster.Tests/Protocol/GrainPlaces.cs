using PersonalPT.Cluster.Tests.House;
using PersonalPT.Contracts.Sessions;

namespace PersonalPT.Cluster.Tests.Protocol;

/// <summary>The grain itself, in two clusters at once or in one.</summary>
internal sealed class GrainPlaces(Places places, SessionKey key, bool isOne) : IPlaces
{
    // Grains hold observers by weak references.
    private readonly List<ISessionObserver> _observers = [];

    public int Count => isOne ? 1 : 2;

    public ISessionGrain At(int place) => places.At(place, key);

    public ISessionObserver Reference(int place, ISessionObserver observer)
    {
        _observers.Add(observer);
        return places.Clusters[place].Client.CreateObjectReference<ISessionObserver>(observer);
    }

    // A silo that dies in the middle of a write is another test's: an activation that waits for its journal cannot be taken out of its silo.
    public async Task<bool> Crash(int place, bool isWriting)
    {
        if (isWriting)
            return false;

        await places.Deactivate(place, key);
        return true;
    }

    public Task ActivateModel() => places.Teach(0, key, "squat");

    public void Pass(TimeSpan time) => places.Time.Advance(time);
}
