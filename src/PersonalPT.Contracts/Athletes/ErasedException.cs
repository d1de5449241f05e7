namespace PersonalPT.Contracts.Athletes;

/// <summary>Something was to be written for somebody who is being erased, or under the name of a session that was.</summary>
/// <param name="what">Which of the two.</param>
[GenerateSerializer, Alias("PersonalPT.ErasedException")]
public sealed class ErasedException(ErasedThing what) : Exception(
    what == ErasedThing.Session ? "The session was erased and does not come back." : "The athlete is being erased.")
{
    /// <summary>Which of the two.</summary>
    [Id(0)]
    public ErasedThing What { get; } = what;
}

/// <summary>What does not come back. Never renumber.</summary>
[GenerateSerializer, Alias("PersonalPT.ErasedThing")]
public enum ErasedThing
{
    /// <summary>A session, for good.</summary>
    Session = 1,
    /// <summary>An athlete, until the erasure is over; then the same id begins anew.</summary>
    Athlete = 2,
}
