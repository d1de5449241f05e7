using Microsoft.Playwright;
using PersonalPT.Protocol.V1;
using PersonalPT.Testing.Processes;
using PersonalPT.Testing.Sessions;
using PersonalPT.Web.Tests.House;

namespace PersonalPT.Web.Tests.Browsers;

/// <summary>The live board in a real browser, in front of a real server that is killed.</summary>
public sealed class BoardTests(Chromium chromium) : IAsyncDisposable
{
    // Whoever waits in vain fails instead of hanging.
    private readonly CancellationTokenSource _inVain = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("personalpt-board-test-");
    private readonly Film _film = Film.Of("squat", 7, 6, 5);

    private string DataFile => Path.Combine(_folder.FullName, "gym.db");

    [Fact]
    public async Task The_board_follows_the_reps_of_a_live_session()
    {
        _inVain.CancelAfter(TimeSpan.FromMinutes(3));
        await using var window = await chromium.Open();
        using var server = await ServerProcess.StartAsync(DataFile, _inVain.Token);
        var board = await Open(window, server);
        await Shows(board.Locator(".nobody"), "Nobody trains right now.");

        await using var phone = await FilmedPhone.StartAsync(server.Grpc, "anna", FilmedPhone.SessionOf(_film), new PhoneDiary(), _inVain.Token);
        await Shows(Card(board, phone).Locator("h2"), "anna");
        await Shows(Card(board, phone).Locator(".exercise"), "squat", ignoreCase: true);

        var half = _film.Frames.Count / 2;
        phone.Push(_film.Frames.Take(half));
        await phone.WhenAsync(p => p.Reps >= 3, _inVain.Token);
        await FollowsReps(board, phone);
        phone.Push(_film.Frames.Skip(half));
        await phone.WhenAsync(p => p.Reps >= 8, _inVain.Token);
        await FollowsReps(board, phone);

        await phone.EndAsync(_inVain.Token);
        await Assertions.Expect(Card(board, phone)).ToHaveAttributeAsync("data-signal", "Ended");
        await FollowsReps(board, phone);
    }

    [Fact]
    public async Task The_board_survives_a_server_that_is_killed_and_started_again()
    {
        _inVain.CancelAfter(TimeSpan.FromMinutes(3));
        await using var window = await chromium.Open();
        var server = await ServerProcess.StartAsync(DataFile, _inVain.Token);
        try
        {
            var board = await Open(window, server);
            await using var phone = await FilmedPhone.StartAsync(server.Grpc, "anna", FilmedPhone.SessionOf(_film), new PhoneDiary(), _inVain.Token);
            var half = _film.Frames.Count / 2;
            phone.Push(_film.Frames.Take(half));
            await phone.WhenAsync(p => p.Reps >= 3, _inVain.Token);
            await FollowsReps(board, phone);

            await server.KillAsync(_inVain.Token);
            await Assertions.Expect(board.Locator("#connection")).ToHaveAttributeAsync("data-state", "lost");
            // What was shown stays: a screen on a wall is not empty because a server is away.
            await Assertions.Expect(Card(board, phone)).ToHaveCountAsync(1);

            var before = server;
            server = await server.RestartAsync(_inVain.Token);
            before.Dispose();
            phone.Push(_film.Frames.Skip(half));
            await phone.WhenAsync(p => p.Reps >= 8, _inVain.Token);

            await Assertions.Expect(board.Locator("#connection")).ToHaveAttributeAsync("data-state", "live");
            await FollowsReps(board, phone);
        }
        finally
        {
            server.Dispose();
        }
    }

    [Fact]
    public async Task An_athletes_board_shows_him_and_nobody_else()
    {
        _inVain.CancelAfter(TimeSpan.FromMinutes(3));
        await using var window = await chromium.Open();
        using var server = await ServerProcess.StartAsync(DataFile, _inVain.Token);
        await using var anna = await FilmedPhone.StartAsync(server.Grpc, "anna", FilmedPhone.SessionOf(_film), new PhoneDiary(), _inVain.Token);
        await using var ben = await FilmedPhone.StartAsync(server.Grpc, "ben", FilmedPhone.SessionOf(_film), new PhoneDiary(), _inVain.Token);
        foreach (var phone in new[] { anna, ben })
            phone.Push(_film.Frames.Take(60));
        var staff = await Open(window, server);
        await Assertions.Expect(staff.Locator(".live-card")).ToHaveCountAsync(2);

        await using var other = await chromium.Open();
        var board = await Chromium.SignIn(other, server.Web, "athlete", "ben", "/board");

        await Assertions.Expect(Card(board, ben)).ToHaveCountAsync(1);
        Assert.Equal(1, await board.Locator(".live-card").CountAsync());
    }

