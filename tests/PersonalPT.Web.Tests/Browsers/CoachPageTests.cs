using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using PersonalPT.Contracts.Coaching;
using PersonalPT.Contracts.Storage;
using PersonalPT.Protocol.V1;
using PersonalPT.Testing.Sessions;
using PersonalPT.Web.Tests.House;
using AccessGrant = PersonalPT.Contracts.Coaching.AccessGrant;

namespace PersonalPT.Web.Tests.Browsers;

/// <summary>A coach at his console: who trains, one of them in depth, cues there and back, and nothing any more when the athlete says so.</summary>
public sealed class CoachPageTests(Chromium chromium, RunningSite site) : IDisposable
{
    // Whoever waits in vain fails instead of hanging.
    private readonly CancellationTokenSource _inVain = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private readonly Film _film = Film.Of("squat", 7, 6, 5);

    [Theory]
    [InlineData("en-GB", "nina", "cleo", ""), InlineData("de-DE", "nele", "claas", "-de")]
    public async Task A_coach_finds_who_trains_says_something_and_sees_that_the_phone_has_shown_it(string locale, string athlete, string coach, string mark)
    {
        _inVain.CancelAfter(TimeSpan.FromMinutes(3));
        await Grant(athlete, coach, GrantScopes.Live | GrantScopes.History);
        await using var window = await chromium.Open(new() { Locale = locale, ReducedMotion = ReducedMotion.Reduce });
        var page = await Chromium.SignIn(window, site.Web, "coach", coach);
        await page.Locator(".tiles a[href='/coach']").ClickAsync();
        await Assertions.Expect(page.Locator("#athletes tbody tr")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("#athletes a[href^='/coach/sessions/']")).ToHaveCountAsync(0);

        await using var phone = await Train(athlete);
        await Assertions.Expect(page.Locator($"#athletes a[href='/coach/sessions/{phone.SessionId}']")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".live-card")).ToHaveCountAsync(1);
        await Pictures.Take(page, "coach-of-one", mark);
        await page.Locator($"[id='s-{phone.SessionId}'] h2 a").ClickAsync();

        await Assertions.Expect(page.Locator("#connection")).ToHaveAttributeAsync("data-state", "live");
        await ShowsReps(page, phone);
        await Assertions.Expect(page.Locator("#signal-line")).ToHaveAttributeAsync("points", new System.Text.RegularExpressions.Regex(@"\d"));
        // The same element before and after: what is typed must survive what comes meanwhile.
        var field = await page.Locator("#cue-text").ElementHandleAsync();
        await page.Locator("#cue-text").FillAsync("Chin up");
        phone.Push(_film.Frames.Skip(_film.Frames.Count / 2));
        await phone.WhenAsync(p => p.Reps >= 8, _inVain.Token);
        await ShowsReps(page, phone);
        await field.PressAsync("Enter");

        var cue = page.Locator("#cues li").First;
        await Assertions.Expect(cue.Locator("b")).ToHaveTextAsync("Chin up");
        await Assertions.Expect(cue).ToContainClassAsync("sent");
        await phone.WhenAsync(p => p.Seen.Any(e => e.CueSent is { Text: "Chin up" }), _inVain.Token);
        await Assertions.Expect(page.Locator("#cue-text")).ToHaveValueAsync("");
        await using (var client = FilmedPhone.Connect(site.Grpc, "athlete", athlete))
        {
            var shown = phone.Seen.Select(e => e.CueSent).First(c => c is not null);
            await client.Coaching.AcknowledgeCueAsync(new() { SessionId = phone.SessionId, CueId = shown.CueId }, cancellationToken: _inVain.Token);
        }

        await Assertions.Expect(cue).ToContainClassAsync("seen");
        await page.Locator("button[value='Breathe']").ClickAsync();
        await phone.WhenAsync(p => p.Seen.Any(e => e.CueSent is { Preset: CuePreset.Breathe } c && c.SenderId == coach), _inVain.Token);
        await Assertions.Expect(page.Locator("#cues li")).ToHaveCountAsync(2);
        await Pictures.Take(page, "watch-with-cues", mark);

