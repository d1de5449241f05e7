namespace PersonalPT.Contracts.Coaching;

/// <summary>What a grant opens. Stored: never renumber.</summary>
[Flags]
public enum GrantScopes
{
    /// <summary>Nothing.</summary>
    None = 0,
    /// <summary>Sessions while they go on: to watch them and to send cues.</summary>
    Live = 1,
    /// <summary>What was done: sessions with their sets, reps and logs.</summary>
    History = 2,
    /// <summary>The athlete's own models: to see, teach and activate them.</summary>
    Models = 4,
    /// <summary>Sets that are over: to note load, effort and a note, and to correct their counts. Not to look at them.</summary>
    Sets = 8,
    /// <summary>The athlete's plans: to see, write and delete them, and to see what was done of them.</summary>
    Plans = 16,
    /// <summary>Recordings of sessions: to take them out, to count them again and to teach from them. Not to delete them.</summary>
    Recordings = 32,
}
