namespace PersonalPT.Grains.Sessions;

/// <summary>An erasure's side of a session's grain.</summary>
[Alias("PersonalPT.IErasedSession")]
internal interface IErasedSession : IGrainWithStringKey
{
    /// <summary>Ends the session where it has not ended, so that everybody who looks on is told.</summary>
    [Alias("EndForErasure")]
    Task EndForErasure();

    /// <summary>The session is deleted: drops everything that is remembered of it.</summary>
    [Alias("DropErased")]
    Task DropErased();
}
