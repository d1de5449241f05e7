namespace PersonalPT.Grains.Sessions;

/// <summary>The sweep's side of a session's grain.</summary>
[Alias("PersonalPT.IAbandonedSession")]
internal interface IAbandonedSession : IGrainWithStringKey
{
    /// <summary>Ends the session, unless an input came meanwhile.</summary>
    [Alias("EndIfAbandoned")]
    Task EndIfAbandoned();
}
