using System.Net;
using Microsoft.Playwright;
using PersonalPT.Protocol.V1;
using PersonalPT.Testing.Sessions;
using PersonalPT.Web.Tests.House;

namespace PersonalPT.Web.Tests.Browsers;

/// <summary>What people say about sets, on a session's page.</summary>
public sealed class SetFaceTests(Chromium chromium, RunningSite site)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_athlete_notes_and_corrects_with_the_keyboard_and_takes_it_back()
    {
        var session = await Workout("nora");
        await using var window = await chromium.Open();
        var page = await Chromium.SignIn(window, site.Web, "athlete", "nora", $"/sessions/{session}");
        await page.Locator("summary").First.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("#load-1").FillAsync("62.5");
        await page.Locator("#rpe-1").SelectOptionAsync("8.5");
        await page.Locator("#note-1").FillAsync("<b>Heavy</b> \U0001F4AA\nbut fine");
        await page.Locator("#load-1").PressAsync("Enter");

        await Assertions.Expect(page.Locator(".alert-success")).ToHaveTextAsync("Set 1 was changed.");
        await Assertions.Expect(page.Locator(".said")).ToContainTextAsync("62.5 kg by nora");
        await Assertions.Expect(page.Locator(".said .note")).ToContainTextAsync("<b>Heavy</b> \U0001F4AA");
        var counted = await page.Locator("section.card header strong").First.TextContentAsync();

        await page.Locator("summary").First.ClickAsync();
        await page.Locator("#reps-1").FillAsync("9");
        await page.Locator("#reps-1").PressAsync("Enter");
        await Assertions.Expect(page.Locator(".said")).ToContainTextAsync("9 reps by nora");
        Assert.Equal(counted, await page.Locator("section.card header strong").First.TextContentAsync());

        await page.Locator("summary").First.ClickAsync();
        await Pictures.Take(page, "set-changes");

        await page.GetByRole(AriaRole.Button, new() { Name = "Withdraw the correction of set 1", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator(".said")).Not.ToContainTextAsync("9 reps");
        await Assertions.Expect(page.Locator(".said")).ToContainTextAsync("62.5 kg by nora");
    }

    [Fact]
    public async Task Who_may_not_say_anything_has_no_form_and_what_is_wrong_is_said_and_kept()
    {
        var session = await Workout("otto");
        await using (var otto = FilmedPhone.Connect(site.Grpc, "athlete", "otto"))
            await otto.Coaching.GrantAsync(new GrantRequest { CoachId = "carl", Scopes = { GrantScope.History } }, cancellationToken: Stop);
        using var carl = await site.Open("gym", "coach", "carl");
        using var otto2 = await site.Open("gym", "athlete", "otto");

        Assert.DoesNotContain("<summary>", await carl.GetStringAsync(new Uri($"/sessions/{session}", UriKind.Relative), Stop), StringComparison.Ordinal);
        using var refused = await RunningSite.Post(carl, $"/sessions/{session}/sets/1/correct", ("change", Guid.NewGuid().ToString()), ("reps", "9"));
        using var wrong = await RunningSite.Post(otto2, $"/sessions/{session}/sets/1/annotate", ("change", Guid.NewGuid().ToString()), ("load", "-7"), ("note", "kept"));
        using var unknown = await RunningSite.Post(otto2, $"/sessions/{session}/sets/7/correct", ("change", Guid.NewGuid().ToString()), ("reps", "9"));
        using var done = await RunningSite.Post(otto2, $"/sessions/{session}/sets/1/annotate", ("change", Guid.NewGuid().ToString()), ("load", "7"));

        Assert.Equal(
            [HttpStatusCode.Forbidden, HttpStatusCode.UnprocessableEntity, HttpStatusCode.NotFound, HttpStatusCode.Redirect],
            new[] { refused, wrong, unknown, done }.Select(answer => answer.StatusCode));
        var said = await wrong.Content.ReadAsStringAsync(Stop);
        Assert.Contains("A load is a number of kilograms from 0 to 1000.", said, StringComparison.Ordinal);
        Assert.Contains("value=\"-7\"", said, StringComparison.Ordinal);
        Assert.Contains(">kept</textarea>", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_that_is_sent_twice_says_it_once_and_one_that_lay_open_takes_nothing_back()
    {
        var session = await Workout("pia");
        using var pia = await site.Open("gym", "athlete", "pia");
        var change = Guid.NewGuid().ToString();
        for (var i = 0; i < 2; i++)
        {
            using var sent = await RunningSite.Post(pia, $"/sessions/{session}/sets/1/annotate", ("change", change), ("load", "60"));
            Assert.Equal(HttpStatusCode.Redirect, sent.StatusCode);
        }

        // As it was when the page was loaded: nothing noted.
        using var late = await RunningSite.Post(
            pia, $"/sessions/{session}/sets/1/annotate", ("change", Guid.NewGuid().ToString()), ("load", ""), ("was-load", ""), ("rpe", "8"), ("was-rpe", ""));

        await using var client = FilmedPhone.Connect(site.Grpc, "athlete", "pia");
        var set = (await client.History.GetSessionHistoryAsync(new GetSessionHistoryRequest { SessionId = session }, cancellationToken: Stop)).Sets[0];
        Assert.Equal((2, 60, 8), (set.Changes.Count, set.Summary.Load.LoadKg, set.Summary.Effort.Rpe));
    }

    private async Task<string> Workout(string athlete)
    {
        var film = Film.Of("squat", 3, 5);
        await using var phone = await FilmedPhone.StartAsync(site.Grpc, athlete, FilmedPhone.SessionOf(film), new PhoneDiary(), Stop);
        phone.Push(film.Frames);
        await phone.EndAsync(Stop);
        return phone.SessionId;
    }
}
