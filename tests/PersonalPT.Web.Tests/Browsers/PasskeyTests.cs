using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using PersonalPT.Contracts.Access;
using PersonalPT.Contracts.Audit;
using PersonalPT.Contracts.Storage;
using PersonalPT.Identity;
using PersonalPT.Server;

namespace PersonalPT.Web.Tests.Browsers;

/// <summary>Passkeys of a server with accounts of its own, in a real browser with a device that the browser itself plays: from the first one to its removal, and what is refused.</summary>
public sealed partial class PasskeyTests(Chromium chromium) : IAsyncLifetime
{
    private const string Gym = "iron-works";
    private const string Password = "four words are enough";
    private const string Attempt = "personalpt-passkey";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("personalpt-passkey-test-");
    private readonly ShiftedTime _time = new();
    private WebApplication? _host;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private IServiceProvider Services => _host!.Services;

    private IAccountStore Store => Services.GetRequiredService<IAccountStore>();

    private Uri Numbers => Services.GetRequiredService<ServerAddresses>().Web;

    private Uri Web => new UriBuilder(Numbers) { Host = "localhost" }.Uri;

    public async ValueTask InitializeAsync()
    {
        _host = ServerHost.Build(
            new ServerOptions { GrpcPort = 0, WebPort = 0, DataFile = Path.Combine(_folder.FullName, "gym.db"), Identity = IdentityKind.Local, Tls = true },
            builder => builder.Services.AddSingleton<TimeProvider>(_time));
        await _host.StartAsync(Stop);
        var accounts = Services.GetRequiredService<LocalAccounts>();
        Assert.NotNull((await accounts.SetUp(accounts.SetupCode, Gym, "olga", Password, "here", "test", Stop)).Account);
        Assert.True(await Store.Add((await Store.Find(Gym, "olga", Stop))! with { UserId = "carl", Role = Role.Coach }, first: false, Stop));
    }

