using PersonalPT.Contracts.Sessions;

namespace PersonalPT.Cluster.Tests.Protocol;

/// <summary>Places with a model of the grain in each.</summary>
internal sealed class ModelPlaces(int count, Func<int, ModelSession> activate, Action activateModel) : IPlaces, IDisposable
{
    private readonly ModelSession[] _sessions = [.. Enumerable.Range(0, count).Select(activate)];

    public int Count => _sessions.Length;

    public ISessionGrain At(int place)
    {
        // Who has lost the session goes away, and the next call finds another one.
        if (_sessions[place].IsGone)
            _sessions[place] = activate(place);
        return _sessions[place];
    }

    public ISessionObserver Reference(int place, ISessionObserver observer) => observer;

    public Task<bool> Crash(int place, bool isWriting)
    {
        _sessions[place].IsGone = true;
        return Task.FromResult(true);
    }

    public Task ActivateModel()
    {
        activateModel();
        return Task.CompletedTask;
    }

    public void Pass(TimeSpan time)
    {
    }

    public void Dispose()
    {
        foreach (var session in _sessions)
            session.Dispose();
    }
}
