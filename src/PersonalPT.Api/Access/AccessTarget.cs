namespace PersonalPT.Api.Access;

/// <summary>What a request reaches for, and therefore who may make it.</summary>
internal abstract record AccessTarget
{
    private AccessTarget()
    {
    }

    /// <summary>Something that everybody in the gym may see, or that the service cuts down to what the caller may see.</summary>
    public sealed record Gym : AccessTarget;

    /// <summary>An athlete's things: open to him, to staff and to administrators.</summary>
    /// <param name="AthleteId">The athlete; empty: the caller.</param>
    /// <param name="Field">Where the request names him.</param>
    public sealed record Athlete(string AthleteId, string Field) : AccessTarget;

    /// <summary>A session: open to those to whom its athlete's things are.</summary>
    /// <param name="SessionId">The session.</param>
    /// <param name="Field">Where the request names it.</param>
    public sealed record Session(string SessionId, string Field) : AccessTarget;

    /// <summary>A group session: open to its participants, to staff and to administrators.</summary>
    /// <param name="GroupId">The group.</param>
    /// <param name="Field">Where the request names it.</param>
    public sealed record Group(string GroupId, string Field) : AccessTarget;

    /// <summary>Planning and leading group sessions: staff and administrators.</summary>
    public sealed record Leading : AccessTarget;

    /// <summary>A change of the gym's catalog: staff and administrators.</summary>
    public sealed record Catalog : AccessTarget;

    /// <summary>The request does not say what it reaches for, so nobody may make it.</summary>
    /// <param name="Field">What is missing.</param>
    /// <param name="Description">What has to be there.</param>
    public sealed record Missing(string Field, string Description) : AccessTarget;
}
