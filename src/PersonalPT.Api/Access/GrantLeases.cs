using Grpc.Core;
using Microsoft.Extensions.Logging;
using PersonalPT.Api.Errors;
using PersonalPT.Contracts.Coaching;
using PersonalPT.Contracts.Storage;
using PersonalPT.Contracts;

namespace PersonalPT.Api.Access;

/// <summary>
/// The leases of all streams in this server that are open by a grant. Each coach's grants are read again every <see cref="AccessGrant.Renewal"/> while he holds one,
/// with one query however many he holds. They are read from the storage and not from another server's memory: so there is no server whose word could be
/// out of date, and one that cannot ask the storage lets its leases run out after <see cref="AccessGrant.Lease"/>. Counted from before the question, not from the
/// answer.
/// </summary>
internal sealed partial class GrantLeases(IGrantStore grants, TimeProvider time, ILogger<GrantLeases> logger)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string GymId, string CoachId), Renewed> _coaches = [];

    /// <summary>Coaches who hold leases.</summary>
    public int Coaches
    {
        get
        {
            lock (_gate)
                return _coaches.Count;
        }
    }

    /// <summary>Takes a lease. Somebody to whom the athlete's things are open without a grant gets one that is not lost.</summary>
    /// <param name="caller">Who looks on.</param>
    /// <param name="athleteId">At whom.</param>
    /// <param name="scope">What has to be granted.</param>
    /// <param name="gone">The caller is gone.</param>
    /// <exception cref="RpcException">PERMISSION_DENIED: it is not granted.</exception>
    public async ValueTask<GrantLease> Take(Caller caller, string athleteId, GrantScopes scope, CancellationToken gone)
    {
        var asked = time.GetTimestamp();
        if (caller.Sees(athleteId))
            return new GrantLease(asked, leave: null, gone);
        if (!GrantedAccess.AppliesTo(caller) || await grants.Find(caller.GymId, athleteId, caller.UserId, gone) is not { } grant
            || !grant.Opens(scope, time.UtcMicros()))
            throw Refusals.NotYours();

        var key = (caller.GymId, caller.UserId);
        lock (_gate)
        {
            if (!_coaches.TryGetValue(key, out var coach))
            {
                coach = new Renewed(caller.GymId, caller.UserId, time, Renew);
                _coaches.Add(key, coach);
            }

            var lease = new GrantLease(asked, given => Leave(key, given), gone);
            coach.Leases.Add(lease, (athleteId, scope));
            return lease;
        }
    }

    private void Leave((string GymId, string CoachId) key, GrantLease lease)
    {
        lock (_gate)
        {
            if (!_coaches.TryGetValue(key, out var coach) || !coach.Leases.Remove(lease) || coach.Leases.Count > 0)
                return;

            _coaches.Remove(key);
            coach.Dispose();
        }
    }

    private void Renew(Renewed coach)
    {
        bool asks;
        lock (_gate)
        {
            foreach (var (lease, _) in coach.Leases)
            {
                if (time.GetElapsedTime(lease.Renewed) >= AccessGrant.Lease)
                    lease.Lose();
            }

            // One question at a time: an answer that does not come must neither pile up others nor keep leases from running out.
            asks = !coach.IsAsking;
            coach.IsAsking = true;
        }

        if (asks)
            _ = Ask(coach);
    }

    private async Task Ask(Renewed coach)
    {
        try
        {
            var asked = time.GetTimestamp();
            var granted = await grants.OfCoach(coach.GymId, coach.CoachId, coach.Left);
            var now = time.UtcMicros();
            var byAthlete = granted.ToDictionary(grant => grant.AthleteId);
            lock (_gate)
            {
                foreach (var (lease, (athleteId, scope)) in coach.Leases)
                {
                    if (byAthlete.TryGetValue(athleteId, out var grant) && grant.Opens(scope, now))
                        lease.Renewed = Math.Max(lease.Renewed, asked);
                    else if (lease.Renewed <= asked)
                        lease.Lose();
                }
            }
        }
        catch (Exception) when (coach.Left.IsCancellationRequested)
        {
        }
        catch (Exception e)
        {
            LogNotAsked(e, coach.GymId);
        }
        finally
        {
            lock (_gate)
                coach.IsAsking = false;
        }
    }

    [LoggerMessage(LogLevel.Warning, "The grants of a coach of gym {Gym} could not be read; what he watches closes in a few seconds.")]
    private partial void LogNotAsked(Exception exception, string gym);

    // Touched under the gate.
    private sealed class Renewed : IDisposable
    {
        private readonly CancellationTokenSource _left = new();
        private readonly ITimer _timer;

        public Renewed(string gymId, string coachId, TimeProvider time, Action<Renewed> renew)
        {
            (GymId, CoachId, Left) = (gymId, coachId, _left.Token);
            _timer = time.CreateTimer(_ => renew(this), null, AccessGrant.Renewal, AccessGrant.Renewal);
        }

        public string GymId { get; }

        public string CoachId { get; }

        /// <summary>Cancelled when the coach holds none any more.</summary>
        public CancellationToken Left { get; }

        public Dictionary<GrantLease, (string AthleteId, GrantScopes Scope)> Leases { get; } = [];

        public bool IsAsking { get; set; }

        public void Dispose()
        {
            _timer.Dispose();
            // A question that is under way ends by itself; its answer concerns nobody.
            _ = _left.CancelAsync();
        }
    }
}
