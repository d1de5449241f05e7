using Microsoft.Playwright;
using PersonalPT.Testing;
using PersonalPT.Web.Tests.Browsers;

[assembly: AssemblyFixture(typeof(Chromium))]

namespace PersonalPT.Web.Tests.Browsers;

/// <summary>The machine's own Chromium; nothing is downloaded. Where there is none the test is skipped, or fails if everything is required.</summary>
public sealed class Chromium : IAsyncDisposable
{
    // Milliseconds until somebody who waits for a page gives up: a machine may have much else to do.
    private const float Patience = 60_000;

    private static readonly string[] s_names = ["chromium", "chromium-browser", "google-chrome"];

    private readonly SemaphoreSlim _one = new(1, 1);
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>A window of its own, with its own cookies.</summary>
    internal async Task<IBrowserContext> Open(BrowserNewContextOptions? options = null)
    {
        await _one.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            _browser ??= await Launch();
        }
        finally
        {
            _one.Release();
        }

        var window = await _browser.NewContextAsync(options ?? new() { Locale = "en-GB" });
        window.SetDefaultTimeout(Patience);
        return window;
    }

    /// <summary>Somebody signs in as a person does.</summary>
    internal static async Task<IPage> SignIn(IBrowserContext window, Uri site, string role, string user, string to = "/", string gym = "gym")
    {
        var page = await window.NewPageAsync();
        await page.GotoAsync(new Uri(site, $"/sign-in?to={Uri.EscapeDataString(to)}").ToString());
        await page.Locator("#gym").FillAsync(gym);
        await page.Locator("#role").SelectOptionAsync(role);
        await page.Locator("#user").FillAsync(user);
        await page.Locator("button.btn-primary").ClickAsync();
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
        _one.Dispose();
    }

    private async Task<IBrowser> Launch()
    {
        var path = Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator).SelectMany(folder => s_names.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
        if (path is null)
            Required.Missing("There is no Chromium: install Debian's package chromium.");

        _playwright = await Playwright.CreateAsync();
        Assertions.SetDefaultExpectTimeout(Patience);
        // A container's root may not make the sandbox, and its shared memory is small.
        return await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = path, Args = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"] });
    }
}
