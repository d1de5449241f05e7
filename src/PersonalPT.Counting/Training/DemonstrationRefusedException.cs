namespace PersonalPT.Counting.Training;

/// <summary>No model can be made of the demonstration; the message says why and what to do, in plain words.</summary>
public sealed class DemonstrationRefusedException(RefusalReason reason, string message) : Exception(message)
{
    /// <summary>Why.</summary>
    public RefusalReason Reason { get; } = reason;
}

/// <summary>Why a demonstration cannot be learnt. The numbers are sent: never renumber.</summary>
public enum RefusalReason
{
    /// <summary>Too few frames show a person.</summary>
    NoPerson = 1,
    /// <summary>Nothing moves back and forth.</summary>
    NoMovement = 2,
    /// <summary>Less than a second long.</summary>
    TooShort = 3,
    /// <summary>The labels lie outside the demonstration or contradict each other.</summary>
    BadLabels = 4,
    /// <summary>Longer than five minutes.</summary>
    TooLong = 5,
}