    public async ValueTask DisposeAsync()
    {
        await _host!.StopAsync();
        await _host.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("en-GB", ""), InlineData("de-DE", "-de")]
    public async Task A_passkey_is_added_signs_in_and_is_removed(string locale, string mark)
    {
        await using var window = await Open(locale);
        var said = new List<string>();
        window.Console += (_, message) => said.Add(message.Text);
        var (page, device) = await Enter(window, "olga");
        await Add(page, "Laptop");
        await Assertions.Expect(page.Locator("p.alert-success")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("section[aria-labelledby='passkeys'] tbody tr")).ToHaveCountAsync(1);
        await Pictures.Take(page, "account-passkeys", mark);

        // Whoever has one is asked for another device.
        await page.Locator("#passkey-name").FillAsync("Laptop again");
        await page.Locator("#passkey button").ClickAsync();
        await Assertions.Expect(page.Locator("#passkey-said")).Not.ToBeEmptyAsync();

        await Leave(page, device);
        await Pictures.Take(page, "sign-in-passkey", mark);
        await device.Answer(true);
        await page.Locator("#passkey button").ClickAsync();
        await Assertions.Expect(page.Locator("footer")).ToContainTextAsync("olga");
        var stored = Assert.Single(await Store.Passkeys(Gym, "olga", Stop));
        using (var content = JsonDocument.Parse(stored.Content))
        {
            Assert.Equal(await device.SignCount(), content.RootElement.GetProperty("SignCount").GetUInt32());
            Assert.NotEqual(JsonValueKind.Null, content.RootElement.GetProperty("UsedMicros").ValueKind);
        }

        var entries = await Services.GetRequiredService<IAuditLog>().List(Gym, "olga", null, 20, Stop);
        Assert.Single(entries, e => e is { Action: AuditAction.SignIn, Outcome: AuditOutcome.Done, Means: "POST /sign-in/passkey" });
        Assert.Single(entries, e => e is { Action: AuditAction.Account, AthleteId: "olga", Means: "POST /account/passkeys" });

        await page.GotoAsync(new Uri(Web, "/account").ToString());
        await page.Locator("button[name='passkey']").ClickAsync();
        await Assertions.Expect(page.Locator("p.alert-success")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("button[name='passkey']")).ToHaveCountAsync(0);
        Assert.Empty(await Store.Passkeys(Gym, "olga", Stop));

        // The device still has it; the server does not.
        await Leave(page, device);
        await device.Answer(true);
        await page.Locator("#passkey button").ClickAsync();
        await Assertions.Expect(page.Locator("[role='alert']")).ToBeVisibleAsync();
        Assert.DoesNotContain(said, text => !text.Contains("Failed to load resource", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_the_browser_fills_in_it_signs_in_by_itself()
    {
        await using var window = await Open();
        var (page, device) = await Enter(window, "carl");
        await Add(page, "Phone");
        await Assertions.Expect(page.Locator("p.alert-success")).ToBeVisibleAsync();
        await device.Answer(true);

        await page.Locator("form[action='/sign-out'] button").ClickAsync();

        await page.WaitForURLAsync(new Uri(Web, "/").ToString());
        await Assertions.Expect(page.Locator("footer")).ToContainTextAsync("carl");
        Assert.Single(
            await Services.GetRequiredService<IAuditLog>().List(Gym, "carl", null, 20, Stop), e => e is { Action: AuditAction.SignIn, Means: "POST /sign-in/passkey" });
    }

    [Fact]
    public async Task An_answer_is_good_once_in_its_own_attempt_and_for_a_while()
    {
        await using var window = await Open();
        var (form, cookies) = await Answer(window);
        var other = await Ask(cookies);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, await Send(form, [.. cookies.Where(c => c.Key != Attempt), new(Attempt, other)]));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await Send(form, [.. cookies.Where(c => c.Key != Attempt)]));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await Send(form, [.. cookies.Where(c => c.Key != Attempt), new(Attempt, cookies.Single(c => c.Key == Attempt).Value[..^4] + "AAAA")]));
        _time.Shift = TimeSpan.FromMinutes(5.5);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await Send(form, cookies));
        _time.Shift = TimeSpan.Zero;
        Assert.Equal(HttpStatusCode.Redirect, await Send(form, cookies));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await Send(form, cookies));
        Assert.Contains(
            await Services.GetRequiredService<IAuditLog>().List(Gym, "olga", null, 20, Stop), e => e is { Action: AuditAction.SignIn, Outcome: AuditOutcome.Refused, Means: "POST /sign-in/passkey" });
    }

    [Fact]
    public async Task Two_who_bring_the_same_answer_at_once_do_not_both_come_in()
    {
        await using var window = await Open();
        var (form, cookies) = await Answer(window);

        var came = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Send(form, cookies)));

        Assert.Single(came, HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task The_passkey_of_another_gym_does_not_sign_in_here()
    {
        await using var window = await Open();
        var (form, cookies) = await Answer(window);
        var passkey = Assert.Single(await Store.Passkeys(Gym, "olga", Stop));
        Assert.True(await Store.Add((await Store.Find(Gym, "olga", Stop))! with { GymId = "other-gym" }, first: false, Stop));
        Assert.NotNull(await Store.RemovePasskey(Gym, "olga", passkey.CredentialId, "stamp", Stop));
        Assert.True(await Store.AddPasskey("other-gym", "olga", passkey, 10, Stop));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, await Send(form, cookies));
    }

    [Fact]
    public async Task The_passkey_of_an_account_that_was_deleted_does_not_sign_in_and_not_as_a_new_one_of_that_name()
    {
        await using var window = await Open();
        var (form, cookies) = await Answer(window, "carl");
        var (account, passkey) = ((await Store.Find(Gym, "carl", Stop))!, Assert.Single(await Store.Passkeys(Gym, "carl", Stop)));
        Assert.True(await Services.GetRequiredService<LocalAccounts>().Remove(Gym, "carl", Stop));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await Send(form, cookies));

        Assert.True(await Store.Add(account with { CreatedMicros = account.CreatedMicros + 1 }, first: false, Stop));
        Assert.True(await Store.AddPasskey(Gym, "carl", passkey, 10, Stop));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await Send(form, cookies));
    }

    [Fact]
    public async Task Another_site_of_the_same_host_gets_nobody_in()
    {
        await using var window = await Open();
        var (page, _) = await Enter(window, "olga");
        await Add(page, "Laptop");
        await Assertions.Expect(page.Locator("p.alert-success")).ToBeVisibleAsync();
        var (token, cookies) = await Visit();
        var (question, attempt) = await AskFor(token, cookies);
        await page.RouteAsync("http://localhost:1/", route => route.FulfillAsync(new() { ContentType = "text/html", Body = "<title>Elsewhere</title>" }));
        await page.GotoAsync("http://localhost:1/");
        var answer = await page.EvaluateAsync<string>(
            "async (question) => JSON.stringify(await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(JSON.parse(question)) }))", question);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, await Send([new("token", token), new("credential", answer)], [.. cookies, new(Attempt, attempt)]));

        // The same from the server's own pages is good.
        await page.GotoAsync(new Uri(Web, "/account").ToString());
        answer = await page.EvaluateAsync<string>(
            "async (question) => JSON.stringify(await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(JSON.parse(question)) }))", question);
        Assert.Equal(HttpStatusCode.Redirect, await Send([new("token", token), new("credential", answer)], [.. cookies, new(Attempt, attempt)]));
    }

    [Fact]
    public async Task After_too_many_wrong_answers_an_address_has_none_left_for_a_right_one()
    {
        await using var window = await Open();
        var (form, cookies) = await Answer(window);
        var token = form.Single(f => f.Key == "token");
        for (var i = 0; i < 20; i++)
            Assert.Equal(HttpStatusCode.UnprocessableEntity, await Send([token, new("credential", "{\"id\":1}")], cookies));

        Assert.Equal(HttpStatusCode.TooManyRequests, await Send(form, cookies));
    }

    [Fact]
    public async Task More_than_a_device_says_is_not_read()
    {
        var (token, cookies) = await Visit();

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await Send([new("token", token), new("credential", new string('x', 40_000))], cookies));
    }

    [Fact]
    public async Task Where_the_server_is_named_by_numbers_the_pages_say_so_and_offer_none()
    {
        await using var window = await Open();
        var page = await window.NewPageAsync();
        await page.GotoAsync(new Uri(Numbers, "/sign-in").ToString());
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("its address in numbers");
        Assert.Equal(0, await page.Locator("#passkey").CountAsync());
        await Pictures.Take(page, "sign-in-numbers");
        await page.Locator("#user").FillAsync("olga");
        await page.Locator("#password").FillAsync(Password);
        await page.Locator("form[action='/sign-in'] button").ClickAsync();
        await Assertions.Expect(page.Locator("footer")).ToContainTextAsync("olga");
        await page.GotoAsync(new Uri(Numbers, "/account").ToString());
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("its address in numbers");
        Assert.Equal(0, await page.Locator("#passkey").CountAsync());
    }

    [Fact]
    public async Task Without_scripts_there_are_passwords()
    {
        await using var window = await chromium.Open(new() { Locale = "en-GB", IgnoreHTTPSErrors = true, JavaScriptEnabled = false });
        var page = await window.NewPageAsync();
        await page.GotoAsync(new Uri(Web, "/sign-in").ToString());
        await Assertions.Expect(page.Locator("#passkey")).ToBeHiddenAsync();
        await page.Locator("#user").FillAsync("olga");
        await page.Locator("#password").FillAsync(Password);
        await page.Locator("form[action='/sign-in'] button").ClickAsync();

        await Assertions.Expect(page.Locator("footer")).ToContainTextAsync("olga");
    }

    private Task<IBrowserContext> Open(string locale = "en-GB") => chromium.Open(new() { Locale = locale, IgnoreHTTPSErrors = true, ReducedMotion = ReducedMotion.Reduce });

    // Somebody with a device comes in by his password and is at his account.
    private async Task<(IPage Page, Device Device)> Enter(IBrowserContext window, string user)
    {
        var page = await window.NewPageAsync();
        var device = await Device.Give(window, page);
        await page.GotoAsync(new Uri(Web, "/sign-in?to=/account").ToString());
        await page.Locator("#user").FillAsync(user);
        await page.Locator("#password").FillAsync(Password);
        await page.Locator("form[action='/sign-in'] button").ClickAsync();
        await Assertions.Expect(page.Locator("footer")).ToContainTextAsync(user);
        return (page, device);
    }

    private static async Task Add(IPage page, string name)
    {
        await page.Locator("#passkey-name").FillAsync(name);
        await page.Locator("#passkey button").ClickAsync();
    }

    // The device does not answer until it is told to, or the browser would sign in by itself.
    private static async Task Leave(IPage page, Device device)
    {
        await device.Answer(false);
        await page.Locator("form[action='/sign-out'] button").ClickAsync();
        await Assertions.Expect(page.Locator("form[action='/sign-in/passkey']")).ToBeVisibleAsync();
    }

    // What the browser sends when somebody signs in by a passkey, which does not reach the server.
    private async Task<(KeyValuePair<string, string>[] Form, KeyValuePair<string, string>[] Cookies)> Answer(IBrowserContext window, string user = "olga")
    {
        var (page, device) = await Enter(window, user);
        await Add(page, "Laptop");
        await Assertions.Expect(page.Locator("p.alert-success")).ToBeVisibleAsync();
        var sent = new TaskCompletionSource<Microsoft.Playwright.IRequest>(TaskCreationOptions.RunContinuationsAsynchronously);
        await page.RouteAsync("**/sign-in/passkey", async route =>
        {
            sent.TrySetResult(route.Request);
            await route.FulfillAsync(new() { Status = 204 });
        });
        await device.Answer(true);
        await page.Locator("form[action='/sign-out'] button").ClickAsync();

        var request = await sent.Task.WaitAsync(Stop);
        var form = System.Web.HttpUtility.ParseQueryString(request.PostData!);
        var cookies = await window.CookiesAsync([new Uri(Web, "/sign-in/passkey").ToString()]);
        return ([.. form.AllKeys.Select(key => new KeyValuePair<string, string>(key!, form[key]!))], [.. cookies.Select(c => new KeyValuePair<string, string>(c.Name, c.Value))]);
    }

    private async Task<(string Token, KeyValuePair<string, string>[] Cookies)> Visit()
    {
        using var client = Client();
        using var page = await client.GetAsync(new Uri("/sign-in", UriKind.Relative), Stop);
        return (Token().Match(await page.Content.ReadAsStringAsync(Stop)).Groups[1].Value, CookiesOf(page));
    }

    // Another attempt of the same browser.
    private async Task<string> Ask(KeyValuePair<string, string>[] cookies)
    {
        using var client = Client();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/sign-in");
        request.Headers.Add("Cookie", Header(cookies));
        using var page = await client.SendAsync(request, Stop);
        return (await AskFor(Token().Match(await page.Content.ReadAsStringAsync(Stop)).Groups[1].Value, cookies)).Attempt;
    }

    private async Task<(string Question, string Attempt)> AskFor(string token, KeyValuePair<string, string>[] cookies)
    {
        using var answer = await Post("/sign-in/passkey/options", [new("token", token)], cookies);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (await answer.Content.ReadAsStringAsync(Stop), CookiesOf(answer).Single(c => c.Key == Attempt).Value);
    }

    private async Task<HttpStatusCode> Send(KeyValuePair<string, string>[] form, KeyValuePair<string, string>[] cookies)
    {
        using var answer = await Post("/sign-in/passkey", form, cookies);
        return answer.StatusCode;
    }

    private async Task<HttpResponseMessage> Post(string address, KeyValuePair<string, string>[] form, KeyValuePair<string, string>[] cookies)
    {
        using var client = Client();
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new FormUrlEncodedContent(form) };
        request.Headers.Add("Cookie", Header(cookies));
        return await client.SendAsync(request, Stop);
    }

    private static string Header(KeyValuePair<string, string>[] cookies) => string.Join("; ", cookies.Select(c => $"{c.Key}={c.Value}"));

    private static KeyValuePair<string, string>[] CookiesOf(HttpResponseMessage answer) =>
        [.. answer.Headers.GetValues("Set-Cookie").Select(c => c.Split(';')[0].Split('=', 2)).Select(c => new KeyValuePair<string, string>(c[0], c[1]))];

    private HttpClient Client() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        SslOptions = new()
        {
            RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate!.GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA256)
                .Equals(Services.GetRequiredService<ServerCertificate>().Fingerprint, StringComparison.OrdinalIgnoreCase),
        },
    })
    { BaseAddress = Web };

    [GeneratedRegex("name=\"token\" value=\"([^\"]+)\"")]
    private static partial Regex Token();

    /// <summary>The machine's own clock, put forward.</summary>
    private sealed class ShiftedTime : TimeProvider
    {
        public TimeSpan Shift { get; set; }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Shift;
    }

    /// <summary>A device with a fingerprint reader, as Chromium's own tests have it.</summary>
    private sealed class Device(ICDPSession session, string id)
    {
        public static async Task<Device> Give(IBrowserContext window, IPage page)
        {
            var session = await window.NewCDPSessionAsync(page);
            await session.SendAsync("WebAuthn.enable");
            var added = await session.SendAsync("WebAuthn.addVirtualAuthenticator", new Dictionary<string, object>
            {
                ["options"] = new
                {
                    protocol = "ctap2",
                    transport = "internal",
                    hasResidentKey = true,
                    hasUserVerification = true,
                    isUserVerified = true,
                    automaticPresenceSimulation = true,
                },
            });
            return new Device(session, added!.Value.GetProperty("authenticatorId").GetString()!);
        }

        /// <summary>Whether its owner touches it when it asks him to.</summary>
        public async Task Answer(bool answers) => await session.SendAsync(
            "WebAuthn.setAutomaticPresenceSimulation", new Dictionary<string, object> { ["authenticatorId"] = id, ["enabled"] = answers });

        public async Task<uint> SignCount()
        {
            var found = await session.SendAsync("WebAuthn.getCredentials", new Dictionary<string, object> { ["authenticatorId"] = id });
            return Assert.Single(found!.Value.GetProperty("credentials").EnumerateArray().ToArray()).GetProperty("signCount").GetUInt32();
        }
    }
}
