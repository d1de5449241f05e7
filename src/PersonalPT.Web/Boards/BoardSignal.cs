namespace PersonalPT.Web.Boards;

/// <summary>What a board says of a session's connection.</summary>
public enum BoardSignal
{
    /// <summary>Frames come, and show a person.</summary>
    Good = 1,
    /// <summary>Started; nothing has come yet.</summary>
    Waiting = 2,
    /// <summary>Frames come, and show nobody.</summary>
    NotInPicture = 3,
    /// <summary>Nothing comes.</summary>
    Lost = 4,
    /// <summary>The athlete paused.</summary>
    Paused = 5,
    /// <summary>The session is over.</summary>
    Ended = 6,
}