    [Fact]
    public async Task An_athlete_lets_a_coach_look_and_revokes_it_and_the_coachs_pages_go_blank()
    {
        _inVain.CancelAfter(TimeSpan.FromMinutes(3));
        await using var window = await chromium.Open(new() { ReducedMotion = ReducedMotion.Reduce });
        using var server = await ServerProcess.StartAsync(DataFile, _inVain.Token);
        await using var phone = await FilmedPhone.StartAsync(server.Grpc, "anna", FilmedPhone.SessionOf(_film), new PhoneDiary(), _inVain.Token);
        phone.Push(_film.Frames.Take(_film.Frames.Count / 2));
        await phone.WhenAsync(p => p.Reps >= 3, _inVain.Token);
        var board = await Chromium.SignIn(window, server.Web, "coach", "carl", "/board");
        await Shows(board.Locator(".nobody"), "Nobody trains right now.");

        await using var anna = FilmedPhone.Connect(server.Grpc, "athlete", "anna");
        var grant = new GrantRequest { CoachId = "carl", Scopes = { GrantScope.Live, GrantScope.History, GrantScope.Models } };
        await anna.Coaching.GrantAsync(grant, cancellationToken: _inVain.Token);
        await FollowsReps(board, phone);
        var second = await window.NewPageAsync();
        await second.GotoAsync(server.Web.ToString());
        await Shows(second.Locator("#granted + table"), "anna");
        await Pictures.Take(second, "index-of-coach");

        await second.Locator("#granted + table a[href='/athletes/anna']").ClickAsync();
        await Shows(second.Locator("h1"), "anna");

        await anna.Coaching.RevokeAsync(new RevokeRequest { CoachId = "carl" }, cancellationToken: _inVain.Token);
        var revoked = TimeProvider.System.GetTimestamp();
        await Shows(board.Locator(".nobody"), "Nobody trains right now.");
        TestContext.Current.TestOutputHelper!.WriteLine($"The board was blank {TimeProvider.System.GetElapsedTime(revoked).TotalMilliseconds:F0} ms after the revocation.");
        Assert.Equal(0, await board.Locator(".live-card").CountAsync());
        Assert.Equal(403, (await second.ReloadAsync())!.Status);
    }

    public async ValueTask DisposeAsync()
    {
        _inVain.Dispose();
        _folder.Delete(recursive: true);
        await Task.CompletedTask;
    }

    private static Task<IPage> Open(IBrowserContext window, ServerProcess server) => Chromium.SignIn(window, server.Web, "staff", "staff", "/board");

    private static ILocator Card(IPage board, FilmedPhone phone) => board.Locator($"[id='s-{phone.SessionId}']");

    private static Task Shows(ILocator element, string text, bool ignoreCase = false) =>
        Assertions.Expect(element).ToContainTextAsync(text, new() { IgnoreCase = ignoreCase });

    // What the phone was told and what the board shows come by different ways: in the end they say the same.
    private async Task FollowsReps(IPage board, FilmedPhone phone)
    {
        int shown;
        do
        {
            shown = await Shown.WhenReps(board, $"s-{phone.SessionId}", phone.Reps, _inVain.Token);
            // The board may know it first.
            await phone.WhenAsync(p => p.Reps >= shown, _inVain.Token);
        }
        while (shown < phone.Reps);
        await Assertions.Expect(Card(board, phone).Locator(".reps b")).ToHaveTextAsync($"{RepsOfNewestSet(phone)}");
    }

    private static int RepsOfNewestSet(FilmedPhone phone)
    {
        var reps = phone.Seen.Select(e => e.RepCompleted).Where(r => r is not null).ToArray();
        return reps.Length == 0 ? 0 : reps.Count(r => r.SetNumber == reps.Max(other => other.SetNumber));
    }
}
