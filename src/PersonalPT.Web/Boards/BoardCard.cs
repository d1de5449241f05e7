namespace PersonalPT.Web.Boards;

/// <summary>What a board shows of one session, without what moves all the time. Equal cards look alike.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="AthleteId">Whose it is.</param>
/// <param name="Exercise">What is done, for people.</param>
/// <param name="Reps">Reps of the running set; of the last one while none runs.</param>
/// <param name="SetNumber">That set; 0 before the first one.</param>
/// <param name="SessionReps">Reps of all sets.</param>
/// <param name="Active">Whether the athlete is in State A.</param>
/// <param name="InSet">Whether a set runs.</param>
/// <param name="Signal">How the session is connected.</param>
/// <param name="SecondsPerRep">Mean length of the last three reps of the set; null where there are none.</param>
public sealed record BoardCard(
    string SessionId,
    string AthleteId,
    string Exercise,
    int Reps,
    int SetNumber,
    int SessionReps,
    bool Active,
    bool InSet,
    BoardSignal Signal,
    double? SecondsPerRep)
{
    /// <summary>The name of the card's element in the page.</summary>
    public string ElementId => $"s-{SessionId}";
}
