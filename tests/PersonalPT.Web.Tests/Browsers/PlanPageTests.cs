using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using PersonalPT.Contracts.Audit;
using PersonalPT.Contracts.Coaching;
using PersonalPT.Contracts.Plans;
using PersonalPT.Contracts.Storage;
using PersonalPT.Testing.Sessions;
using PersonalPT.Web.Tests.House;

namespace PersonalPT.Web.Tests.Browsers;

/// <summary>A coach writes what an athlete is to do, the athlete's phone follows it, and both see what came of it.</summary>
public sealed class PlanPageTests(Chromium chromium, RunningSite site) : IDisposable
{
    // Whoever waits in vain fails instead of hanging.
    private readonly CancellationTokenSource _inVain = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    private IPlanStore Plans => site.Services.GetRequiredService<IPlanStore>();

    public void Dispose() => _inVain.Dispose();

    [Theory]
    [InlineData("en-GB", "pia", "paul", ""), InlineData("de-DE", "petra", "pavel", "-de")]
    public async Task A_coach_writes_a_plan_from_his_console_and_the_athlete_sees_it_and_what_came_of_it(string locale, string athlete, string coach, string mark)
    {
        _inVain.CancelAfter(TimeSpan.FromMinutes(3));
        await site.Services.GetRequiredService<IGrantStore>().Put("gym", new AccessGrant(athlete, coach, GrantScopes.Plans, 0, null), 100, _inVain.Token);
        await using var his = await chromium.Open(new() { Locale = locale, ReducedMotion = ReducedMotion.Reduce });
        var page = await Chromium.SignIn(his, site.Web, "coach", coach, "/coach");
        await page.Locator($"#athletes a[href='/athletes/{athlete}/plans']").ClickAsync();
        await Pictures.Take(page, "plans-none", mark);

        // By the keyboard alone; what is wrong is said, and the focus is where it is mended.
        await page.Locator("#title").FocusAsync();
        await page.Keyboard.TypeAsync("Legs");
        await page.Locator("#exercise-1").SelectOptionAsync("squat");
        await page.Locator("#sets-1").FillAsync("0");
        await page.Locator("#sets-1").PressAsync("Enter");
        await Assertions.Expect(page.Locator("[role='alert']")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("#sets-1")).ToBeFocusedAsync();
        await page.Locator("#sets-1").FillAsync("2");
        await page.Locator("#reps-1").FillAsync("6");
        await page.Locator("#load-1").FillAsync("62.5");
        await page.Locator("#notes").FillAsync("Slowly down.\nKnees out.");
        await page.Locator("button[value='add']").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#exercise-2")).ToBeFocusedAsync();
        await page.Locator("#exercise-2").SelectOptionAsync("push_up");
        await page.Locator("#reps-2").FillAsync("");
        await page.Locator("#load-2").FillAsync("");
        await Pictures.Take(page, "plan-form", mark);
        await page.Locator("#title").PressAsync("Enter");
        await Assertions.Expect(page.Locator(".alert-success")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Legs");

        var plan = Assert.Single(await Plans.List("gym", athlete, _inVain.Token));
        Assert.Equal(coach, plan.AuthorId);
        Assert.Equal(
            new PlanContent("Legs", "Slowly down.\nKnees out.", [new PlanItem("squat", 2, 6, 62_500, 90), new PlanItem("push_up", 2, 0, null, 90)]), plan.Content);

        await Train(athlete, plan.Key.PlanId);
        await page.ReloadAsync();
        await Assertions.Expect(page.Locator("article.card")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("article.card tbody tr").First.Locator("td").First).ToHaveTextAsync("6");
        // What else the athlete did is not his to see.
        await Assertions.Expect(page.Locator("main a[href^='/sessions/']")).ToHaveCountAsync(0);
        await page.Locator("section[aria-labelledby='change'] summary").First.ClickAsync();
        await Pictures.Take(page, "plan-of-coach", mark);

        await using var hers = await chromium.Open(new() { Locale = locale, ReducedMotion = ReducedMotion.Reduce });
        var own = await Chromium.SignIn(hers, site.Web, "athlete", athlete);
        await own.Locator($".tiles a[href='/athletes/{athlete}']").ClickAsync();
        await Pictures.Take(own, "athlete-with-plan", mark);
        await own.Locator("section[aria-labelledby='plans'] li a").ClickAsync();
        await Assertions.Expect(own.Locator(".said")).ToContainTextAsync("Knees out.");
        await own.Locator("article.card h3 a").ClickAsync();
        await Assertions.Expect(own.Locator("main")).ToContainTextAsync("1");
        Assert.StartsWith("/sessions/", new Uri(own.Url).AbsolutePath, StringComparison.Ordinal);
        await own.Locator($"nav a[href='/athletes/{athlete}']").ClickAsync();
        await own.Locator($"section[aria-labelledby='plans'] p a").ClickAsync();
        await Pictures.Take(own, "plans", mark);
    }

    [Fact]
    public async Task Whoever_changes_a_plan_that_somebody_else_has_changed_meanwhile_sees_both_before_it_is_replaced()
    {
        var key = new PlanKey("gym", "quin", Guid.NewGuid().ToString());
        var content = new PlanContent("Legs", "", [new PlanItem("squat", 2, 6, null, 90)]);
        await Plans.Put(key, 0, content, "quin", 1, _inVain.Token);
        await using var window = await chromium.Open();
        var page = await Chromium.SignIn(window, site.Web, "athlete", "quin", $"/athletes/quin/plans/{key.PlanId}");
        await page.Locator("section[aria-labelledby='change'] summary").First.ClickAsync();
        await page.Locator("#title").FillAsync("Arms");
        await Plans.Put(key, 1, content with { Title = "Core" }, "sam", 2, _inVain.Token);

        await page.Locator("#title").PressAsync("Enter");
        await Assertions.Expect(page.Locator("[role='alert']")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Core");
        await Assertions.Expect(page.Locator("#title")).ToHaveValueAsync("Arms");
        await page.Locator("#title").PressAsync("Enter");

        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Arms");
        Assert.Equal(3, (await Plans.Find(key, 0, _inVain.Token))!.Revision);
    }

    [Fact]
    public async Task Who_only_adds_an_exercise_to_his_form_does_not_replace_unseen_what_somebody_else_has_changed()
    {
        var key = new PlanKey("gym", "rosa", Guid.NewGuid().ToString());
        var content = new PlanContent("Legs", "", [new PlanItem("squat", 2, 6, null, 90)]);
        await Plans.Put(key, 0, content, "rosa", 1, _inVain.Token);
        await using var window = await chromium.Open();
        var page = await Chromium.SignIn(window, site.Web, "athlete", "rosa", $"/athletes/rosa/plans/{key.PlanId}");
        await page.Locator("section[aria-labelledby='change'] summary").First.ClickAsync();
        await page.Locator("#title").FillAsync("Arms");
        await Plans.Put(key, 1, content with { Title = "Core" }, "sam", 2, _inVain.Token);

        await page.Locator("button[value='add']").ClickAsync();
        await Assertions.Expect(page.Locator("section[aria-labelledby='change'] fieldset")).ToHaveCountAsync(2);
        await page.Locator("#title").PressAsync("Enter");

        await Assertions.Expect(page.Locator("[role='alert']")).ToBeVisibleAsync();
        Assert.Equal(("Core", 2), (await Plans.Find(key, 0, _inVain.Token)) is { } plan ? (plan.Content.Title, plan.Revision) : default);
    }

    [Fact]
    public async Task A_deleted_plan_leaves_the_list_and_who_deleted_it_is_written_down()
    {
        var key = new PlanKey("gym", "rita", Guid.NewGuid().ToString());
        await Plans.Put(key, 0, new PlanContent("Legs", "", [new PlanItem("squat", 2, 6, null, 90)]), "rita", 1, _inVain.Token);
        using var client = await site.Open("gym", "athlete", "rita");

        using var answer = await RunningSite.Post(client, $"/athletes/rita/plans/{key.PlanId}/delete");
        using var again = await RunningSite.Post(client, $"/athletes/rita/plans/{key.PlanId}", ("title", "Anew"), ("revision", "1"), ("exercise", "squat"), ("sets", "1"));

        Assert.Equal("/athletes/rita/plans?done=deleted", answer.Headers.Location!.OriginalString);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, again.StatusCode);
        var list = await client.GetStringAsync(answer.Headers.Location, _inVain.Token);
        Assert.DoesNotContain(key.PlanId, list, StringComparison.Ordinal);
        Assert.Contains("The plan was deleted.", list, StringComparison.Ordinal);
        Assert.Contains("This plan was deleted.", await client.GetStringAsync(new Uri($"/athletes/rita/plans/{key.PlanId}", UriKind.Relative), _inVain.Token), StringComparison.Ordinal);
        Assert.Contains(
            await site.Services.GetRequiredService<IAuditLog>().List("gym", "rita", null, 100, _inVain.Token),
            entry => entry is { Action: AuditAction.Delete, Outcome: AuditOutcome.Done, AthleteId: "rita" });
    }

    private async Task Train(string athlete, string planId)
    {
        var film = Film.Of("squat", 7, 6);
        await using var phone = await FilmedPhone.StartAsync(site.Grpc, athlete, FilmedPhone.SessionOf(film) with { PlanId = planId }, new PhoneDiary(), _inVain.Token);
        phone.Push(film.Frames);
        await phone.WhenAsync(p => p.Reps >= 6, _inVain.Token);
        await phone.EndAsync(_inVain.Token);
    }
}
