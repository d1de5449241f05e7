using System.Net.ServerSentEvents;
using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using PersonalPT.Contracts.Groups;
using PersonalPT.Counting;
using PersonalPT.Web.Groups;
using PersonalPT.Web.Live;
using PersonalPT.Web.Text;

namespace PersonalPT.Web.Tests.Groups;

public sealed class GroupStreamTests : IAsyncDisposable
{
    private static readonly GroupPlan s_plan = new("Class", GroupRanking.Reps, 5, [new("squat", 0, 60, 30), new("squat", 20, 0, 0)]);

    private readonly FakeTimeProvider _time = new();
    private readonly Channel<GroupBoard> _boards = Channel.CreateUnbounded<GroupBoard>();
    private readonly ServiceProvider _services = new ServiceCollection().BuildServiceProvider();
    private readonly CancellationTokenSource _gone = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private readonly IAsyncEnumerator<SseItem<string>> _events;

    public GroupStreamTests()
    {
        var rendering = new GroupRendering(new LiveRendering(_services, NullLoggerFactory.Instance), Words.English, new JoinAddress("https://gym.example"), forControl: false);
        var stream = new GroupStream(
            stop => _boards.Reader.ReadAllAsync(stop), board => board.Rows.Any(r => r.AthleteId == "anna") ? GroupView.Of(board, new Dictionary<string, string>(), "anna") : null, rendering, _time);
        _events = stream.Events(_gone.Token).GetAsyncEnumerator(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_connection_begins_with_everything_and_goes_on_with_what_looks_otherwise()
    {
        Show(Board(Row(1, "anna", 3), Row(2, "ben", 2)));
        var (clock, time, board) = (await Next(), await Next(), await Next());
        Assert.Equal(("clock", "time", "board"), (clock.EventType, time.EventType, board.EventType));
        Assert.Contains("Round 1 of 2", clock.Data, StringComparison.Ordinal);
        Assert.Contains("F7J", clock.Data, StringComparison.Ordinal);
        Assert.Equal("42000 -1", time.Data);
        Assert.Contains("id=\"p-1\"", board.Data, StringComparison.Ordinal);
        Assert.Contains("id=\"p-2\"", board.Data, StringComparison.Ordinal);

        // Nothing that is seen.
        Show(Board(Row(1, "anna", 3), Row(2, "ben", 2)));
        Show(Board(Row(1, "anna", 3), Row(2, "ben", 4)));
        var card = await Next();
        Assert.Equal("card", card.EventType);
        Assert.Contains("id=\"p-2\"", card.Data, StringComparison.Ordinal);

        Show(Board(Row(1, "anna", 3, progress: .5f), Row(2, "ben", 4)));
        var movement = await Next();
        Assert.Equal(("movement", "p-1 50 "), (movement.EventType, movement.Data));
    }

    [Fact]
    public async Task Who_overtakes_whom_is_said_without_saying_all_again_and_somebody_new_is_not()
    {
        Show(Board(Row(1, "anna", 3), Row(2, "ben", 3)));
        await Next(3);

        Show(Board(Row(2, "ben", 3), Row(1, "anna", 3)));
        var order = await Next();
        Show(Board(Row(2, "ben", 3), Row(1, "anna", 3), Row(3, "carl", 0)));
        var board = await Next();

        Assert.Equal(("order", "p-2 p-1"), (order.EventType, order.Data));
        Assert.Equal("board", board.EventType);
    }

    [Fact]
    public async Task Another_phase_is_said_at_once_and_the_time_about_once_a_second()
    {
        Show(Board(Row(1, "anna", 3)));
        await Next(3);

        _time.Advance(TimeSpan.FromSeconds(1));
        Show(Board(Row(1, "anna", 3)) with { Clock = new GroupClock(GroupPhase.Round, false, 1, 0, 0, 41_000_000) });
        Assert.Equal("41000 -1", (await Next()).Data);
        Show(Board(Row(1, "anna", 3)) with { Clock = new GroupClock(GroupPhase.Rest, false, 2, 0, 0, 30_000_000) });
        var clock = await Next();

        Assert.Equal("clock", clock.EventType);
        Assert.Contains("Next: 20 × squat", System.Net.WebUtility.HtmlDecode(clock.Data), StringComparison.Ordinal);
        // What the next round asks for stands in the rows.
        Assert.Equal("board", (await Next()).EventType);
    }

    [Fact]
    public async Task Who_may_not_look_any_more_is_told_so_and_nothing_else()
    {
        Show(Board(Row(1, "anna", 3)));
        await Next(3);

        Show(Board(Row(2, "ben", 3)));

        Assert.Equal(("gone", ""), ((await Next()).EventType, _events.Current.Data));
        Assert.False(await _events.MoveNextAsync());
    }

    [Fact]
    public async Task When_all_is_over_the_page_stays_connected_until_it_goes()
    {
        Show(Board(Row(1, "anna", 3)));
        await Next(3);
        _boards.Writer.Complete();

        var beat = Next();
        Assert.False(beat.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("beat", (await beat).EventType);
        var end = _events.MoveNextAsync();
        await _gone.CancelAsync();

        Assert.False(await end);
    }

    [Fact]
    public async Task A_page_that_goes_ends_it_without_an_error()
    {
        var next = _events.MoveNextAsync();

        await _gone.CancelAsync();

        Assert.False(await next);
    }

    public async ValueTask DisposeAsync()
    {
        await _gone.CancelAsync();
        await _events.DisposeAsync();
        await _services.DisposeAsync();
        _gone.Dispose();
    }

    private void Show(GroupBoard board) => Assert.True(_boards.Writer.TryWrite(board));

    private async Task<SseItem<string>> Next(int count = 1)
    {
        for (var i = 0; i < count; i++)
            Assert.True(await _events.MoveNextAsync());
        return _events.Current;
    }

    private static GroupBoard Board(params Contracts.Groups.BoardRow[] rows) =>
        new(new GroupKey("gym", "group"), s_plan, "F7J2QX", new GroupClock(GroupPhase.Round, false, 1, 0, 0, 42_000_000), rows);

    private static Contracts.Groups.BoardRow Row(int number, string athlete, int reps, float progress = 0) =>
        new(number, athlete, athlete, false, ParticipantSignal.InPicture, MovementState.Rest, progress, 20, reps, reps, null, 1, false);
}
