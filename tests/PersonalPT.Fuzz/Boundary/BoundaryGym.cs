using PersonalPT.Contracts;
using PersonalPT.Contracts.Gyms;
using PersonalPT.Contracts.Models;
using PersonalPT.Contracts.Sessions;

namespace PersonalPT.Fuzz.Boundary;

/// <summary>A gym with one exercise and one live session.</summary>
internal sealed class BoundaryGym : IGymGrain, ICatalogGrain
{
    private const int LongestName = 100;

    public static BoundaryGym One { get; } = new();

    public Task SessionIsLive(string sessionId, string athleteId) => Task.CompletedTask;

    public Task SessionHasEnded(string sessionId) => Task.CompletedTask;

    public Task<PlaceOutcome> TakePlace(string sessionId, string athleteId, int ofAthlete, int ofGym)
    {
        if (!Identifiers.IsUuid(sessionId) || !Identifiers.IsPerson(athleteId))
            throw new LeakException($"A session {sessionId} of {athleteId}.");
        return Task.FromResult(PlaceOutcome.Taken);
    }

    public Task LeavePlace(string sessionId) => Task.CompletedTask;

    public Task<IReadOnlyList<LiveSession>> LiveSessions() =>
        Task.FromResult<IReadOnlyList<LiveSession>>([new LiveSession(new SessionKey("gym", Samples.SessionId), "anna")]);

    public Task<IReadOnlyList<Exercise>> Exercises() => Task.FromResult<IReadOnlyList<Exercise>>([new Exercise("squat", "Squat")]);

    public Task<bool> Has(string exerciseId) => Task.FromResult(exerciseId == "squat");

    public Task<Exercise> Put(string exerciseId, string displayName)
    {
        if (!Identifiers.IsName(exerciseId) || displayName.Length is < 1 or > LongestName || displayName.Any(char.IsControl))
            throw new LeakException($"An exercise {exerciseId} that is called '{displayName}'.");
        return Task.FromResult(new Exercise(exerciseId, displayName));
    }

    public Task<ModelReference?> Resolve(string athleteId, string exerciseId) =>
        Task.FromResult(exerciseId == "squat" ? BoundarySession.Model : null);
}
