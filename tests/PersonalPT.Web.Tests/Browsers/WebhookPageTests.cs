using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using PersonalPT.Api;
using PersonalPT.Api.Tests.House;
using PersonalPT.Api.Webhooks;
using PersonalPT.Contracts.Audit;
using PersonalPT.Contracts.Storage;
using PersonalPT.Contracts.Webhooks;
using PersonalPT.Server;
using PersonalPT.Testing.Sessions;
using PersonalPT.Web.Tests.House;

namespace PersonalPT.Web.Tests.Browsers;

/// <summary>An administrator connects the gym with a system of its own by clicking: a real server with short waits posts to a real endpoint of this machine.</summary>
public sealed class WebhookPageTests(Chromium chromium) : IAsyncLifetime
{
    private const string Nowhere = "99999999-8888-7777-6666-555555555555";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("personalpt-webhook-test-");

    // Whoever waits in vain fails instead of hanging.
    private readonly CancellationTokenSource _inVain = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private WebApplication? _host;

    private IServiceProvider Services => _host!.Services;

    private ServerAddresses Addresses => Services.GetRequiredService<ServerAddresses>();

    private IWebhookStore Store => Services.GetRequiredService<IWebhookStore>();

    public async ValueTask InitializeAsync()
    {
        _inVain.CancelAfter(TimeSpan.FromMinutes(5));
        var waits = new WebhookOptions
        {
            Poll = TimeSpan.FromMilliseconds(20),
            FirstRetry = TimeSpan.FromMilliseconds(20),
            LongestRetry = TimeSpan.FromMilliseconds(50),
            FirstRest = TimeSpan.FromMilliseconds(10),
            LongestRest = TimeSpan.FromMilliseconds(20),
        };
        _host = ServerHost.Build(new ServerOptions { GrpcPort = 0, WebPort = 0, DataFile = Path.Combine(_folder.FullName, "gym.db"), Api = new ApiOptions { Webhooks = waits } });
        await _host.StartAsync(_inVain.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _host!.StopAsync(CancellationToken.None);
        await _host.DisposeAsync();
        _folder.Delete(recursive: true);
        _inVain.Dispose();
    }

    [Theory]
    [InlineData("en-GB", "", "The endpoint answered 418."), InlineData("de-DE", "-de", "Die Gegenseite hat mit 418 geantwortet.")]
    public async Task An_administrator_adds_tests_repairs_and_deletes_a_webhook_and_sees_each_secret_once(string locale, string mark, string refusal)
    {
        var status = 418;
        await using var receiver = await WebhookReceiver.Start((_, _) => Task.FromResult(Volatile.Read(ref status)));
        await using var window = await chromium.Open(new() { Locale = locale, ReducedMotion = ReducedMotion.Reduce });
        var page = await Chromium.SignIn(window, Addresses.Web, "administrator", "boss");
        await page.Locator(".tiles a[href='/webhooks']").ClickAsync();
        await Pictures.Take(page, "webhooks-none", mark);

        // What is wrong is said at the form, and the focus is where it is mended.
        await page.Locator("#url").FillAsync("http://gym.example/hook");
        await page.Locator("#url").PressAsync("Enter");
        await Assertions.Expect(page.Locator("[role='alert']")).ToContainTextAsync("https");
        await Assertions.Expect(page.Locator("#url")).ToBeFocusedAsync();
        await Pictures.Take(page, "webhooks-fault", mark);
        await page.Locator("#url").FillAsync(receiver.Url);
        foreach (var box in await page.Locator("input[name='event']").AllAsync())
            await box.UncheckAsync();
        await page.Locator("#url").PressAsync("Enter");
        await Assertions.Expect(page.Locator("[role='alert']")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("input[value='SetCompleted']")).ToBeFocusedAsync();
        await Assertions.Expect(page.Locator("#url")).ToHaveValueAsync(receiver.Url);
        await page.Locator("input[value='SessionEnded']").CheckAsync();

        var secret = await SecretOf(page, () => page.Locator("#url").PressAsync("Enter"), "/webhooks");
        await Pictures.Take(page, "webhooks-secret", mark);

        await Click(page, "article button", "/test");
        await Assertions.Expect(page.Locator("[role='alert']")).ToContainTextAsync(refusal);
        Assert.DoesNotContain(secret, await page.ContentAsync(), StringComparison.Ordinal);
        await Pictures.Take(page, "webhooks-test", mark);
        Assert.Equal("webhook.test", (await receiver.Next()).Type);

        // Somebody trains, and his session's end is refused until it is given up.
        await using (var phone = await FilmedPhone.StartAsync(Addresses.Grpc, "anna", FilmedPhone.SessionOf(Film.Of("squat", 3, 2)), new PhoneDiary(), _inVain.Token))
            await phone.EndAsync(_inVain.Token);
        while (Assert.Single(await Store.List("gym", _inVain.Token)).Webhook.LastFailure is null)
            _inVain.Token.ThrowIfCancellationRequested();
        await Store.Tidy(long.MaxValue, 0, 1, _inVain.Token);
        await page.GotoAsync(new Uri(Addresses.Web, "/webhooks").ToString());
        await Assertions.Expect(page.Locator(".parked")).ToHaveTextAsync("1");
        await Assertions.Expect(page.Locator(".failure")).ToContainTextAsync(refusal);
        await page.Locator(".change summary").ClickAsync();
        await page.Locator(".rotate summary").ClickAsync();
        await page.Locator(".delete summary").ClickAsync();
        await Pictures.Take(page, "webhooks-parked", mark);

        Volatile.Write(ref status, 200);
        await Click(page, "form[action$='/retry'] button", "/retry");
        await Assertions.Expect(page.Locator(".alert-success")).ToContainTextAsync("1");
        Received taken;
        do
            taken = await receiver.Next();
        while (taken.Answer != 200);
        Assert.Equal("session.ended", taken.Type);
        Assert.True(taken.IsSignedBy(secret));
        while (Assert.Single(await Store.List("gym", _inVain.Token)) is { Waiting: > 0 } or { Webhook.LastSuccessMicros: null })
            _inVain.Token.ThrowIfCancellationRequested();

        await page.Locator(".rotate summary").ClickAsync();
        var next = await SecretOf(page, () => page.Locator(".rotate button").ClickAsync(), "/rotate");
        Assert.NotEqual(secret, next);
        await Click(page, "form[action$='/test'] button", "/test");
        await Assertions.Expect(page.Locator(".alert-success")).ToContainTextAsync(receiver.Url);
        var test = await receiver.Next();
        Assert.True(test.IsSignedBy(secret) && test.IsSignedBy(next));
        await Pictures.Take(page, "webhooks", mark);

        await page.Locator(".delete summary").ClickAsync();
        await page.Locator(".delete button").ClickAsync();
        await Assertions.Expect(page.Locator(".alert-success")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("article")).ToHaveCountAsync(0);
        Assert.Empty(await Store.List("gym", _inVain.Token));
        var entries = await Services.GetRequiredService<IAuditLog>().List("gym", "boss", null, 100, _inVain.Token);
        Assert.Equal(
            ["POST /webhooks", "POST /webhooks/{webhookId}/delete", "POST /webhooks/{webhookId}/rotate"],
            entries.Where(entry => entry is { Action: AuditAction.Webhook, Outcome: AuditOutcome.Done, AthleteId: null, OtherId: null }).Select(entry => entry.Means).Order());
    }

    [Fact]
    public async Task A_form_that_is_sent_again_makes_neither_a_second_webhook_nor_a_second_secret()
    {
        using var client = await Administrator();
        var id = Guid.NewGuid().ToString();
        (string, string)[] form = [("webhook", id), ("url", "https://gym.example/hook"), ("event", "SetCompleted")];

        var added = await Answer(client, "/webhooks", form);
        var again = await Answer(client, "/webhooks", form);
        var standing = Assert.Single(await Store.List("gym", _inVain.Token));
        (string, string)[] mark = [("secret", $"{standing.Webhook.CreatedMicros}.0")];
        var rotated = await Answer(client, $"/webhooks/{id}/rotate", mark);
        var kept = (await Store.Find(standing.Webhook.Key, _inVain.Token))!.Secret;
        var rotatedAgain = await Answer(client, $"/webhooks/{id}/rotate", mark);

        Assert.Equal(
            [(HttpStatusCode.OK, true), (HttpStatusCode.OK, false), (HttpStatusCode.OK, true), (HttpStatusCode.Conflict, false)],
            new[] { added, again, rotated, rotatedAgain }.Select(answer => (answer.Status, answer.Html.Contains("whsec_", StringComparison.Ordinal))));
        Assert.Equal(kept, (await Store.Find(standing.Webhook.Key, _inVain.Token))!.Secret);
        Assert.Equal(WebhookEvents.SetCompleted, standing.Webhook.Events);
    }

    [Theory]
    [InlineData("change"), InlineData("test"), InlineData("retry"), InlineData("rotate"), InlineData("delete")]
    public async Task What_is_not_there_is_not_found(string what)
    {
        using var client = await Administrator();

        Assert.Equal(HttpStatusCode.NotFound, (await Answer(client, $"/webhooks/{Nowhere}/{what}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await Answer(client, $"/webhooks/hook/{what}")).Status);
    }

    [Fact]
    public async Task A_webhook_that_is_changed_keeps_its_secret_and_what_is_wrong_with_a_change_is_said_at_its_form()
    {
        using var client = await Administrator();
        var id = Guid.NewGuid().ToString();
        await Answer(client, "/webhooks", ("webhook", id), ("url", "https://gym.example/hook"), ("event", "SetCompleted"));
        var before = Assert.Single(await Store.List("gym", _inVain.Token)).Webhook;

        var wrong = await Answer(client, $"/webhooks/{id}/change", ("url", "http://gym.example/plain"), ("event", "SetCompleted"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.Status);
        Assert.Contains($"id=\"webhook-{id}-fault\"", wrong.Html, StringComparison.Ordinal);
        Assert.Contains("value=\"http://gym.example/plain\"", wrong.Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Answer(client, $"/webhooks/{id}/change", ("url", "https://gym.example/new"))).Status);
        var changed = await Answer(client, $"/webhooks/{id}/change", ("url", "https://gym.example/new"), ("event", "GroupFinished"));

        Assert.Equal(HttpStatusCode.OK, changed.Status);
        Assert.DoesNotContain("whsec_", changed.Html, StringComparison.Ordinal);
        var after = Assert.Single(await Store.List("gym", _inVain.Token)).Webhook;
        Assert.Equal((before.Key, "https://gym.example/new", WebhookEvents.GroupFinished, before.Secret), (after.Key, after.Url, after.Events, after.Secret));
    }

    [Fact]
    public async Task One_too_many_is_refused_in_the_form_and_what_was_typed_stays()
    {
        using var client = await Administrator();
        for (var i = 0; i < 10; i++)
            Assert.Equal(HttpStatusCode.OK, (await Answer(client, "/webhooks", ("url", $"https://gym.example/{i}"), ("event", "SetCompleted"))).Status);

        var (status, html) = await Answer(client, "/webhooks", ("url", "https://gym.example/eleventh"), ("event", "SetCompleted"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Contains("The gym cannot have more webhooks.", html, StringComparison.Ordinal);
        Assert.Contains("value=\"https://gym.example/eleventh\"", html, StringComparison.Ordinal);
        Assert.Equal(10, (await Store.List("gym", _inVain.Token)).Count);
    }

    private static async Task<string> SecretOf(IPage page, Func<Task> ask, string path)
    {
        var answer = await page.RunAndWaitForResponseAsync(ask, response => response.Request.Method == "POST");
        Assert.Contains("no-store", answer.Headers["cache-control"], StringComparison.Ordinal);
        var secret = await page.Locator("#secret").InnerTextAsync();
        Assert.StartsWith("whsec_", secret, StringComparison.Ordinal);
        Assert.EndsWith(path, page.Url, StringComparison.Ordinal);
        return secret;
    }

    private static Task<IResponse> Click(IPage page, string button, string path) =>
        page.RunAndWaitForResponseAsync(() => page.Locator(button).First.ClickAsync(), response => response.Request.Method == "POST" && response.Url.EndsWith(path, StringComparison.Ordinal));

    private async Task<(HttpStatusCode Status, string Html)> Answer(HttpClient client, string address, params (string, string)[] fields)
    {
        using var answer = await RunningSite.Post(client, address, fields);
        return (answer.StatusCode, WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(_inVain.Token)));
    }

    private async Task<HttpClient> Administrator()
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = Addresses.Web };
        using var answer = await RunningSite.Post(client, "/sign-in", ("gym", "gym"), ("role", "administrator"), ("user", "boss"));
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return client;
    }
}
