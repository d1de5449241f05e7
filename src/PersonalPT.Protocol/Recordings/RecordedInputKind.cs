namespace PersonalPT.Protocol.Recordings;

/// <summary>What a recorded input is. Stored: never renumber. The first seven have the numbers of a session's inputs.</summary>
public enum RecordedInputKind
{
    /// <summary>A frame with a person in it.</summary>
    Frame = 1,
    /// <summary>A frame without.</summary>
    NobodySeen = 2,
    /// <summary>Another exercise was chosen.</summary>
    SelectExercise = 3,
    /// <summary>The set was ended.</summary>
    EndSet = 4,
    /// <summary>Frames are not counted from here on.</summary>
    Pause = 5,
    /// <summary>Frames are counted again.</summary>
    Unpause = 6,
    /// <summary>The session was ended.</summary>
    EndSession = 7,
    /// <summary>A frame that came while the session was paused: that it came is kept, and nothing of what it showed.</summary>
    FrameLeftOut = 8,
}
