using System.IO.Compression;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using PersonalPT.Contracts.Audit;
using PersonalPT.Contracts.Coaching;
using PersonalPT.Contracts.Storage;
using PersonalPT.Testing.Sessions;
using PersonalPT.Web.Tests.House;

namespace PersonalPT.Web.Tests.Browsers;

/// <summary>What an athlete does with what is his: who may look, taking it away, erasing it, and how it goes.</summary>
public sealed class AthletePageTests(Chromium chromium, RunningSite site)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("en-GB", ""), InlineData("de-DE", "-de")]
    public async Task An_athlete_lets_a_coach_look_and_revokes_it_from_the_first_page_on_by_clicking(string locale, string mark)
    {
        var athlete = $"gina{mark}";
        await PastTraining.Write(site.Services, athlete, 12, Stop);
        await using var window = await chromium.Open(new() { Locale = locale, ReducedMotion = ReducedMotion.Reduce });
        var page = await Chromium.SignIn(window, site.Web, "athlete", athlete);
        await page.Locator(".tiles a[href^='/athletes/']").ClickAsync();
        await Assertions.Expect(page.Locator("section[aria-labelledby='access']")).ToBeVisibleAsync();

        await page.Locator("#coach").FillAsync(athlete);
        await page.Locator("form[action$='/grants'] button").ClickAsync();
        await Assertions.Expect(page.Locator("[role='alert']")).ToBeVisibleAsync();
        await page.Locator("#coach").FillAsync("carl");
        await page.Locator("input[value='Sets']").CheckAsync();
        await page.Locator("input[value='History']").UncheckAsync();
        await page.Locator("#coach").PressAsync("Enter");
        await Assertions.Expect(page.Locator(".alert-success")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("section[aria-labelledby='access'] tbody th")).ToHaveTextAsync("carl");
        var grant = await site.Services.GetRequiredService<IGrantStore>().Find("gym", athlete, "carl", Stop);
        Assert.Equal((GrantScopes.Live | GrantScopes.Sets, null), (grant!.Scopes, grant.UntilMicros));

        foreach (var summary in await page.Locator("section[aria-labelledby='access'] summary, section[aria-labelledby='data'] summary").AllAsync())
            await summary.ClickAsync();
        await Pictures.Take(page, "own-page", mark);

        await page.Locator("form[action$='/grants/carl/revoke'] button").ClickAsync();
        await Assertions.Expect(page.Locator("section[aria-labelledby='access'] tbody")).ToHaveCountAsync(0);
        Assert.Null(await site.Services.GetRequiredService<IGrantStore>().Find("gym", athlete, "carl", Stop));
        Assert.Equal(
            [(AuditAction.Revoke, AuditOutcome.Done, athlete, "carl"), (AuditAction.Grant, AuditOutcome.Done, athlete, "carl")],
            (await Accounts(athlete)).Where(entry => entry.Action != AuditAction.SignIn).Select(entry => (entry.Action, entry.Outcome, entry.AthleteId!, entry.OtherId!)));
    }

    [Fact]
    public async Task An_athlete_takes_everything_away_as_a_zip()
    {
        await Workout("hugo");
        await using var window = await chromium.Open();
        var page = await Chromium.SignIn(window, site.Web, "athlete", "hugo", "/athletes/hugo");

        var download = await page.RunAndWaitForDownloadAsync(() => page.Locator("a[href='/athletes/hugo/export']").ClickAsync());

        Assert.Equal("personalpt-hugo.zip", download.SuggestedFilename);
        await using var file = await download.CreateReadStreamAsync();
        using var bytes = new MemoryStream();
        await file.CopyToAsync(bytes, Stop);
        using var zip = new ZipArchive(bytes, ZipArchiveMode.Read);
        using var readme = new StreamReader(zip.GetEntry("README.txt")!.Open());
        Assert.Contains("about hugo", await readme.ReadToEndAsync(Stop), StringComparison.Ordinal);
        Assert.Contains(zip.Entries, entry => entry.Name == "reps.jsonl" && entry.Length > 0);
        Assert.Contains(await Accounts("hugo"), entry => entry is { Action: AuditAction.Export, Outcome: AuditOutcome.Done, AthleteId: "hugo" });
    }

    [Fact]
    public async Task Of_nobody_there_is_no_archive()
    {
        using var administrator = await site.Open("gym", "administrator", "olga");

        using var answer = await administrator.GetAsync(new Uri("/athletes/nobody-of-this-name/export", UriKind.Relative), Stop);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task An_athlete_erases_himself_after_typing_his_name_again_and_is_signed_out()
    {
        await Workout("iris");
        await using var window = await chromium.Open();
        var page = await Chromium.SignIn(window, site.Web, "athlete", "iris", "/athletes/iris");
        var erase = page.Locator("section[aria-labelledby='data']");
        await erase.Locator("summary").ClickAsync();
        await erase.Locator("#confirm").FillAsync("iri");
        await erase.Locator("form button").ClickAsync();
        await Assertions.Expect(page.Locator("[role='alert']")).ToHaveTextAsync("Nothing was erased. Type iris, exactly so.");
        await Assertions.Expect(page.Locator("a[href^='/sessions/']")).ToHaveCountAsync(1);

        await erase.Locator("#confirm").FillAsync("iris");
        await erase.Locator("#confirm").PressAsync("Enter");

        await Assertions.Expect(page.Locator(".alert-success")).ToHaveTextAsync("Everything was erased.");
        Assert.Equal("/sign-in", new Uri(page.Url).AbsolutePath);
        Assert.DoesNotContain(await window.CookiesAsync(), cookie => cookie.Name == "personalpt");
        Assert.Empty(await site.Services.GetRequiredService<IHistory>().Sessions("gym", "iris", null, 10, Stop));
        Assert.Empty(await Accounts("iris"));
    }

    [Fact]
    public async Task An_administrator_erases_somebody_and_stays_signed_in()
    {
        await Workout("jo");
        using var boss = await site.Open("gym", "administrator", "boss");

        using var answer = await RunningSite.Post(boss, "/athletes/jo/erase", ("confirm", "jo"));

        Assert.Equal("/?done=erased", answer.Headers.Location!.OriginalString);
        Assert.Contains("Everything was erased.", await boss.GetStringAsync(answer.Headers.Location, Stop), StringComparison.Ordinal);
        Assert.Empty(await site.Services.GetRequiredService<IHistory>().Sessions("gym", "jo", null, 10, Stop));
    }

    [Fact]
    public async Task A_coach_who_may_see_the_history_sees_how_it_goes_and_nothing_of_what_is_the_athletes_to_decide()
    {
        await PastTraining.Write(site.Services, "kim", 4, Stop);
        await site.Services.GetRequiredService<IGrantStore>().Put("gym", new AccessGrant("kim", "carl", GrantScopes.History, 0, null), 100, Stop);
        await using var window = await chromium.Open();
        var page = await Chromium.SignIn(window, site.Web, "coach", "carl", "/athletes/kim");

        await Assertions.Expect(page.Locator("[aria-labelledby='trend-squat'] figure")).ToHaveCountAsync(4);
        await page.Locator("[aria-labelledby='trend-squat'] summary").ClickAsync();
        // A correction stands beside what was counted.
        await Assertions.Expect(page.Locator("[aria-labelledby='trend-squat'] tbody tr:has(td:nth-child(4):not(:text-is('–')))")).Not.ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator("#access, #data")).ToHaveCountAsync(0);
        await page.Locator("a[href$='by=days#trends']").ClickAsync();
        await Assertions.Expect(page.Locator("[aria-labelledby='trend-squat'] figure").First.Locator("rect")).ToHaveCountAsync(28);
    }

    private Task<IReadOnlyList<AuditEntry>> Accounts(string person) =>
        site.Services.GetRequiredService<IAuditLog>().List("gym", person, null, 100, Stop);

    private async Task Workout(string athlete)
    {
        var film = Film.Of("squat", 3, 5);
        await using var phone = await FilmedPhone.StartAsync(site.Grpc, athlete, FilmedPhone.SessionOf(film), new PhoneDiary(), Stop);
        phone.Push(film.Frames);
        await phone.EndAsync(Stop);
    }
}