        await phone.EndAsync(_inVain.Token);
        await Assertions.Expect(page.Locator("#now")).ToHaveAttributeAsync("data-signal", "Ended");
        Assert.Equal(200, (await page.ReloadAsync())!.Status);
        Assert.Equal($"/sessions/{phone.SessionId}", new Uri(page.Url).AbsolutePath);
    }

    [Fact]
    public async Task An_athlete_revokes_on_his_page_and_within_a_second_the_coachs_pages_show_nothing_of_him()
    {
        _inVain.CancelAfter(TimeSpan.FromMinutes(3));
        await Grant("olga", "cora", GrantScopes.Live | GrantScopes.History);
        await using var phone = await Train("olga");
        await using var window = await chromium.Open();
        var console = await Chromium.SignIn(window, site.Web, "coach", "cora", "/coach");
        var page = await window.NewPageAsync();
        await page.GotoAsync(new Uri(site.Web, $"/coach/sessions/{phone.SessionId}").ToString());
        await ShowsReps(page, phone);
        await Assertions.Expect(console.Locator(".live-card")).ToHaveCountAsync(1);
        await using var other = await chromium.Open();
        var olga = await Chromium.SignIn(other, site.Web, "athlete", "olga", "/athletes/olga");
        // Both pages write down when they are blank, by the same machine's clock as this test.
        foreach (var watched in new[] { page, console })
            await watched.EvaluateAsync(NotesWhenGone, "olga");

        var revoke = olga.Locator("form[action$='/grants/cora/revoke'] button");
        await Assertions.Expect(revoke).ToBeVisibleAsync();
        await olga.EvaluateAsync("() => document.querySelector(\"form[action$='/grants/cora/revoke']\").addEventListener('submit', () => { sessionStorage.at = String(Date.now()); })");
        await revoke.ClickAsync();
        await Assertions.Expect(olga.Locator(".alert-success")).ToHaveTextAsync("It is revoked.");

        var at = await olga.EvaluateAsync<double>("() => Number(sessionStorage.at)");
        foreach (var (name, watched) in new[] { ("one in depth", page), ("wall", console) })
        {
            var gone = await watched.EvaluateAsync<double>("() => window.gone").WaitAsync(_inVain.Token);
            TestContext.Current.TestOutputHelper!.WriteLine($"{name}: blank {gone - at:F0} ms after the button was pressed.");
        }

        await Assertions.Expect(page.Locator("[role='alert']")).ToContainTextAsync("not open to you any more");
        Assert.DoesNotContain("olga", await page.ContentAsync(), StringComparison.Ordinal);
        Assert.Equal(403, (await page.ReloadAsync())!.Status);
        await Assertions.Expect(console.Locator(".live-card")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_coach_gives_back_what_he_was_let_do_and_sees_nothing_of_the_athlete_any_more()
    {
        _inVain.CancelAfter(TimeSpan.FromMinutes(3));
        await Grant("waldemar", "carlo", GrantScopes.Live | GrantScopes.History);
        await using var window = await chromium.Open();
        var page = await Chromium.SignIn(window, site.Web, "coach", "carlo", "/coach");

        await page.Locator(".give-back summary").ClickAsync();
        await page.Locator(".give-back button").ClickAsync();

        await Assertions.Expect(page.Locator("#athletes tbody")).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator(".alert-success")).ToHaveTextAsync("It is given back.");
        Assert.Null(await site.Services.GetRequiredService<IGrantStore>().Find("gym", "waldemar", "carlo", _inVain.Token));
        Assert.DoesNotContain("waldemar", await page.ContentAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_comes_and_goes_above_a_row_leaves_what_is_unfolded_and_focused_with_its_athlete()
    {
        _inVain.CancelAfter(TimeSpan.FromMinutes(3));
        var grants = site.Services.GetRequiredService<IGrantStore>();
        await Grant("adele", "conrad", GrantScopes.History);
        await Grant("bruno", "conrad", GrantScopes.History);
        await using var window = await chromium.Open();
        var page = await Chromium.SignIn(window, site.Web, "coach", "conrad", "/coach");
        var button = page.Locator("#athlete-bruno .give-back button");
        await page.Locator("#athlete-bruno .give-back summary").ClickAsync();
        await button.FocusAsync();

        await grants.Remove("gym", "adele", "conrad", _inVain.Token);
        await Assertions.Expect(page.Locator("#athletes tbody tr")).ToHaveCountAsync(1);
        await Assertions.Expect(button).ToBeFocusedAsync();
        await Grant("aaron", "conrad", GrantScopes.History);
        await Grant("cecil", "conrad", GrantScopes.History);
        await Assertions.Expect(page.Locator("#athletes tbody tr")).ToHaveCountAsync(3);

        await Assertions.Expect(button).ToBeFocusedAsync();
        await Assertions.Expect(page.Locator("#athletes details[open]")).ToHaveCountAsync(1);
        Assert.Equal("/athletes/bruno/grants/conrad/revoke", await page.Locator("#athletes details[open] form").GetAttributeAsync("action"));
        Assert.Equal(["aaron", "bruno", "cecil"], await page.Locator("#athletes tbody th").AllTextContentsAsync());
    }

    [Fact]
    public async Task A_page_that_is_closed_says_so_at_every_size_of_screen()
    {
        _inVain.CancelAfter(TimeSpan.FromMinutes(3));
        await Grant("petra", "cyrus", GrantScopes.Live);
        await using var phone = await Train("petra");
        await using var window = await chromium.Open(new() { Locale = "en-GB", ReducedMotion = ReducedMotion.Reduce });
        var page = await Chromium.SignIn(window, site.Web, "coach", "cyrus", $"/coach/sessions/{phone.SessionId}");
        await ShowsReps(page, phone);

        await site.Services.GetRequiredService<IGrantStore>().Remove("gym", "petra", "cyrus", _inVain.Token);

        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Closed");
        await Pictures.Take(page, "watch-closed");
    }

    [Fact]
    public async Task Without_a_script_a_cue_is_sent_by_the_form_and_what_is_wrong_is_said()
    {
        _inVain.CancelAfter(TimeSpan.FromMinutes(3));
        await Grant("quinn", "conny", GrantScopes.Live);
        await using var phone = await Train("quinn");
        using var conny = await site.Open("gym", "coach", "conny");
        var address = $"/coach/sessions/{phone.SessionId}/cues";
        var id = Guid.NewGuid().ToString();

        using var wrong = await RunningSite.Post(conny, address, ("cue", id), ("text", " "));
        using var sent = await RunningSite.Post(conny, address, ("cue", id), ("text", "Go"));
        using var again = await RunningSite.Post(conny, address, ("cue", id), ("text", "Go"));
        using var other = await RunningSite.Post(conny, address, ("cue", id), ("text", "Stop"));

        Assert.Equal(
            [System.Net.HttpStatusCode.UnprocessableEntity, System.Net.HttpStatusCode.Redirect, System.Net.HttpStatusCode.Redirect, System.Net.HttpStatusCode.UnprocessableEntity],
            new[] { wrong, sent, again, other }.Select(answer => answer.StatusCode));
        Assert.Contains("Write 1 to 200 characters", await wrong.Content.ReadAsStringAsync(_inVain.Token), StringComparison.Ordinal);
        await phone.WhenAsync(p => p.Seen.Any(e => e.CueSent is not null), _inVain.Token);
        Assert.Equal("Go", Assert.Single(phone.Seen, e => e.CueSent is not null).CueSent.Text);
        Assert.Contains("<b>Go</b>", await conny.GetStringAsync(new Uri($"/coach/sessions/{phone.SessionId}", UriKind.Relative), _inVain.Token), StringComparison.Ordinal);
    }

    public void Dispose() => _inVain.Dispose();

    // Set by the page itself at the moment at which the name is gone from it.
    private const string NotesWhenGone = """
        (name) => {
          window.gone = new Promise(done => {
            const look = () => { if (!document.querySelector("main").innerText.includes(name)) { observer.disconnect(); done(Date.now()); } };
            const observer = new MutationObserver(look);
            observer.observe(document.body, { childList: true, subtree: true, characterData: true });
          });
        }
        """;

    private async Task<FilmedPhone> Train(string athlete)
    {
        var phone = await FilmedPhone.StartAsync(site.Grpc, athlete, FilmedPhone.SessionOf(_film), new PhoneDiary(), _inVain.Token);
        phone.Push(_film.Frames.Take(_film.Frames.Count / 2));
        await phone.WhenAsync(p => p.Reps >= 3, _inVain.Token);
        return phone;
    }

    private Task<bool> Grant(string athlete, string coach, GrantScopes scopes) =>
        site.Services.GetRequiredService<IGrantStore>().Put("gym", new AccessGrant(athlete, coach, scopes, 0, null), 100, _inVain.Token);

    // What the phone was told and what the page shows come by different ways: in the end they say the same.
    private async Task ShowsReps(IPage page, FilmedPhone phone)
    {
        int shown;
        do
        {
            shown = await Shown.WhenReps(page, "now", phone.Reps, _inVain.Token);
            await phone.WhenAsync(p => p.Reps >= shown, _inVain.Token);
        }
        while (shown < phone.Reps);
        await page.WaitForFunctionAsync("() => document.querySelector('#sets tbody th')?.textContent === document.querySelector('#now .reps b').textContent");
    }
}
