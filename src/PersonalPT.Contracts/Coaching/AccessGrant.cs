namespace PersonalPT.Contracts.Coaching;

/// <summary>An athlete lets a coach of the gym at his things.</summary>
/// <param name="AthleteId">Who lets.</param>
/// <param name="CoachId">Who is let.</param>
/// <param name="Scopes">At what.</param>
/// <param name="GrantedMicros">When it was said, or said anew: microseconds since the Unix epoch.</param>
/// <param name="UntilMicros">From then on it opens nothing; null: until it is revoked.</param>
public sealed record AccessGrant(string AthleteId, string CoachId, GrantScopes Scopes, long GrantedMicros, long? UntilMicros)
{
    /// <summary>How often whoever shows an athlete's things as they happen asks whether the grant still holds: a revocation is noticed after this time and
    /// that of a query.</summary>
    public static readonly TimeSpan Renewal = TimeSpan.FromMilliseconds(400);

    /// <summary>How long a grant is taken to hold where nobody can be asked, counted from before the last question that was answered. With one more
    /// <see cref="Renewal"/> until that is noticed it stays below five seconds.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(4);

    /// <summary>Whether it opens all of these at a time, microseconds since the Unix epoch.</summary>
    public bool Opens(GrantScopes scopes, long atMicros) => scopes != GrantScopes.None && (Scopes & scopes) == scopes && !HasRunOut(atMicros);

    /// <summary>Whether its time is over.</summary>
    public bool HasRunOut(long atMicros) => UntilMicros <= atMicros;
}
