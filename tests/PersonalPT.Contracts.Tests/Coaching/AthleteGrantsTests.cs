using PersonalPT.Contracts.Access;
using PersonalPT.Contracts.Coaching;
using PersonalPT.Contracts.Storage;

namespace PersonalPT.Contracts.Tests.Coaching;

public sealed class AthleteGrantsTests
{
    private static readonly Member s_anna = new("gym", Role.Athlete, "anna");

    private readonly OneShelf _shelf = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("carl", GrantScopes.Live, null, GrantOutcome.Given)]
    [InlineData("carl", GrantScopes.Live | GrantScopes.Sets, 1_000_001L, GrantOutcome.Given)]
    [InlineData("anna", GrantScopes.Live, null, GrantOutcome.OneSelf)]
    [InlineData("a/b", GrantScopes.Live, null, GrantOutcome.NoCoach)]
    [InlineData("", GrantScopes.Live, null, GrantOutcome.NoCoach)]
    [InlineData("carl", GrantScopes.None, null, GrantOutcome.Nothing)]
    [InlineData("carl", GrantScopes.Live, 1_000_000L, GrantOutcome.Over)]
    [InlineData("carl", GrantScopes.Live, -5L, GrantOutcome.Over)]
    public async Task What_cannot_be_granted_is_not_kept_and_what_can_is(string coach, GrantScopes scopes, long? until, GrantOutcome expected)
    {
        var (outcome, grant) = await Grants.Give(s_anna, coach, scopes, until, Stop);

        Assert.Equal(expected, outcome);
        Assert.Equal(expected == GrantOutcome.Given ? new AccessGrant("anna", coach, scopes, 1_000_000, until) : null, grant);
        Assert.Equal(grant is null ? [] : [grant], _shelf.Kept);
    }

    [Fact]
    public async Task One_coach_more_than_an_athlete_may_have_is_refused()
    {
        for (var i = 0; i < AthleteGrants.Most; i++)
            Assert.Equal(GrantOutcome.Given, (await Grants.Give(s_anna, $"carl-{i}", GrantScopes.Live, null, Stop)).Outcome);

        Assert.Equal((GrantOutcome.TooMany, null), await Grants.Give(s_anna, "one-more", GrantScopes.Live, null, Stop));
        Assert.True(await Grants.Revoke("gym", "anna", "carl-0", Stop));
        Assert.Equal(GrantOutcome.Given, (await Grants.Give(s_anna, "one-more", GrantScopes.Live, null, Stop)).Outcome);
    }

    private AthleteGrants Grants => new(_shelf, new StoppedClock(DateTimeOffset.UnixEpoch.AddSeconds(1)));

    private sealed class OneShelf : IGrantStore
    {
        public List<AccessGrant> Kept { get; } = [];

        public Task<bool> Put(string gymId, AccessGrant grant, int mostOfAthlete, CancellationToken cancellationToken)
        {
            if (Kept.Count >= mostOfAthlete)
                return Task.FromResult(false);
            Kept.Add(grant);
            return Task.FromResult(true);
        }

        public Task<bool> Remove(string gymId, string athleteId, string coachId, CancellationToken cancellationToken) =>
            Task.FromResult(Kept.RemoveAll(grant => grant.AthleteId == athleteId && grant.CoachId == coachId) > 0);

        public Task<AccessGrant?> Find(string gymId, string athleteId, string coachId, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<AccessGrant>> OfAthlete(string gymId, string athleteId, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<AccessGrant>>(Kept);

        public Task<IReadOnlyList<AccessGrant>> OfCoach(string gymId, string coachId, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
