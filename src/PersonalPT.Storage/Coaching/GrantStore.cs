using Microsoft.EntityFrameworkCore;
using PersonalPT.Contracts.Coaching;
using PersonalPT.Contracts.Storage;
using PersonalPT.Storage.Reading;
using PersonalPT.Storage.Schema;
using PersonalPT.Storage.Writing;

namespace PersonalPT.Storage.Coaching;

/// <summary>Grants. Rare writes, each in a transaction of its own; reads never come from a memory, so a revocation counts at once everywhere.</summary>
internal sealed class GrantStore(DatabaseWriter writer, DatabaseReader reader) : IGrantStore
{
    public Task<bool> Put(string gymId, AccessGrant grant, int mostOfAthlete, CancellationToken cancellationToken) => writer.Write(
        connection =>
        {
            using var context = connection.Context();
            if (context.Grants.Find(gymId, grant.AthleteId, grant.CoachId) is { } row)
            {
                row.Scopes = grant.Scopes;
                row.GrantedMicros = grant.GrantedMicros;
                row.UntilMicros = grant.UntilMicros;
                context.SaveChanges();
                return true;
            }

            if (context.Grants.Count(other => other.GymId == gymId && other.AthleteId == grant.AthleteId) >= mostOfAthlete)
                return false;

            connection.Journal.RefuseErased(gymId, grant.CoachId);
            connection.Journal.AddAthlete(gymId, grant.AthleteId, grant.GrantedMicros);
            context.Grants.Add(new GrantRow
            {
                GymId = gymId,
                AthleteId = grant.AthleteId,
                CoachId = grant.CoachId,
                Scopes = grant.Scopes,
                GrantedMicros = grant.GrantedMicros,
                UntilMicros = grant.UntilMicros,
            });
            context.SaveChanges();
            return true;
        },
        alone: true, cancellationToken);

    public Task<bool> Remove(string gymId, string athleteId, string coachId, CancellationToken cancellationToken) => writer.Write(
        connection =>
        {
            using var context = connection.Context();
            if (context.Grants.Find(gymId, athleteId, coachId) is not { } row)
                return false;

            context.Grants.Remove(row);
            context.SaveChanges();
            return true;
        },
        alone: true, cancellationToken);

    public async Task<AccessGrant?> Find(string gymId, string athleteId, string coachId, CancellationToken cancellationToken)
    {
        var row = await reader.Read(
            (context, cancel) => context.Grants.AsNoTracking()
                .SingleOrDefaultAsync(row => row.GymId == gymId && row.AthleteId == athleteId && row.CoachId == coachId, cancel),
            cancellationToken);
        return row is null ? null : ToGrant(row);
    }

    public async Task<IReadOnlyList<AccessGrant>> OfAthlete(string gymId, string athleteId, CancellationToken cancellationToken)
    {
        var rows = await reader.Read(
            (context, cancel) => context.Grants.AsNoTracking()
                .Where(row => row.GymId == gymId && row.AthleteId == athleteId).OrderBy(row => row.CoachId).ToListAsync(cancel),
            cancellationToken);
        return rows.ConvertAll(ToGrant);
    }

    public async Task<IReadOnlyList<AccessGrant>> OfCoach(string gymId, string coachId, CancellationToken cancellationToken)
    {
        var rows = await reader.Read(
            (context, cancel) => context.Grants.AsNoTracking()
                .Where(row => row.GymId == gymId && row.CoachId == coachId).OrderBy(row => row.AthleteId).ToListAsync(cancel),
            cancellationToken);
        return rows.ConvertAll(ToGrant);
    }

    private static AccessGrant ToGrant(GrantRow row) => new(row.AthleteId, row.CoachId, row.Scopes, row.GrantedMicros, row.UntilMicros);
}
