using System.Net;
using Microsoft.Playwright;
using PersonalPT.Protocol.V1;
using PersonalPT.Testing.Processes;
using PersonalPT.Testing.Sessions;
using PersonalPT.Web.Tests.House;

namespace PersonalPT.Web.Tests.Browsers;

/// <summary>Group sessions as people do them: in a browser, with phones that count.</summary>
public sealed class GroupTests(Chromium chromium, RunningSite site) : IDisposable
{
    // Whoever waits in vain fails instead of hanging.
    private readonly CancellationTokenSource _inVain = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private readonly Film _film = GroupScene.Later(Film.Of("squat", 7, 6, 5));

    [Fact]
    public async Task An_athlete_joins_with_the_code_on_his_phone_and_the_board_follows_his_reps_until_he_leaves()
    {
        _inVain.CancelAfter(TimeSpan.FromMinutes(3));
        await using var group = await GroupScene.Plan(site.Grpc);
        await using var phone = await FilmedPhone.StartAsync(site.Grpc, "gina", FilmedPhone.SessionOf(_film), new PhoneDiary(), _inVain.Token);
        await using var window = await chromium.Open(new() { ViewportSize = new() { Width = 390, Height = 844 } });
        var page = await Chromium.SignIn(window, site.Web, "athlete", "gina");
        await page.Locator(".tiles a[href='/join']").ClickAsync();
        await page.Locator("#code").FillAsync($"{group.Code[..3]} {group.Code[3..]}".ToLowerInvariant());
        await page.Locator("#code").PressAsync("Enter");
        await page.Locator("#nickname").FillAsync("Gigi");
        await page.Locator("button.btn-primary").ClickAsync();

        await Assertions.Expect(page).ToHaveURLAsync(new Uri(site.Web, $"/groups/{group.Id}/board").ToString());
        await Assertions.Expect(GroupScene.Row(page, "Gigi")).ToHaveClassAsync(new System.Text.RegularExpressions.Regex(@"\bmine\b"));
        await group.Start();
        await Assertions.Expect(page.Locator(".phase")).ToHaveTextAsync("Round 1 of 2");

        var half = _film.Frames.Count / 2;
        phone.Push(_film.Frames.Take(half));
        await phone.WhenAsync(p => p.Reps >= 3, _inVain.Token);
        await GroupScene.FollowsReps(page, "Gigi", phone, _inVain.Token);
        phone.Push(_film.Frames.Skip(half));
        await phone.WhenAsync(p => p.Reps >= 8, _inVain.Token);
        await GroupScene.FollowsReps(page, "Gigi", phone, _inVain.Token);

        await page.Locator(".me form[action$='/leave'] button").ClickAsync();
        await Assertions.Expect(page.Locator(".me a[href^='/join/']")).ToBeVisibleAsync();
        await Assertions.Expect(GroupScene.Row(page, "Gigi")).ToHaveAttributeAsync("data-signal", "Left");
        Assert.Equal(phone.Reps.ToString(System.Globalization.CultureInfo.InvariantCulture), await GroupScene.Row(page, "Gigi").GetAttributeAsync("data-total"));
        await phone.EndAsync(_inVain.Token);
    }

    [Fact]
    public async Task The_clock_goes_on_by_itself_stands_still_in_a_pause_and_every_board_shows_the_same()
    {
        _inVain.CancelAfter(TimeSpan.FromMinutes(3));
        await using var group = await GroupScene.Plan(site.Grpc);
        await group.Start();
        await using var window = await chromium.Open();
        var control = await Chromium.SignIn(window, site.Web, "staff", "staff", $"/groups/{group.Id}/control");
        var board = await window.NewPageAsync();
        await board.GotoAsync(new Uri(site.Web, $"/groups/{group.Id}/board").ToString());
        foreach (var page in new[] { control, board })
            await page.EvaluateAsync(WhenClockGoesOn).WaitAsync(_inVain.Token);

        await control.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        foreach (var page in new[] { control, board })
            await Assertions.Expect(page.Locator(".standing")).ToHaveTextAsync("Paused");
        Assert.Equal(await control.Locator("#time").TextContentAsync(), await board.Locator("#time").TextContentAsync());

        await control.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
        await Assertions.Expect(board.Locator(".standing")).ToHaveCountAsync(0);
        await board.EvaluateAsync(WhenClockGoesOn).WaitAsync(_inVain.Token);
    }

