namespace PersonalPT.Grains.Tests.House;

/// <summary>The life of a silo without the silo.</summary>
internal sealed class SiloLife : ISiloLifecycle
{
    private readonly List<ILifecycleObserver> _observers = [];

    public int HighestCompletedStage => 0;

    public int LowestStoppedStage => 0;

    public IDisposable Subscribe(string observerName, int stage, ILifecycleObserver observer)
    {
        _observers.Add(observer);
        return new MemoryStream();
    }

    public Task Start() => Task.WhenAll(_observers.Select(o => o.OnStart(CancellationToken.None)));

    public Task Stop() => Task.WhenAll(_observers.Select(o => o.OnStop(CancellationToken.None)));
}
