using CsCheck;
using PersonalPT.Contracts.Coaching;
using PersonalPT.Contracts.Storage;
using static PersonalPT.Storage.Tests.SampleData;

namespace PersonalPT.Storage.Tests.Coaching;

public abstract class GrantStoreConformance : StorageConformance
{
    private const int Most = 10;

    private static readonly AccessGrant _grant = new("ann", "carl", GrantScopes.Live | GrantScopes.History, Monday, Monday + Second);

    [Fact]
    public async Task A_grant_is_there_from_both_ends()
    {
        Assert.True(await Grants.Put("gym", _grant, Most, Cancel));

        Assert.Equal(_grant, await Grants.Find("gym", "ann", "carl", Cancel));
        Assert.Equal([_grant], await Grants.OfAthlete("gym", "ann", Cancel));
        Assert.Equal([_grant], await Grants.OfCoach("gym", "carl", Cancel));
        Assert.Empty(await Grants.OfAthlete("gym", "carl", Cancel));
        Assert.Empty(await Grants.OfCoach("gym", "ann", Cancel));
    }

    [Fact]
    public async Task Another_gym_knows_nothing_of_it()
    {
        await Grants.Put("gym", _grant, Most, Cancel);

        Assert.Null(await Grants.Find("other", "ann", "carl", Cancel));
        Assert.Empty(await Grants.OfAthlete("other", "ann", Cancel));
        Assert.Empty(await Grants.OfCoach("other", "carl", Cancel));
        Assert.False(await Grants.Remove("other", "ann", "carl", Cancel));
        Assert.NotNull(await Grants.Find("gym", "ann", "carl", Cancel));
    }

    [Fact]
    public async Task A_grant_that_is_made_anew_takes_the_place_of_the_one_before()
    {
        await Grants.Put("gym", _grant, Most, Cancel);
        var anew = _grant with { Scopes = GrantScopes.Models, GrantedMicros = Monday + 5, UntilMicros = null };
        await Grants.Put("gym", anew, Most, Cancel);

        Assert.Equal([anew], await Grants.OfAthlete("gym", "ann", Cancel));
    }

    [Fact]
    public async Task A_grant_that_was_taken_away_is_gone_once()
    {
        await Grants.Put("gym", _grant, Most, Cancel);

        Assert.True(await Grants.Remove("gym", "ann", "carl", Cancel));
        Assert.Null(await Grants.Find("gym", "ann", "carl", Cancel));
        Assert.False(await Grants.Remove("gym", "ann", "carl", Cancel));
    }

    [Fact]
    public async Task An_athlete_has_no_more_than_he_may_also_where_they_come_at_the_same_time()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Grants.Put("gym", _grant with { CoachId = $"coach-{i}" }, 3, Cancel)));

        Assert.Equal(3, outcomes.Count(made => made));
        var made = await Grants.OfAthlete("gym", "ann", Cancel);
        Assert.Equal(3, made.Count);
        Assert.True(await Grants.Put("gym", made[0] with { UntilMicros = null }, 3, Cancel));
        Assert.True(await Grants.Put("gym", _grant with { AthleteId = "ben" }, 3, Cancel));
    }

    [Fact]
    public async Task Where_the_commit_fails_nothing_has_changed()
    {
        await Grants.Put("gym", _grant, Most, Cancel);
        Database.AtCommit(1, CommitFault.Fails);
        await Assert.ThrowsAsync<JournalException>(() => Grants.Remove("gym", "ann", "carl", Cancel));
        Assert.Equal(_grant, await Grants.Find("gym", "ann", "carl", Cancel));
    }

    [Fact]
    public async Task It_is_there_after_a_restart()
    {
        await Grants.Put("gym", _grant, Most, Cancel);
        await Restart();

        Assert.Equal(_grant, await Grants.Find("gym", "ann", "carl", Cancel));
    }

    [Fact]
    public async Task Whatever_is_granted_and_revoked_each_two_have_what_was_said_last()
    {
        var moves = Gen.Select(Gen.Int[0, 3], Gen.Int[0, 3], Gen.Int[0, 7], Gen.Long[Monday, Monday + 9].Nullable()).List[1, 20];
        var gyms = 0;
        await moves.SampleAsync(
            async said =>
            {
                var gym = $"gym-{Interlocked.Increment(ref gyms)}";
                var expected = new SortedDictionary<(string, string), AccessGrant>();
                foreach (var (athlete, coach, scopes, until) in said)
                {
                    var grant = new AccessGrant($"athlete-{athlete}", $"coach-{coach}", (GrantScopes)scopes, Monday, until);
                    var key = (grant.AthleteId, grant.CoachId);
                    if (scopes == 0)
                    {
                        Assert.Equal(expected.Remove(key), await Grants.Remove(gym, grant.AthleteId, grant.CoachId, Cancel));
                    }
                    else
                    {
                        expected[key] = grant;
                        await Grants.Put(gym, grant, Most, Cancel);
                    }
                }

                for (var i = 0; i < 4; i++)
                {
                    Assert.Equal(expected.Values.Where(g => g.AthleteId == $"athlete-{i}"), await Grants.OfAthlete(gym, $"athlete-{i}", Cancel));
                    Assert.Equal(expected.Values.Where(g => g.CoachId == $"coach-{i}"), await Grants.OfCoach(gym, $"coach-{i}", Cancel));
                }
            },
            iter: 20, threads: 1);
    }
}
