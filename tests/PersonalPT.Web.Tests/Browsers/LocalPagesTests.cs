using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using PersonalPT.Identity;
using PersonalPT.Server;

namespace PersonalPT.Web.Tests.Browsers;

/// <summary>The pages of a server with accounts of its own, by clicking, in a real browser over TLS: from its setup to an invitation, a paired phone and a sign-in.</summary>
public sealed class LocalPagesTests(Chromium chromium) : IAsyncLifetime
{
    private const string Password = "four words are enough";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("personalpt-local-test-");
    private WebApplication? _host;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private IServiceProvider Services => _host!.Services;

    private Uri Web => Services.GetRequiredService<ServerAddresses>().Web;

    public async ValueTask InitializeAsync()
    {
        _host = ServerHost.Build(new ServerOptions
        {
            GrpcPort = 0,
            WebPort = 0,
            DataFile = Path.Combine(_folder.FullName, "gym.db"),
            Identity = IdentityKind.Local,
            Tls = true,
        });
        await _host.StartAsync(Stop);
    }

    public async ValueTask DisposeAsync()
    {
        await _host!.StopAsync();
        await _host.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("en-GB", ""), InlineData("de-DE", "-de")]
    public async Task The_owner_sets_up_invites_and_pairs_and_the_invited_comes_in(string locale, string mark)
    {
        await using var window = await chromium.Open(new() { Locale = locale, IgnoreHTTPSErrors = true, ReducedMotion = ReducedMotion.Reduce });
        var said = new List<string>();
        window.Console += (_, message) => said.Add(message.Text);
        var page = await window.NewPageAsync();

        await page.GotoAsync(Web.ToString());
        await Pictures.Take(page, "setup", mark);
        await page.Locator("#code").FillAsync(OneTimeCode.Show(Services.GetRequiredService<LocalAccounts>().SetupCode));
        await page.Locator("#gym").FillAsync("iron-works");
        await page.Locator("#user").FillAsync("olga");
        await page.Locator("#password").FillAsync(Password);
        await page.Locator("main button.btn-primary").ClickAsync();
        await page.Locator(".tiles a[href='/account']").ClickAsync();
        await page.Locator("a[href='/pair']").ClickAsync();
        await Pictures.Take(page, "pair", mark);
        var code = await page.Locator("dd.code").InnerTextAsync();
        var accounts = Services.GetRequiredService<LocalAccounts>();
        var paired = await accounts.Pair(code, "here", "test", Stop);
        await Services.GetRequiredService<DeviceTokens>().Add(paired.Account!, "Olga's phone", Stop);
        await page.Locator("main a[href='/account']").ClickAsync();
        await Pictures.Take(page, "account", mark);

        await page.GotoAsync(Web.ToString());
        await page.Locator(".tiles a[href='/members']").ClickAsync();
        await page.Locator("#user").FillAsync("carl");
        await page.Locator("#role").SelectOptionAsync("coach");
        await page.Locator("main button.btn-primary").ClickAsync();
        await Pictures.Take(page, "members", mark);
        var link = await page.Locator("p.code").InnerTextAsync();
        await page.Locator("form[action='/sign-out'] button").ClickAsync();

        await page.GotoAsync(link);
        await Pictures.Take(page, "invitation", mark);
        await page.Locator("#password").FillAsync(Password);
        await page.Locator("main button.btn-primary").ClickAsync();
        await Assertions.Expect(page.Locator("footer")).ToContainTextAsync("carl");
        await page.Locator("form[action='/sign-out'] button").ClickAsync();

        await page.Locator("#user").FillAsync("carl");
        await page.Locator("#password").FillAsync("not the password");
        await page.Locator("main button.btn-primary").ClickAsync();
        await Assertions.Expect(page.Locator("[role='alert']")).ToBeVisibleAsync();
        await Pictures.Take(page, "sign-in-local", mark);
        await page.Locator("#password").FillAsync(Password);
        await page.Locator("main button.btn-primary").ClickAsync();
        await Assertions.Expect(page.Locator("footer")).ToContainTextAsync("carl");
        // What a browser says of a status code of a page is not a complaint of the page.
        Assert.DoesNotContain(said, text => !text.Contains("Failed to load resource", StringComparison.Ordinal));
    }
}
