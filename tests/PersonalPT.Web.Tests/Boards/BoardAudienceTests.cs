using Microsoft.Extensions.Time.Testing;
using PersonalPT.Api.Tests.House;
using PersonalPT.Contracts;
using PersonalPT.Contracts.Coaching;
using PersonalPT.Web.Access;
using PersonalPT.Web.Boards;

namespace PersonalPT.Web.Tests.Boards;

public sealed class BoardAudienceTests
{
    private static readonly BoardView s_view = new([Row("anna"), Row("ben"), Row("carl")]);

    private readonly ScriptedGrants _grants = new();
    private readonly FakeTimeProvider _time = new();
    private readonly BoardAudience _coach;

    public BoardAudienceTests() => _coach = Audience(PageRole.Coach);

    [Fact]
    public async Task A_coach_sees_himself_and_those_who_let_him_look_at_what_is_live()
    {
        _grants.Grant("anna", "carl", GrantScopes.Live | GrantScopes.Models);
        _grants.Grant("ben", "carl", GrantScopes.History);

        Assert.Equal(["anna", "carl"], await Seen(_coach));
    }

    [Theory]
    [InlineData(PageRole.Athlete, "carl")]
    [InlineData(PageRole.Staff, "anna ben carl")]
    [InlineData(PageRole.Administrator, "anna ben carl")]
    public async Task Grants_mean_nothing_to_others(PageRole role, string seen)
    {
        _grants.Grant("anna", "carl", GrantScopes.Live);

        Assert.Equal(seen, string.Join(' ', await Seen(Audience(role))));
        Assert.Equal(0, _grants.Asked);
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

    private BoardAudience Audience(PageRole role) => new(new Visitor("gym", role, "carl"), new PageGrants(_grants, _time), _time);

    private static async Task<IEnumerable<string>> Seen(BoardAudience audience) =>
        (await audience.Cut(s_view, TestContext.Current.CancellationToken)).Rows.Select(row => row.Card.AthleteId);

    private static BoardRow Row(string athlete) => new(new BoardCard($"session-of-{athlete}", athlete, "Squat", 0, 0, 0, Active: false, InSet: false, BoardSignal.Good, null), 0);
}
