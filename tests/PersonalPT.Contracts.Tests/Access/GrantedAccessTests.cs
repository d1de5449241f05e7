using PersonalPT.Contracts.Access;
using PersonalPT.Contracts.Coaching;
using PersonalPT.Contracts.Storage;

namespace PersonalPT.Contracts.Tests.Access;

public sealed class GrantedAccessTests
{
    private const GrantScopes Granted = GrantScopes.Live | GrantScopes.Models;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Role.Coach, "anna", GrantScopes.Live, true)]
    [InlineData(Role.Coach, "anna", GrantScopes.Live | GrantScopes.Models, true)]
    [InlineData(Role.Coach, "anna", GrantScopes.History, false)]
    [InlineData(Role.Coach, "anna", GrantScopes.None, false)]
    [InlineData(Role.Coach, "ben", GrantScopes.Live, false)]
    [InlineData(Role.Coach, "carl", GrantScopes.History, true)]
    [InlineData(Role.Athlete, "anna", GrantScopes.Live, false)]
    [InlineData(Role.Athlete, "carl", GrantScopes.None, true)]
    [InlineData(Role.Staff, "anna", GrantScopes.None, true)]
    [InlineData(Role.Administrator, "ben", GrantScopes.History, true)]
    public async Task A_grant_opens_to_a_coach_what_it_names_and_to_nobody_else_anything(Role role, string athlete, GrantScopes scope, bool opens) =>
        Assert.Equal(opens, await Access(until: null).Opens(new Member("gym", role, "carl"), athlete, scope, Stop));

    [Theory]
    [InlineData(999_999, false)]
    [InlineData(1_000_000, false)]
    [InlineData(1_000_001, true)]
    public async Task What_has_run_out_is_closed_and_not_listed(long until, bool opens)
    {
        var carl = new Member("gym", Role.Coach, "carl");
        Assert.Equal(opens, await Access(until).Opens(carl, "anna", GrantScopes.Live, Stop));
        Assert.Equal(opens ? ["anna"] : [], (await Access(until).Of(carl, Stop)).Select(grant => grant.AthleteId));
    }

    [Theory]
    [InlineData("gym", Role.Athlete)]
    [InlineData("gym", Role.Staff)]
    [InlineData("other-gym", Role.Coach)]
    public async Task Nobody_but_the_coach_whom_it_names_has_a_grant_listed(string gym, Role role) =>
        Assert.Empty(await Access(until: null).Of(new Member(gym, role, "carl"), Stop));

    private static GrantedAccess Access(long? until) =>
        new(new OneGrant("gym", new AccessGrant("anna", "carl", Granted, 0, until)), new StoppedClock(DateTimeOffset.UnixEpoch.AddSeconds(1)));

    private sealed class OneGrant(string gym, AccessGrant grant) : IGrantStore
    {
        public Task<AccessGrant?> Find(string gymId, string athleteId, string coachId, CancellationToken cancellationToken) =>
            Task.FromResult(gymId == gym && athleteId == grant.AthleteId && coachId == grant.CoachId ? grant : null);

        public Task<IReadOnlyList<AccessGrant>> OfCoach(string gymId, string coachId, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<AccessGrant>>(gymId == gym && coachId == grant.CoachId ? [grant] : []);

        public Task<IReadOnlyList<AccessGrant>> OfAthlete(string gymId, string athleteId, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> Put(string gymId, AccessGrant given, int mostOfAthlete, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> Remove(string gymId, string athleteId, string coachId, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
