using PersonalPT.Contracts.Models;
using PersonalPT.Contracts.Plans;
using PersonalPT.Counting;

namespace PersonalPT.Contracts.Sessions;

/// <summary>A session as it stands.</summary>
/// <param name="Session">The session.</param>
/// <param name="AthleteId">Whose it is.</param>
/// <param name="Phase">Where in its life it is.</param>
/// <param name="Model">What counts now.</param>
/// <param name="Capture">How its landmarks are made.</param>
/// <param name="StartedMicros">Microseconds since the Unix epoch, server's clock.</param>
/// <param name="EndedMicros">The same; 0 while it lives.</param>
/// <param name="Acknowledgement">Where its inputs stand.</param>
/// <param name="Status">What a screen shows now.</param>
[GenerateSerializer, Immutable, Alias("PersonalPT.SessionSnapshot")]
public sealed record SessionSnapshot(
    [property: Id(0)] SessionKey Session,
    [property: Id(1)] string AthleteId,
    [property: Id(2)] SessionPhase Phase,
    [property: Id(3)] ModelReference Model,
    [property: Id(4)] CaptureHeader Capture,
    [property: Id(5)] long StartedMicros,
    [property: Id(6)] long EndedMicros,
    [property: Id(7)] InputAcknowledgement Acknowledgement,
    [property: Id(8)] SessionStatus Status)
{
    /// <summary>The number of the phone's newest stream; 0 where none was opened since the session was claimed.</summary>
    [Id(9)]
    public long StreamNumber { get; init; }

    /// <summary>The phone that opened that stream; null where it did not say.</summary>
    [Id(10)]
    public string? PhoneId { get; init; }

    /// <summary>What comes in is recorded; not any more where the recording was deleted.</summary>
    [Id(11)]
    public bool IsRecorded { get; init; }

    /// <summary>The plan that it was started by; null: none.</summary>
    [Id(12)]
    public PlanReference? Plan { get; init; }

    /// <summary>Whether a phone whose stream was to begin so is not let in, because another one has taken the session over from it.</summary>
    /// <param name="phoneId">The phone that opens it; null where it does not say.</param>
    public bool KeepsOut(string? phoneId) => Phase != SessionPhase.Ended && StreamNumber == 0 && PhoneId != phoneId;

    /// <summary>Why a phone's stream has to close now that the session stands so; null where it may go on.</summary>
    /// <param name="streamNumber">The stream's number.</param>
    /// <param name="phoneId">The phone that opened it; null where it did not say.</param>
    public ClosingReason? Closes(long streamNumber, string? phoneId)
    {
        if (Phase == SessionPhase.Ended)
            return ClosingReason.SessionEnded;
        if (StreamNumber == streamNumber)
            return null;

        // Only another phone is told that it is superseded, for it must not come again. A lower number means that the session has moved.
        return StreamNumber > streamNumber && (phoneId is null || PhoneId != phoneId) ? ClosingReason.Superseded : ClosingReason.Resume;
    }
}

/// <summary>What a screen shows between events; last value wins.</summary>
/// <param name="Phase">Where in its life the session is.</param>
/// <param name="Counting">What the counter sees.</param>
[GenerateSerializer, Immutable, Alias("PersonalPT.SessionStatus")]
public readonly record struct SessionStatus([property: Id(0)] SessionPhase Phase, [property: Id(1)] CountingStatus Counting);

/// <summary>Where in its life a session is. Never renumber.</summary>
[GenerateSerializer, Alias("PersonalPT.SessionPhase")]
public enum SessionPhase
{
    /// <summary>Started; no input yet.</summary>
    Opened = 1,
    /// <summary>Inputs come.</summary>
    Live = 2,
    /// <summary>No input for five seconds.</summary>
    Stalled = 3,
    /// <summary>Over.</summary>
    Ended = 4,
    /// <summary>The athlete paused it.</summary>
    Paused = 5,
}
