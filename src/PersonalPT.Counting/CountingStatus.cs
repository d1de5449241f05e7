namespace PersonalPT.Counting;

/// <summary>What a screen shows between events. The last value wins; it is never stored.</summary>
/// <param name="PersonSeen">Whether the last frame had a person in it.</param>
/// <param name="State">The state of the Gaussian-mixture state machine.</param>
/// <param name="Progress">Where the movement is: 0 = the demonstration's rest, 1 = its active pose.</param>
/// <param name="SetNumber">Number of the running set, or of the next one while none is running.</param>
/// <param name="InSet">Whether a set is running.</param>
/// <param name="RepsInSet">Reps of the running set.</param>
public readonly record struct CountingStatus(bool PersonSeen, MovementState State, float Progress, int SetNumber, bool InSet, int RepsInSet);

/// <summary>The two states of the exercise. The numbers are sent: never renumber.</summary>
public enum MovementState
{
    /// <summary>State R.</summary>
    Rest = 1,
    /// <summary>State A.</summary>
    Active = 2,
}
