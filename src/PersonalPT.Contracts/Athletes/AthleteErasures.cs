using PersonalPT.Contracts.Access;
using PersonalPT.Contracts.Audit;
using PersonalPT.Contracts.Storage;

namespace PersonalPT.Contracts.Athletes;

/// <summary>Begins the erasure of a person: one rule for calls and pages. Who may do it is decided before it comes here.</summary>
/// <param name="grains">The way to whoever goes through with it.</param>
/// <param name="erasures">Where it is begun.</param>
/// <param name="time">The clock.</param>
public sealed class AthleteErasures(IGrainFactory grains, IErasureStore erasures, TimeProvider time)
{
    /// <summary>Writes down that somebody is to be erased, together with who asked for it. Begun is begun: from here on it goes on whether anybody waits or not.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="athlete">Who is to be erased.</param>
    /// <param name="means">By which call or page.</param>
    /// <returns>The erasure; null where it is not begun: the last administrator does not leave others behind without one.</returns>
    public Task<Erasure?> Begin(Member caller, AthleteKey athlete, string means)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return erasures.Begin(
            athlete,
            new AuditEntry(
                Guid.NewGuid(), time.UtcMicros(), caller.UserId, caller.RoleName, AuditAction.Erase, AuditOutcome.Begun, athlete.AthleteId, OtherId: null, means),
            CancellationToken.None);
    }

    /// <summary>Goes through with it.</summary>
    /// <returns>What was erased; null where no erasure is going on any more.</returns>
    public Task<ErasureReport?> GoOn(AthleteKey athlete) => grains.GetGrain<IAthleteGrain>(athlete.ToString()).Erase();
}
