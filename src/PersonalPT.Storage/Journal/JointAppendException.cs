namespace PersonalPT.Storage.Journal;

/// <summary>Appends that were to be written together were not, because of one of them.</summary>
internal sealed class JointAppendException(int? culprit, Exception reason) : Exception(reason.Message, reason)
{
    /// <summary>Which of them it was, where that is known.</summary>
    public int? Culprit { get; } = culprit;
}
