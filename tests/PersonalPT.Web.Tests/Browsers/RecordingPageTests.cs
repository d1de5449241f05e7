using System.IO.Compression;
using System.Net;
using Microsoft.Playwright;
using PersonalPT.Protocol.V1;
using PersonalPT.Testing.Sessions;
using PersonalPT.Web.Tests.House;

namespace PersonalPT.Web.Tests.Browsers;

/// <summary>A session's recording: counted again side by side, taken out, deleted.</summary>
public sealed class RecordingPageTests(Chromium chromium, RunningSite site)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("en-GB", "rita", ""), InlineData("de-DE", "rosa", "-de")]
    public async Task An_athlete_sees_what_other_versions_would_have_counted_and_deletes_it_with_the_keyboard(string locale, string athlete, string mark)
    {
        var session = await Recorded(athlete);
        await using var window = await chromium.Open(new() { Locale = locale, ReducedMotion = ReducedMotion.Reduce });
        var said = new List<string>();
        window.Console += (_, message) => said.Add(message.Text);
        var page = await Chromium.SignIn(window, site.Web, "athlete", athlete, $"/sessions/{session}");
        await page.Locator($"a[href='/sessions/{session}/recording']").ClickAsync();
        await Assertions.Expect(page.Locator("tbody tr")).ToHaveCountAsync(2);
        await Assertions.Expect(page.Locator("tbody tr").Last.Locator("td").Last).ToHaveTextAsync("0");

        await page.Locator("input[value='squat.1.own']").FocusAsync();
        await page.Keyboard.PressAsync("Space");
        await page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(page.Locator("tbody tr")).ToHaveCountAsync(3);
        await Assertions.Expect(page.Locator("input[value='squat.1.own']")).ToBeCheckedAsync();
        await Assertions.Expect(page.Locator("svg.chart rect.a").First).ToBeVisibleAsync();
        await Pictures.Take(page, "recording", mark);

        await page.Locator("summary").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("form[action$='/delete'] button").PressAsync("Enter");
        await Assertions.Expect(page.Locator(".alert-success")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator($"a[href='/sessions/{session}/recording']")).ToHaveCountAsync(0);
        Assert.Empty(said);
    }

    [Fact]
    public async Task Two_versions_are_compared_on_a_recording_from_the_models_page_on_by_clicking()
    {
        var session = await Recorded("rolf");
        await using (var client = FilmedPhone.Connect(site.Grpc, "athlete", "rolf"))
        {
            var other = (await client.Models.ExportModelAsync(new() { ExerciseId = "push_up", Version = 1 }, cancellationToken: Stop)).Model;
            await client.Models.ImportModelAsync(
                new() { AthleteId = "rolf", ExerciseId = "squat", Model = other, RequestId = Guid.NewGuid().ToString() }, cancellationToken: Stop);
        }

        await using var window = await chromium.Open();
        var page = await Chromium.SignIn(window, site.Web, "athlete", "rolf", "/models?athlete=rolf");
        await page.Locator("main a[href='/models/squat?athlete=rolf']").ClickAsync();
        await Pictures.Take(page, "model-of-athlete");
        await page.Locator($"section[aria-labelledby='compare'] a[href^='/sessions/{session}/recording']").ClickAsync();

        await Assertions.Expect(page.Locator("input[value='squat.2.own']")).ToBeCheckedAsync();
        await Assertions.Expect(page.Locator("input[value='squat.1.own']")).ToBeCheckedAsync();
        // What was counted, and the two.
        await Assertions.Expect(page.Locator("tbody tr")).ToHaveCountAsync(3);
        await page.GotoAsync(new Uri(site.Web, "/models/lunge").ToString());
        await Assertions.Expect(page.Locator("section[aria-labelledby='compare']")).ToContainTextAsync("There is no recording");
    }

    [Fact]
    public async Task Whom_the_athlete_lets_at_recordings_takes_one_out_and_cannot_delete_it_and_all_of_it_is_written_down()
    {
        var session = await Recorded("ruth");
        await using (var ruth = FilmedPhone.Connect(site.Grpc, "athlete", "ruth"))
            await ruth.Coaching.GrantAsync(new GrantRequest { CoachId = "rick", Scopes = { GrantScope.Recordings, GrantScope.History } }, cancellationToken: Stop);
        using var rick = await site.Open("gym", "coach", "rick");
        using var ruths = await site.Open("gym", "athlete", "ruth");

        var page = await rick.GetStringAsync(new Uri($"/sessions/{session}/recording", UriKind.Relative), Stop);
        using var zip = new MemoryStream(await rick.GetByteArrayAsync(new Uri($"/sessions/{session}/recording/download", UriKind.Relative), Stop));
        await using var archive = new ZipArchive(zip);
        using var refused = await RunningSite.Post(rick, $"/sessions/{session}/recording/delete");
        using var tooMany = await ruths.GetAsync(
            new Uri($"/sessions/{session}/recording?version=squat.1&version=squat.1.own&version=nothing", UriKind.Relative), Stop);
        using var done = await RunningSite.Post(ruths, $"/sessions/{session}/recording/delete");
        using var gone = await ruths.GetAsync(new Uri($"/sessions/{session}/recording", UriKind.Relative), Stop);

        Assert.DoesNotContain("/delete", page, StringComparison.Ordinal);
        // His own models are another matter than his recordings.
        Assert.DoesNotContain("squat.1.own", page, StringComparison.Ordinal);
        Assert.Contains(archive.Entries, e => e.FullName == $"poses/{session}.npy");
        Assert.Equal(
            [HttpStatusCode.Forbidden, HttpStatusCode.OK, HttpStatusCode.Redirect, HttpStatusCode.NotFound],
            new[] { refused, tooMany, done, gone }.Select(answer => answer.StatusCode));
        await using var staff = FilmedPhone.Connect(site.Grpc, "staff", "staff");
        var entries = (await staff.Accounts.ListAuditEntriesAsync(new ListAuditEntriesRequest { PersonId = "ruth" }, cancellationToken: Stop)).Entries;
        Assert.Contains(entries, e => (e.ActorId, e.Action, e.AthleteId) == ("rick", AuditAction.Export, "ruth"));
        Assert.Contains(entries, e => (e.ActorId, e.Action, e.AthleteId) == ("ruth", AuditAction.Delete, "ruth"));
    }

    // Squats, and a version of his own that was learnt from something else.
    private async Task<string> Recorded(string athlete)
    {
        await using var client = FilmedPhone.Connect(site.Grpc, "athlete", athlete);
        var other = (await client.Models.ExportModelAsync(new() { ExerciseId = "lunge", Version = 1 }, cancellationToken: Stop)).Model;
        await client.Models.ImportModelAsync(
            new() { AthleteId = athlete, ExerciseId = "squat", Model = other, RequestId = Guid.NewGuid().ToString() }, cancellationToken: Stop);
        var film = Film.Of("squat", 3, 8, 6, 7);
        await using var phone = await FilmedPhone.StartAsync(site.Grpc, athlete, FilmedPhone.SessionOf(film) with { Record = true }, new PhoneDiary(), Stop);
        phone.Push(film.Frames);
        await phone.EndAsync(Stop);

        // Written beside what counts, a moment later; the end is an input, too.
        while ((await client.Recordings.ListRecordingsAsync(new ListRecordingsRequest(), cancellationToken: Stop)).Recordings
            .All(r => r.SessionId != phone.SessionId || r.Inputs <= (ulong)film.Frames.Count))
            await Task.Yield();
        return phone.SessionId;
    }
}
