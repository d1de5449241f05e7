using PersonalPT.Contracts.Coaching;

namespace PersonalPT.Web.Access;

/// <summary>What a page shows or changes, and therefore who may have it. Everything but <see cref="Open"/> needs a visitor who has signed in.</summary>
internal abstract record PageReach
{
    private PageReach()
    {
    }

    /// <summary>Nothing of anybody's: open to whoever can reach the server.</summary>
    public sealed record Open : PageReach;

    /// <summary>Something that everybody in the gym may see, or that the page cuts down to what the visitor may see.</summary>
    public sealed record Gym : PageReach;

    /// <summary>An athlete's things: open to him, to staff and to administrators, and to a coach to whom the athlete has granted them.</summary>
    public sealed record Athlete(string AthleteId, GrantScopes Scope) : PageReach;

    /// <summary>A session: open to those to whom its athlete's things are, as live ones while it lives and as history after that.</summary>
    public sealed record Session(string SessionId) : PageReach;

    /// <summary>To say something about a session's sets: open to the athlete, to staff and to administrators, and to a coach to whom he has granted that.</summary>
    public sealed record SetsOfSession(string SessionId) : PageReach;

    /// <summary>Who has an account, and as what: administrators.</summary>
    public sealed record Accounts : PageReach;

    /// <summary>What the gym as a whole is connected with: administrators.</summary>
    public sealed record Administration : PageReach;

    /// <summary>A session's recording: open to the athlete, to staff and to administrators, and to a coach to whom he has granted recordings, but not to be deleted.</summary>
    public sealed record Recording(string SessionId, bool IsDeleted = false) : PageReach;

    /// <summary>A change of the gym's catalog: staff and administrators.</summary>
    public sealed record Catalog : PageReach;

    /// <summary>Something that a person does with his own things only: nobody grants for another.</summary>
    public sealed record Own(string PersonId) : PageReach;

    /// <summary>All of a person at once, to be taken out or erased: open to the person and to administrators, and to nobody by a grant.</summary>
    public sealed record Person(string PersonId) : PageReach;

    /// <summary>What is between an athlete and a coach: open to both, to staff and to administrators.</summary>
    public sealed record Bond(string AthleteId, string CoachId) : PageReach;

    /// <summary>To plan group sessions: staff and administrators.</summary>
    public sealed record Leading : PageReach;

    /// <summary>A group session: open to staff and administrators, and to those who take part or took part and were not removed.</summary>
    public sealed record Group(string GroupId) : PageReach;

    /// <summary>To lead a group session: staff and administrators.</summary>
    public sealed record LedGroup(string GroupId) : PageReach;
}
