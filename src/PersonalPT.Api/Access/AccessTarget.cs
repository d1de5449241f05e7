using PersonalPT.Contracts.Coaching;

namespace PersonalPT.Api.Access;

/// <summary>What a request reaches for, and therefore who may make it.</summary>
internal abstract record AccessTarget
{
    private AccessTarget()
    {
    }

    /// <summary>Something that everybody in the gym may see, or that the service cuts down to what the caller may see.</summary>
    public sealed record Gym : AccessTarget;

    /// <summary>An athlete's things: open to him, to staff and administrators, and to a coach whom he has granted them.</summary>
    /// <param name="AthleteId">The athlete; empty: the caller.</param>
    /// <param name="Field">Where the request names him.</param>
    /// <param name="Scope">What a coach must have been granted; none: no grant opens it.</param>
    public sealed record Athlete(string AthleteId, string Field, GrantScopes Scope = GrantScopes.None) : AccessTarget;

    /// <summary>A session: open to those to whom its athlete's things are.</summary>
    /// <param name="SessionId">The session.</param>
    /// <param name="Field">Where the request names it.</param>
    /// <param name="Scope">What a coach must have been granted; none: no grant opens it. Where that is to watch, an ended session is history.</param>
    public sealed record Session(string SessionId, string Field, GrantScopes Scope = GrantScopes.None) : AccessTarget;

    /// <summary>What is between an athlete and a coach: open to both, to staff and to administrators.</summary>
    /// <param name="AthleteId">The athlete; empty: the caller.</param>
    /// <param name="Field">Where the request names him.</param>
    /// <param name="CoachId">The coach.</param>
    public sealed record Bond(string AthleteId, string Field, string CoachId) : AccessTarget;

    /// <summary>A group session: open to its participants, to staff and to administrators.</summary>
    /// <param name="GroupId">The group.</param>
    /// <param name="Field">Where the request names it.</param>
    public sealed record Group(string GroupId, string Field) : AccessTarget;

    /// <summary>Planning and leading group sessions: staff and administrators.</summary>
    public sealed record Leading : AccessTarget;

    /// <summary>All of a person at once, to be taken out or erased: open to the person and to administrators, and to nobody by a grant.</summary>
    /// <param name="PersonId">The person; empty: the caller.</param>
    /// <param name="Field">Where the request names him.</param>
    public sealed record Person(string PersonId, string Field) : AccessTarget;

    /// <summary>Who did what in the gym: staff and administrators.</summary>
    public sealed record Audit : AccessTarget;

    /// <summary>The accounts that the server itself keeps: administrators.</summary>
    public sealed record Accounts : AccessTarget;

    /// <summary>What the gym as a whole is connected with: administrators.</summary>
    public sealed record Administration : AccessTarget;

    /// <summary>A change of the gym's catalog: staff and administrators.</summary>
    public sealed record Catalog : AccessTarget;

    /// <summary>The request does not say what it reaches for, so nobody may make it.</summary>
    /// <param name="Field">What is missing.</param>
    /// <param name="Description">What has to be there.</param>
    public sealed record Missing(string Field, string Description) : AccessTarget;
}
