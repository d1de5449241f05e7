using Orleans.Concurrency;

namespace PersonalPT.Contracts.Groups;

/// <summary>
/// A group session: its plan, its participants, its clock and its board. Reps come from the logs of the participants' sessions and from nowhere else. Every
/// call can be made again without harm. Key: <see cref="GroupKey"/>.
/// </summary>
[Alias("PersonalPT.IGroupSessionGrain")]
public interface IGroupSessionGrain : IGrainWithStringKey
{
    /// <summary>Makes the group. Making it again with the same plan changes nothing.</summary>
    [Alias("Plan")]
    Task<GroupAnswer> Plan(GroupPlan plan, string author);

    /// <summary>The group as it stands; null where there is none.</summary>
    [Alias("Get")]
    Task<GroupSnapshot?> Get();

    /// <summary>Whether an athlete takes part or took part and was not removed; null where there is no such group.</summary>
    [Alias("HasAthlete")]
    Task<bool?> HasAthlete(string athleteId);

    /// <summary>Takes part.</summary>
    [Alias("Join")]
    Task<GroupAnswer> Join(JoinGroup command);

    /// <summary>Stops taking part.</summary>
    [Alias("Leave")]
    Task<GroupAnswer> Leave(string athleteId);

    /// <summary>Begins the count-in, or the first round.</summary>
    [Alias("Start")]
    Task<GroupAnswer> Start();

    /// <summary>Stops the clock.</summary>
    [Alias("Pause")]
    Task<GroupAnswer> Pause();

    /// <summary>Lets the clock go on.</summary>
    [Alias("Resume")]
    Task<GroupAnswer> Resume();

    /// <summary>Ends the running count-in, round or rest, if it is the one that the caller means.</summary>
    [Alias("Skip")]
    Task<GroupAnswer> Skip(GroupPhase phase, int roundNumber);

    /// <summary>Ends the group.</summary>
    [Alias("Finish")]
    Task<GroupAnswer> Finish();

    /// <summary>Boards leave a participant out, or show him again.</summary>
    [Alias("Mute")]
    Task<GroupAnswer> Mute(int participantNumber, bool muted);

    /// <summary>Takes a participant out for good.</summary>
    [Alias("Remove")]
    Task<GroupAnswer> Remove(int participantNumber);

    /// <summary>What is stored was changed from outside: reads it anew, and shows the new board at once.</summary>
    [Alias("ReadAnew")]
    Task ReadAnew();

    /// <summary>The board now; null where there is no such group.</summary>
    [Alias("Board")]
    Task<GroupBoard?> Board();

    /// <summary>What everybody did, so far; null where there is no such group.</summary>
    [Alias("Results")]
    Task<GroupResults?> Results();

    /// <summary>A server begins to look on, or goes on looking. An observer that is not renewed for a minute is forgotten.</summary>
    /// <returns>The board now; null where there is no such group.</returns>
    [Alias("Watch")]
    Task<GroupBoard?> Watch(IGroupObserver observer);

    /// <summary>A server stops looking on.</summary>
    [Alias("Forget")]
    Task Forget(IGroupObserver observer);
}

/// <summary>Where a group's board goes: one for each server that has watchers. Calls are one-way; the next one heals a lost one.</summary>
[Alias("PersonalPT.IGroupObserver")]
public interface IGroupObserver : IGrainObserver
{
    /// <summary>The newest board: at most ten a second, at least one a second while the group runs.</summary>
    [Alias("OnBoard"), OneWay]
    Task OnBoard(GroupBoard board);
}
