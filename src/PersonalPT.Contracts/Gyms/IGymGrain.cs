using Orleans.Concurrency;
using PersonalPT.Contracts.Models;
using PersonalPT.Contracts.Sessions;

namespace PersonalPT.Contracts.Gyms;

/// <summary>A gym: what is going on in it now. Key: the gym's id.</summary>
[Alias("PersonalPT.IGymGrain")]
public interface IGymGrain : IGrainWithStringKey
{
    /// <summary>A session is being counted here; repeated while it is, forgotten where it was not repeated for a minute.</summary>
    [Alias("SessionIsLive"), OneWay]
    Task SessionIsLive(string sessionId, string athleteId);

    /// <summary>A session ended.</summary>
    [Alias("SessionHasEnded"), OneWay]
    Task SessionHasEnded(string sessionId);

    /// <summary>A session wants to begin here. Its place is kept for a minute, and from then on for as long as it says that it is live.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="athleteId">Whose it is.</param>
    /// <param name="ofAthlete">Live sessions that one athlete may have.</param>
    /// <param name="ofGym">Live sessions that the gym may have.</param>
    [Alias("TakePlace")]
    Task<PlaceOutcome> TakePlace(string sessionId, string athleteId, int ofAthlete, int ofGym);

    /// <summary>A session that had taken a place did not begin.</summary>
    [Alias("LeavePlace"), OneWay]
    Task LeavePlace(string sessionId);

    /// <summary>Sessions that are live or stalled.</summary>
    [Alias("LiveSessions"), AlwaysInterleave]
    Task<IReadOnlyList<LiveSession>> LiveSessions();
}

/// <summary>Whether a session may begin. Never renumber.</summary>
[GenerateSerializer, Alias("PersonalPT.PlaceOutcome")]
public enum PlaceOutcome
{
    /// <summary>It may.</summary>
    Taken = 1,
    /// <summary>Its athlete has as many live sessions as one may have.</summary>
    AthleteIsFull = 2,
    /// <summary>The gym has.</summary>
    GymIsFull = 3,
}

/// <summary>A session that is being counted.</summary>
/// <param name="Session">The session.</param>
/// <param name="AthleteId">Whose it is.</param>
[GenerateSerializer, Immutable, Alias("PersonalPT.LiveSession")]
public sealed record LiveSession([property: Id(0)] SessionKey Session, [property: Id(1)] string AthleteId);

/// <summary>A gym's exercises; a new gym begins with the starter models. Key: the gym's id.</summary>
[Alias("PersonalPT.ICatalogGrain")]
public interface ICatalogGrain : IGrainWithStringKey
{
    /// <summary>All exercises, by id.</summary>
    [Alias("Exercises"), AlwaysInterleave]
    Task<IReadOnlyList<Exercise>> Exercises();

    /// <summary>Whether there is such an exercise.</summary>
    [Alias("Has"), AlwaysInterleave]
    Task<bool> Has(string exerciseId);

    /// <summary>Adds an exercise or renames it.</summary>
    [Alias("Put")]
    Task<Exercise> Put(string exerciseId, string displayName);

    /// <summary>The model that counts an athlete's sets of an exercise now: the athlete's own active one, else the catalog's; null where neither is.</summary>
    [Alias("Resolve"), AlwaysInterleave]
    Task<ModelReference?> Resolve(string athleteId, string exerciseId);
}

/// <summary>Something that can be counted.</summary>
/// <param name="ExerciseId">Its name for programs.</param>
/// <param name="DisplayName">Its name for people.</param>
[GenerateSerializer, Immutable, Alias("PersonalPT.Exercise")]
public sealed record Exercise([property: Id(0)] string ExerciseId, [property: Id(1)] string DisplayName);
