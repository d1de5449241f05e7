using System.Collections.Immutable;
using PersonalPT.Contracts.Coaching;

namespace PersonalPT.Web.Coaching;

/// <summary>An athlete who lets a coach at his things.</summary>
/// <param name="Grant">At what, and until when.</param>
/// <param name="LiveSessions">His sessions that are live, as far as the coach may see them.</param>
public sealed record CoachedAthlete(AccessGrant Grant, ImmutableArray<string> LiveSessions)
{
    /// <summary>Whether it looks the same.</summary>
    public bool Equals(CoachedAthlete? other) => other is not null && Grant == other.Grant && LiveSessions.SequenceEqual(other.LiveSessions);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Grant, LiveSessions.Length);
}
