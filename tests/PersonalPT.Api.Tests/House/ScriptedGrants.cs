using PersonalPT.Contracts.Coaching;
using PersonalPT.Contracts.Storage;

namespace PersonalPT.Api.Tests.House;

/// <summary>Grants that change when the test says so, and a storage that can be cut off.</summary>
internal sealed class ScriptedGrants : IGrantStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string AthleteId, string CoachId), AccessGrant> _grants = [];
    private TaskCompletionSource? _cutOff;
    private bool _failing;

    /// <summary>Questions for a coach's grants.</summary>
    public int Asked { get; private set; }

    public void Grant(string athleteId, string coachId, GrantScopes scopes, long? untilMicros = null)
    {
        lock (_gate)
            _grants[(athleteId, coachId)] = new AccessGrant(athleteId, coachId, scopes, 0, untilMicros);
    }

    public void Revoke(string athleteId, string coachId)
    {
        lock (_gate)
            _grants.Remove((athleteId, coachId));
    }

    /// <summary>No question is answered from now on.</summary>
    public void CutOff() => _cutOff = new TaskCompletionSource();

    /// <summary>Every question fails from now on.</summary>
    public void Fail() => _failing = true;

    /// <summary>All is well again; questions that waited are answered before this returns, where nothing asks for another thread.</summary>
    public void Heal()
    {
        _failing = false;
        var cutOff = _cutOff;
        _cutOff = null;
        cutOff?.TrySetResult();
    }

    public async Task<AccessGrant?> Find(string gymId, string athleteId, string coachId, CancellationToken cancellationToken)
    {
        await Reach(cancellationToken);
        lock (_gate)
            return _grants.GetValueOrDefault((athleteId, coachId));
    }

    public async Task<IReadOnlyList<AccessGrant>> OfCoach(string gymId, string coachId, CancellationToken cancellationToken)
    {
        Asked++;
        await Reach(cancellationToken);
        lock (_gate)
            return [.. _grants.Values.Where(grant => grant.CoachId == coachId)];
    }

    public Task<bool> Put(string gymId, AccessGrant grant, int mostOfAthlete, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<bool> Remove(string gymId, string athleteId, string coachId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<AccessGrant>> OfAthlete(string gymId, string athleteId, CancellationToken cancellationToken) => throw new NotSupportedException();

    private async Task Reach(CancellationToken cancellationToken)
    {
        if (_cutOff is { } cutOff)
            await cutOff.Task.WaitAsync(cancellationToken);
        if (_failing)
            throw new JournalException("The storage is away.");
    }
}