    [Fact]
    public async Task Staff_run_a_session_from_planning_to_its_results()
    {
        _inVain.CancelAfter(TimeSpan.FromMinutes(4));
        await using var window = await chromium.Open(new() { AcceptDownloads = true });
        var page = await Chromium.SignIn(window, site.Web, "staff", "sam");
        await page.Locator(".tiles a[href='/groups']").ClickAsync();
        await page.Locator("#title").FillAsync("Lunch class");
        await page.Locator("#count-in").FillAsync("0");
        await page.Locator("#exercise-1").SelectOptionAsync("squat");
        await page.Locator("#seconds-1").FillAsync("3600");
        await page.Locator("#rest-1").FillAsync("3600");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a round" }).ClickAsync();
        await Assertions.Expect(page.Locator("#exercise-2")).ToBeFocusedAsync();
        await page.Locator("#reps-2").FillAsync("20");
        // As with the keyboard: the form's first button is the one that plans.
        await page.Locator("#title").PressAsync("Enter");

        await Assertions.Expect(page.Locator("#clock .phase")).ToHaveTextAsync("Starts soon");
        var group = new Uri(page.Url).Segments[2].TrimEnd('/');
        var code = (await page.Locator("strong.code").TextContentAsync())!.Replace("\u00a0", "", StringComparison.Ordinal);
        await using var scene = new GroupScene(site.Grpc, FilmedPhone.Connect(site.Grpc, "staff", "sam"), group, code);
        await using var phone = await FilmedPhone.StartAsync(site.Grpc, "hugo", FilmedPhone.SessionOf(_film), new PhoneDiary(), _inVain.Token);
        await scene.Join("hugo", phone);
        await scene.Join("iris", nickname: "Rude name");
        await Assertions.Expect(page.Locator("li.live-row")).ToHaveCountAsync(2);

        await page.GetByRole(AriaRole.Button, new() { Name = "Start", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator("#clock .phase")).ToHaveTextAsync("Round 1 of 2");
        phone.Push(_film.Frames);
        await phone.EndAsync(_inVain.Token);
        await GroupScene.FollowsReps(page, "hugo", phone, _inVain.Token);

        // Hidden from the others' boards, and then taken out.
        var board = await window.NewPageAsync();
        await board.GotoAsync(new Uri(site.Web, $"/groups/{group}/board").ToString());
        await Assertions.Expect(board.Locator("li.live-row")).ToHaveCountAsync(2);
        await page.GetByRole(AriaRole.Button, new() { Name = "Hide Rude name from the boards" }).ClickAsync();
        await Assertions.Expect(board.Locator("li.live-row")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("li.live-row.muted h2")).ToHaveTextAsync("Rude name");
        await page.Locator("li.live-row.muted summary").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Take Rude name out for good" }).ClickAsync();
        await Assertions.Expect(page.Locator("li.live-row")).ToHaveCountAsync(1);

        // Pressed twice it ends one round and not the rest behind it.
        await page.GetByRole(AriaRole.Button, new() { Name = "End this round" }).DblClickAsync();
        await Assertions.Expect(page.Locator("#clock .phase")).ToHaveTextAsync("Rest");
        await Assertions.Expect(board.Locator("#clock .doing")).ToHaveTextAsync("Next: 20 × Squat", new() { IgnoreCase = true });
        await page.GetByRole(AriaRole.Button, new() { Name = "Skip the rest" }).ClickAsync();
        await Assertions.Expect(board.Locator("#clock .phase")).ToHaveTextAsync("Round 2 of 2");
        await Assertions.Expect(board.Locator("li.live-row .reps span")).ToHaveTextAsync("of 20");

        await page.Locator("#clock summary").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Finish for everybody" }).ClickAsync();
        await Assertions.Expect(board.Locator("#clock .phase")).ToHaveTextAsync("Finished");
        await page.Locator(".leading a[href$='/results']").ClickAsync();
        await Assertions.Expect(page.Locator("table.results tbody tr")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("table.results tbody tr")).ToContainTextAsync("hugo");
        Assert.Equal(["1", $"{phone.Reps}", "0", $"{phone.Reps}", "–"], await page.Locator("table.results tbody td").AllTextContentsAsync());
        var file = await page.RunAndWaitForDownloadAsync(() => page.Locator("a[href$='.csv']").ClickAsync());
        Assert.Contains($",Lunch class,1,1,hugo,hugo,1,squat,{phone.Reps},{phone.Reps}", await System.IO.File.ReadAllTextAsync(await file.PathAsync(), _inVain.Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_taken_out_sees_the_board_no_more()
    {
        _inVain.CancelAfter(TimeSpan.FromMinutes(3));
        await using var group = await GroupScene.Plan(site.Grpc);
        var number = await group.Join("jane");
        await using var window = await chromium.Open();
        var page = await Chromium.SignIn(window, site.Web, "athlete", "jane", $"/groups/{group.Id}/board");
        await Assertions.Expect(GroupScene.Row(page, "jane")).ToBeVisibleAsync();

        await group.Staff.Groups.RemoveParticipantAsync(new RemoveParticipantRequest { GroupId = group.Id, ParticipantNumber = number }, cancellationToken: _inVain.Token);

        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("This is not open to you.");
        using var client = await site.Open("gym", "athlete", "jane");
        using var again = await RunningSite.Post(client, $"/join/{group.Code}");
        Assert.Contains("Staff have taken you out", await again.Content.ReadAsStringAsync(_inVain.Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_skip_that_comes_twice_skips_once_and_a_wrong_code_says_so_until_somebody_guesses_too_often()
    {
        await using var group = await GroupScene.Plan(site.Grpc);
        using var staff = await site.Open("gym", "staff", "staff");
        using var started = await RunningSite.Post(staff, $"/groups/{group.Id}/start");
        foreach (var said in new[] { "", "?said=OtherPhase" })
        {
            using var skipped = await RunningSite.Post(staff, $"/groups/{group.Id}/skip", ("phase", "3.1"));
            Assert.Equal($"/groups/{group.Id}/control{said}", skipped.Headers.Location!.OriginalString);
        }

        using var guesser = await site.Open("gym", "athlete", "mallory");
        for (var i = 0; i < 10; i++)
        {
            using var wrong = await guesser.GetAsync(new Uri($"/join/{(i % 2 == 0 ? "222222" : "zz")}", UriKind.Relative), _inVain.Token);
            Assert.Equal(HttpStatusCode.NotFound, wrong.StatusCode);
            Assert.Contains("No open group has this code.", await wrong.Content.ReadAsStringAsync(_inVain.Token), StringComparison.Ordinal);
        }

        using var tooOften = await guesser.GetAsync(new Uri($"/join/{group.Code}", UriKind.Relative), _inVain.Token);
        Assert.Equal(HttpStatusCode.TooManyRequests, tooOften.StatusCode);
        Assert.Contains("too many wrong codes", await tooOften.Content.ReadAsStringAsync(_inVain.Token), StringComparison.Ordinal);
        using var other = await site.Open("gym", "athlete", "kate");
        using var right = await other.GetAsync(new Uri($"/join/{group.Code}", UriKind.Relative), _inVain.Token);
        Assert.Equal(HttpStatusCode.OK, right.StatusCode);
    }

    [Fact]
    public async Task The_board_survives_a_server_that_is_killed_and_started_again()
    {
        _inVain.CancelAfter(TimeSpan.FromMinutes(3));
        var folder = Directory.CreateTempSubdirectory("personalpt-group-test-");
        await using var window = await chromium.Open();
        var server = await ServerProcess.StartAsync(Path.Combine(folder.FullName, "gym.db"), _inVain.Token);
        try
        {
            await using var group = await GroupScene.Plan(server.Grpc);
            await using var phone = await FilmedPhone.StartAsync(server.Grpc, "anna", FilmedPhone.SessionOf(_film), new PhoneDiary(), _inVain.Token);
            await group.Join("anna", phone);
            await group.Start();
            var board = await Chromium.SignIn(window, server.Web, "staff", "staff", $"/groups/{group.Id}/board");
            var half = _film.Frames.Count / 2;
            phone.Push(_film.Frames.Take(half));
            await phone.WhenAsync(p => p.Reps >= 3, _inVain.Token);
            await GroupScene.FollowsReps(board, "anna", phone, _inVain.Token);

            await server.KillAsync(_inVain.Token);
            await Assertions.Expect(board.Locator("#connection")).ToHaveAttributeAsync("data-state", "lost");
            // What was shown stays: a screen on a wall is not empty because a server is away.
            await Assertions.Expect(GroupScene.Row(board, "anna")).ToHaveCountAsync(1);

            var before = server;
            server = await server.RestartAsync(_inVain.Token);
            before.Dispose();
            phone.Push(_film.Frames.Skip(half));
            await phone.WhenAsync(p => p.Reps >= 8, _inVain.Token);

            await Assertions.Expect(board.Locator("#connection")).ToHaveAttributeAsync("data-state", "live");
            await GroupScene.FollowsReps(board, "anna", phone, _inVain.Token);
            await Assertions.Expect(board.Locator("#clock .phase")).ToHaveTextAsync("Round 1 of 2");
        }
        finally
        {
            server.Dispose();
            folder.Delete(recursive: true);
        }
    }

    public void Dispose() => _inVain.Dispose();

    private const string WhenClockGoesOn = """
        () => new Promise(done => {
          const first = document.getElementById("time").textContent;
          const observer = new MutationObserver(() => {
            if (document.getElementById("time").textContent === first) return;
            observer.disconnect();
            done();
          });
          observer.observe(document.getElementById("clock"), { childList: true, characterData: true, subtree: true });
        })
        """;
}
