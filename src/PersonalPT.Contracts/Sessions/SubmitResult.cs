namespace PersonalPT.Contracts.Sessions;

/// <summary>Where a session stands.</summary>
/// <param name="NextInputSeq">The next input that the counter needs.</param>
/// <param name="DurableInputSeq">Inputs below this one are never asked for again.</param>
/// <param name="LastEventSeq">The newest event in the log.</param>
[GenerateSerializer, Immutable, Alias("PersonalPT.InputAcknowledgement")]
public readonly record struct InputAcknowledgement(
    [property: Id(0)] long NextInputSeq, [property: Id(1)] long DurableInputSeq, [property: Id(2)] long LastEventSeq);

/// <summary>The answer to a batch.</summary>
/// <param name="Outcome">Whether it was taken.</param>
/// <param name="Acknowledgement">Where the session stands now.</param>
/// <param name="Status">What a screen shows now, where <see cref="InputBatch.TakesStatus"/> asked for it.</param>
[GenerateSerializer, Immutable, Alias("PersonalPT.SubmitResult")]
public sealed record SubmitResult(
    [property: Id(0)] SubmitOutcome Outcome, [property: Id(1)] InputAcknowledgement Acknowledgement, [property: Id(2)] SessionStatus? Status = null)
{
    /// <summary>With <see cref="SubmitOutcome.Busy"/>, when to come again; else null.</summary>
    [Id(3)]
    public TimeSpan? RetryAfter { get; init; }
}

/// <summary>Whether a batch was taken. Never renumber.</summary>
[GenerateSerializer, Alias("PersonalPT.SubmitOutcome")]
public enum SubmitOutcome
{
    /// <summary>Everything new in it was taken.</summary>
    Taken = 1,
    /// <summary>It runs ahead of the counter: send again from the acknowledgement's next input.</summary>
    NeedFrom = 2,
    /// <summary>The session has ended; nothing was taken.</summary>
    Ended = 3,
    /// <summary>There is no such session.</summary>
    NoSuchSession = 4,
    /// <summary>This activation is not the session's owner any more, or its journal fails: drop the stream and resume.</summary>
    Resume = 6,
    /// <summary>
    /// This server cannot read the model that the session is counted with, as after a step back to an older one. Nothing was taken, and coming again does
    /// not help until the server is another one.
    /// </summary>
    Unusable = 7,
    /// <summary>It came by a stream that a later one has taken the place of. Nothing was taken; what stands in it comes again by the later one.</summary>
    Superseded = 8,
    /// <summary>The session has to be rebuilt, and too many others are. Nothing was taken; come again in a moment.</summary>
    Busy = 9,
}
