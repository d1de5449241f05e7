using PersonalPT.Protocol.V1;

namespace PersonalPT.Protocol.Plans;

/// <summary>A set of a session, as far as a plan asks for it.</summary>
/// <param name="SetNumber">Its number in the session.</param>
/// <param name="ExerciseId">What was done.</param>
/// <param name="Reps">How many, as corrected where it was corrected.</param>
/// <param name="EndReason">Why it ended; null while it runs.</param>
/// <param name="EndTimeUs">When its last rep was over, by the phone's clock: microseconds since the Unix epoch. 0 while it runs.</param>
public sealed record PerformedSet(uint SetNumber, string ExerciseId, uint Reps, SetEndReason? EndReason, long EndTimeUs)
{
    /// <summary>Whether what follows is the same set for the athlete: it was cut by its length, by lost inputs or by a clock, and not by him.</summary>
    internal bool WasCut => EndReason is SetEndReason.Continued or SetEndReason.Gap or SetEndReason.ClockChanged;
}
