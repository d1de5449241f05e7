using Microsoft.Extensions.Time.Testing;
using PersonalPT.Api.Tests.House;
using PersonalPT.Contracts;
using PersonalPT.Contracts.Access;
using PersonalPT.Contracts.Coaching;
using PersonalPT.Web.Boards;

namespace PersonalPT.Web.Tests.Boards;

public sealed class BoardAudienceTests
{
    private static readonly BoardView s_view = new([Row("anna"), Row("ben"), Row("carl")]);

    private readonly ScriptedGrants _grants = new();
    private readonly FakeTimeProvider _time = new();
    private readonly BoardAudience _coach;

    public BoardAudienceTests() => _coach = Audience(Role.Coach);

    [Fact]
    public async Task A_coach_sees_himself_and_those_who_let_him_look_at_what_is_live()
    {
        _grants.Grant("anna", "carl", GrantScopes.Live | GrantScopes.Models);
        _grants.Grant("ben", "carl", GrantScopes.History);

        Assert.Equal(["anna", "carl"], await Seen(_coach));
    }

    [Theory]
    [InlineData(Role.Athlete, "carl")]
    [InlineData(Role.Staff, "anna ben carl")]
    [InlineData(Role.Administrator, "anna ben carl")]
    public async Task Grants_mean_nothing_to_others(Role role, string seen)
    {
        _grants.Grant("anna", "carl", GrantScopes.Live);

        Assert.Equal(seen, string.Join(' ', await Seen(Audience(role))));
        Assert.Equal(0, _grants.Asked);
    }

    [Fact]
    public async Task A_coachs_wall_shows_those_who_let_him_look_and_not_himself()
    {
        _grants.Grant("anna", "carl", GrantScopes.Live);
        _grants.Grant("ben", "carl", GrantScopes.History);
        var wall = new BoardAudience(new Member("gym", Role.Coach, "carl"), new GrantedAccess(_grants, _time), _time, othersOnly: true);

        Assert.Equal(["anna"], await Seen(wall));
        Assert.Equal(["anna", "ben"], wall.Granted.Select(grant => grant.AthleteId));
    }

    [Fact]
    public async Task Who_is_looked_at_alone_is_asked_for_as_a_board_is_and_oneself_is_not_asked_for()
    {
        _grants.Grant("anna", "carl", GrantScopes.Live);
        Assert.True(await _coach.Sees("carl", TestContext.Current.CancellationToken));
        Assert.Equal(0, _grants.Asked);
        Assert.True(await _coach.Sees("anna", TestContext.Current.CancellationToken));
        Assert.False(await _coach.Sees("ben", TestContext.Current.CancellationToken));
        _grants.Revoke("anna", "carl");

        _time.Advance(AccessGrant.Renewal);

        Assert.False(await _coach.Sees("anna", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task What_was_revoked_is_gone_at_the_next_question_and_nobody_asks_more_often()
    {
        _grants.Grant("anna", "carl", GrantScopes.Live);
        await Seen(_coach);
        _grants.Revoke("anna", "carl");

        _time.Advance(AccessGrant.Renewal - TimeSpan.FromMilliseconds(1));
        Assert.Equal(["anna", "carl"], await Seen(_coach));
        Assert.Equal(1, _grants.Asked);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(["carl"], await Seen(_coach));
        Assert.True(_coach.LooksAgainAfter <= AccessGrant.Renewal);
    }

    [Fact]
    public async Task A_grant_shows_nothing_when_its_time_is_over()
    {
        var until = _time.UtcMicros() + 2_000_000;
        _grants.Grant("anna", "carl", GrantScopes.Live, until);
        Assert.Equal(["anna", "carl"], await Seen(_coach));

        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(["carl"], await Seen(_coach));
    }

    [Fact]
    public async Task Where_questions_fail_the_lease_runs_out_and_it_comes_back_with_an_answer()
    {
        _grants.Grant("anna", "carl", GrantScopes.Live);
        await Seen(_coach);
        _grants.Fail();

        _time.Advance(AccessGrant.Lease - TimeSpan.FromMilliseconds(1));
        Assert.Equal(["anna", "carl"], await Seen(_coach));
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(["carl"], await Seen(_coach));

        _grants.Heal();
        Assert.Equal(["anna", "carl"], await Seen(_coach));
    }

    [Fact]
    public async Task Where_no_answer_comes_the_lease_runs_out_and_questions_do_not_pile_up()
    {
        _grants.Grant("anna", "carl", GrantScopes.Live);
        await Seen(_coach);
        _grants.CutOff();
        _time.Advance(AccessGrant.Renewal);

        var looking = Seen(_coach);
        Assert.False(looking.IsCompleted);
        _time.Advance(AccessGrant.Lease - AccessGrant.Renewal);

        Assert.Equal(["carl"], await looking);
        Assert.Equal(["carl"], await Seen(_coach));
        Assert.Equal(2, _grants.Asked);
        _grants.Heal();
        // The late answer is about what was then.
        await Seen(_coach);
        Assert.Equal(["anna", "carl"], await Seen(_coach));
    }

    private BoardAudience Audience(Role role) => new(new Member("gym", role, "carl"), new GrantedAccess(_grants, _time), _time);

    private static async Task<IEnumerable<string>> Seen(BoardAudience audience) =>
        (await audience.Cut(s_view, TestContext.Current.CancellationToken)).Rows.Select(row => row.Card.AthleteId);

    private static BoardRow Row(string athlete) => new(new BoardCard($"session-of-{athlete}", athlete, "Squat", 0, 0, 0, Active: false, InSet: false, BoardSignal.Good, null), 0);
}
