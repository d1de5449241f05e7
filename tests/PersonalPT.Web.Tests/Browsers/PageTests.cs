using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using PersonalPT.Testing.Sessions;
using PersonalPT.Web.Tests.House;

namespace PersonalPT.Web.Tests.Browsers;

/// <summary>Every page in a real browser: reached by clicking, without a violation that axe can find, with a picture at three sizes to be looked at.</summary>
public sealed class PageTests(Chromium chromium, RunningSite site, Training training) : IClassFixture<Training>
{
    private static readonly (string Name, int Width, int Height)[] s_sizes = [("tv", 1920, 1080), ("laptop", 1280, 800), ("phone", 390, 844)];

    // On a machine that is very busy a browser without a screen has been seen to lose a key.
    private const int MostPresses = 6;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("en-GB", ""), InlineData("de-DE", "-de")]
    public async Task Every_page_is_reached_by_clicking_and_has_nothing_that_axe_finds_fault_with(string locale, string mark)
    {
        var pages = new (string Name, Func<IPage, Task> Reach)[]
        {
            ("index", _ => Task.CompletedTask),
            ("board", page => page.Locator(".tiles a[href='/board']").ClickAsync()),
            ("session", page => page.Locator($"[id='s-{training.Phones[0].SessionId}'] h2 a").ClickAsync()),
            ("athlete", page => page.Locator("main a[href^='/athletes/']").ClickAsync()),
            ("models-of-athlete", page => page.Locator("main a[href^='/models?athlete=']").ClickAsync()),
            ("models", page => page.Locator("nav a[href='/models']").ClickAsync()),
            ("model", page => page.Locator("main a[href='/models/squat']").ClickAsync()),
            ("my-training", page => page.Locator("nav a[href^='/athletes/']").ClickAsync()),
            ("not-there", page => page.GotoAsync(new Uri(site.Web, "/sessions/nothing").ToString())),
            ("sign-in", page => page.Locator("form[action='/sign-out'] button").ClickAsync()),
        };
        await using var window = await chromium.Open(new() { Locale = locale, ReducedMotion = ReducedMotion.Reduce });
        var said = new List<string>();
        window.Console += (_, message) => said.Add(message.Text);
        window.Request += (_, request) => Assert.StartsWith(site.Web.ToString(), request.Url, StringComparison.Ordinal);
        var page = await Chromium.SignIn(window, site.Web, "staff", "staff");

        foreach (var (name, reach) in pages)
        {
            await reach(page);
            await page.WaitForLoadStateAsync();
            if (name == "board")
                await Assertions.Expect(page.Locator(".card")).ToHaveCountAsync(training.Phones.Count);
            foreach (var (size, width, height) in s_sizes)
            {
                await page.SetViewportSizeAsync(width, height);
                Assert.True(
                    await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"), $"{name} is wider than a {size}'s screen.");
                if (name == "board")
                {
                    training.GoOn();
                    await Assertions.Expect(page.Locator(".card[data-signal='NotInPicture']")).ToHaveCountAsync(1);
                }

                await page.ScreenshotAsync(new() { Path = Path.Combine(Repository.Pictures, $"{name}-{size}{mark}.png"), FullPage = name != "board" });
                var found = (await page.RunAxe()).Violations;
                Assert.True(
                    found.Length == 0, $"{name}, {size}: {string.Join("; ", found.Select(v => $"{v.Id}: {v.Help} ({string.Join(", ", v.Nodes.Select(n => n.Html))})"))}");
            }
        }

        // A refusal of the content security policy, a missing file, an error of the script: all of them are said here.
        Assert.DoesNotContain(said, text => !text.Contains("404", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Staff_roll_a_version_back_and_activate_it_again()
    {
        await ImportSquat();
        await using var window = await chromium.Open();
        var page = await Chromium.SignIn(window, site.Web, "staff", "staff", "/models/squat");
        await Assertions.Expect(page.Locator(".panel:has(.mark) h2")).ToHaveTextAsync("Version 2");

        await page.GetByRole(AriaRole.Button, new() { Name = "Roll back from version 2 to the one before", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator(".done")).ToHaveTextAsync("Version 1 counts from the next set on.");
        await Assertions.Expect(page.Locator(".panel:has(.mark) h2")).ToHaveTextAsync("Version 1");

        await page.GetByRole(AriaRole.Button, new() { Name = "Activate version 2", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator(".done")).ToHaveTextAsync("Version 2 counts from the next set on.");
        await Assertions.Expect(page.Locator(".panel:has(.mark) h2")).ToHaveTextAsync("Version 2");
    }

    [Fact]
    public async Task The_language_is_chosen_with_one_click_and_stays()
    {
        await using var window = await chromium.Open();
        var page = await Chromium.SignIn(window, site.Web, "athlete", "anna", "/models");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Exercises and models");

        await page.GetByRole(AriaRole.Button, new() { Name = "Deutsch" }).ClickAsync();

        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Übungen und Modelle");
        Assert.Equal("de", await page.Locator("html").GetAttributeAsync("lang"));
        await page.Locator("nav a[href='/board']").ClickAsync();
        await Assertions.Expect(page.Locator("#connection")).ToHaveTextAsync("Live");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Live in gym");
    }

    [Fact]
    public async Task Everything_can_be_done_with_the_keyboard_and_the_focus_stays_where_cards_change()
    {
        await using var window = await chromium.Open();
        var page = await Chromium.SignIn(window, site.Web, "staff", "staff", "/board");
        var card = page.Locator($"[id='s-{training.Phones[^1].SessionId}']");
        var link = await card.Locator("h2 a").ElementHandleAsync();
        await link.FocusAsync();
        var reps = await card.GetAttributeAsync("data-total");

        training.Phones[^1].Press(MadeInputKind.Pause);

        await Assertions.Expect(card).ToHaveAttributeAsync("data-signal", "Paused");
        Assert.Equal(reps, await card.GetAttributeAsync("data-total"));
        Assert.True(await link.EvaluateAsync<bool>("a => a.isConnected && a === document.activeElement"));
        for (var presses = 1; !await Goes(page); presses++)
            Assert.True(presses < MostPresses, "The link does not go where it says.");

        async Task<bool> Goes(IPage from)
        {
            await from.Keyboard.PressAsync("Enter");
            try
            {
                await from.WaitForURLAsync($"**/sessions/{training.Phones[^1].SessionId}", new() { Timeout = 10_000 });
                return true;
            }
            catch (TimeoutException)
            {
                return false;
            }
        }
    }

    // A second version of the catalog's squat: the first one, exported and imported.
    private async Task ImportSquat()
    {
        await using var staff = FilmedPhone.Connect(site.Grpc, "staff", "staff");
        var model = (await staff.Models.ExportModelAsync(new() { ExerciseId = "squat", Version = 1 }, cancellationToken: Stop)).Model;
        await staff.Models.ImportModelAsync(
            new() { ExerciseId = "squat", Model = model, RequestId = Guid.NewGuid().ToString(), Activate = true }, cancellationToken: Stop);
    }
}
