namespace PersonalPT.Counting;

/// <summary>Something that the counter found and will never take back. Within a session events are told apart by set number, kind and ordinal.</summary>
/// <param name="SetNumber">Number of the set within the session, from 1.</param>
/// <param name="InputSeq">The input at which the counter found it.</param>
public abstract record CountingEvent(int SetNumber, long InputSeq);

/// <summary>A set has begun: comes right before its first rep.</summary>
/// <param name="SetNumber">Number of the set within the session, from 1.</param>
/// <param name="InputSeq">The input at which the counter found it.</param>
/// <param name="StartMicros">Capture time at which the first rep starts.</param>
public sealed record SetStarted(int SetNumber, long InputSeq, long StartMicros) : CountingEvent(SetNumber, InputSeq);

/// <summary>One more rep. Its times are provisional until the set has ended.</summary>
/// <param name="SetNumber">Number of the set within the session, from 1.</param>
/// <param name="InputSeq">The input at which the counter found it.</param>
/// <param name="Ordinal">Number of the rep within the set, from 1, in the order of finding.</param>
/// <param name="Rep">Its times as known now.</param>
/// <param name="FoundLate">True where the rep had ended well before it was found, so that a phone shows it without a cheer.</param>
public sealed record RepCompleted(int SetNumber, long InputSeq, int Ordinal, Rep Rep, bool FoundLate) : CountingEvent(SetNumber, InputSeq);

/// <summary>A set is over.</summary>
/// <param name="SetNumber">Number of the set within the session, from 1.</param>
/// <param name="InputSeq">The input at which the counter found it.</param>
/// <param name="Reason">Why it is over.</param>
/// <param name="Reps">The final times of the set's reps, in time order; exactly as many as were emitted.</param>
/// <param name="FinalVote">
/// The count by the evidence of the whole set. It differs from the number of reps where the counter changed its mind after emitting; what was
/// emitted stands, this is kept for evaluation.
/// </param>
public sealed record SetEnded(int SetNumber, long InputSeq, SetEndReason Reason, IReadOnlyList<Rep> Reps, int FinalVote) : CountingEvent(SetNumber, InputSeq);

/// <summary>Inputs are missing that nobody holds any more. The set before it has ended, and a new one starts after it.</summary>
/// <param name="SetNumber">Number of the next set.</param>
/// <param name="InputSeq">The first input after the gap.</param>
/// <param name="FirstMissingSeq">The first input that is missing.</param>
public sealed record Gap(int SetNumber, long InputSeq, long FirstMissingSeq) : CountingEvent(SetNumber, InputSeq);

/// <summary>Why a set is over. The numbers are stored and sent: never renumber.</summary>
public enum SetEndReason
{
    /// <summary>The athlete rests.</summary>
    Rest = 1,
    /// <summary>The client ended the set.</summary>
    Client = 2,
    /// <summary>Another exercise was chosen.</summary>
    ExerciseChanged = 3,
    /// <summary>Nobody was in the picture for three seconds.</summary>
    NobodySeen = 4,
    /// <summary>The set was cut at five minutes and goes on as the next one.</summary>
    Continued = 5,
    /// <summary>The session ended.</summary>
    SessionEnded = 6,
    /// <summary>Inputs were lost.</summary>
    Gap = 7,
    /// <summary>The phone's clock jumped back.</summary>
    ClockChanged = 8,
}
