using PersonalPT.Contracts.Coaching;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Contracts;

namespace PersonalPT.Api.Access;

/// <summary>
/// What is open to a caller beyond his own: everything to those who run the gym, and to a coach what athletes have granted him. Grants are read from the
/// storage for each call, so one that was revoked opens nothing from then on, whichever server is asked.
/// </summary>
internal sealed class GrantedAccess(IGrantStore grants, IJournal journal, TimeProvider time)
{
    /// <summary>Whether grants mean anything to a caller.</summary>
    public static bool AppliesTo(Caller caller) => caller.Role == Role.Coach;

    /// <summary>Whether an athlete's things of this kind are open to a caller.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="athleteId">Whose things.</param>
    /// <param name="scope">Which things; none: those that nobody can grant.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async ValueTask<bool> Opens(Caller caller, string athleteId, GrantScopes scope, CancellationToken cancellationToken) =>
        caller.Sees(athleteId)
        || (scope != GrantScopes.None && AppliesTo(caller) && await grants.Find(caller.GymId, athleteId, caller.UserId, cancellationToken) is { } grant
            && grant.Opens(scope, time.UtcMicros()));

    /// <summary>What has to be granted for a session: one that has ended is history, however it is asked for.</summary>
    /// <param name="session">The session.</param>
    /// <param name="scope">What has to be granted while it lives.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async ValueTask<GrantScopes> Needed(SessionKey session, GrantScopes scope, CancellationToken cancellationToken) =>
        scope == GrantScopes.Live && (await journal.Find(session, cancellationToken))?.EndedMicros is not null ? GrantScopes.History : scope;

    /// <summary>Grants that a caller may use now, by athlete.</summary>
    public async ValueTask<IReadOnlyList<AccessGrant>> Of(Caller caller, CancellationToken cancellationToken)
    {
        if (!AppliesTo(caller))
            return [];

        var now = time.UtcMicros();
        return [.. (await grants.OfCoach(caller.GymId, caller.UserId, cancellationToken)).Where(grant => !grant.HasRunOut(now))];
    }
}
