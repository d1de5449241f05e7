using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using PersonalPT.Contracts.Access;
using PersonalPT.Contracts.Audit;
using PersonalPT.Contracts.Storage;
using PersonalPT.Server;
using PersonalPT.Testing.Identity;

namespace PersonalPT.Web.Tests.Access;

/// <summary>A real issuer, and a site that trusts it.</summary>
public sealed class IssuerSite : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("personalpt-issuer-test-");
    private TestIssuer? _issuer;
    private WebApplication? _host;

    internal TestIssuer Issuer => _issuer!;

    internal IServiceProvider Services => _host!.Services;

    public async ValueTask InitializeAsync()
    {
        _issuer = await TestIssuer.Start(TestContext.Current.CancellationToken);
        _host = ServerHost.Build(new ServerOptions
        {
            GrpcPort = 0,
            WebPort = 0,
            DataFile = Path.Combine(_folder.FullName, "gym.db"),
            Identity = IdentityKind.OpenIdConnect,
            OpenIdConnect = new OpenIdIssuer
            {
                Authority = _issuer.Address,
                Audience = TestIssuer.Audience,
                ClientId = TestIssuer.ClientId,
                ClientSecret = TestIssuer.ClientSecret,
                Claims = new IssuedClaims { Gym = "iron-works" },
            },
        });
        await _host.StartAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>A browser that follows every redirect.</summary>
    internal HttpClient Open() => new(new SocketsHttpHandler { CookieContainer = new CookieContainer() }) { BaseAddress = Services.GetRequiredService<ServerAddresses>().Web };

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.StopAsync();
            await _host.DisposeAsync();
        }

        if (_issuer is not null)
            await _issuer.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}

/// <summary>The pages' sign-in at a real issuer, by a browser that follows every redirect as they do.</summary>
public sealed class PageIssuerTests(IssuerSite site) : IClassFixture<IssuerSite>, IDisposable
{
    private readonly HttpClient _browser = site.Open();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private TestIssuer Issuer => site.Issuer;

    private HttpClient Browser => _browser;

    public void Dispose() => _browser.Dispose();

    [Fact]
    public async Task Who_signs_in_at_the_issuer_comes_back_to_the_page_that_he_wanted_and_is_signed_in()
    {
        Issuer.Person = new JsonObject { ["sub"] = "anna@iron.example", ["role"] = "athlete" };

        // The page sends him to the sign-in page, which has the link.
        var signIn = await Browser.GetStringAsync(At("/models"), Stop);
        Assert.Contains("href=\"/sign-in/issuer?to=%2Fmodels\"", signIn, StringComparison.Ordinal);
        using var page = await Browser.GetAsync(At("/sign-in/issuer?to=%2Fmodels"), Stop);

        Assert.Equal((HttpStatusCode.OK, "/models"), (page.StatusCode, page.RequestMessage!.RequestUri!.PathAndQuery));
        Assert.Contains("anna@iron.example", await page.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        Assert.Contains("iron-works", await Browser.GetStringAsync(At("/"), Stop), StringComparison.Ordinal);
        // An athlete: nobody else's things are his.
        using var others = await Browser.GetAsync(At("/athletes/ben"), Stop);
        Assert.Equal(HttpStatusCode.Forbidden, others.StatusCode);

        var entry = Assert.Single(await site.Services.GetRequiredService<IAuditLog>().List("iron-works", "anna@iron.example", null, 10, Stop));
        Assert.Equal(("anna@iron.example", "athlete", AuditAction.SignIn), (entry.ActorId, entry.ActorRole, entry.Action));
    }

    [Fact]
    public async Task Who_signs_out_is_out_here_and_may_sign_out_there()
    {
        Issuer.Person = new JsonObject { ["sub"] = "anna", ["role"] = "athlete" };
        var home = await Browser.GetStringAsync(At("/sign-in/issuer"), Stop);

        using var form = new FormUrlEncodedContent([new("token", Between(home, "name=\"token\" value=\"", "\""))]);
        using var left = await Browser.PostAsync(At("/sign-out"), form, Stop);
        Assert.Equal("/sign-in", left.RequestMessage!.RequestUri!.AbsolutePath);
        using var again = await Browser.GetAsync(At("/"), Stop);
        Assert.Equal("/sign-in", again.RequestMessage!.RequestUri!.AbsolutePath);
        var before = Issuer.Left;

        using var there = await Browser.GetAsync(At("/sign-out/issuer"), Stop);
        Assert.Equal((before + 1, "/sign-in"), (Issuer.Left, there.RequestMessage!.RequestUri!.AbsolutePath));
    }

    [Theory]
    [InlineData("""{"sub":"anna","role":"king"}""", "has no role in this gym")]
    [InlineData("""{"sub":"anna"}""", "has no role in this gym")]
    [InlineData("""{"sub":"a/b","role":"staff"}""", "did not say who you are")]
    [InlineData("null", "did not let you in")]
    public async Task Whom_the_issuer_does_not_vouch_for_stays_out_and_is_told_why(string person, string expected)
    {
        Issuer.Person = JsonNode.Parse(person)?.AsObject();

        using var page = await Browser.GetAsync(At("/sign-in/issuer"), Stop);

        Assert.Equal("/sign-in", page.RequestMessage!.RequestUri!.AbsolutePath);
        Assert.Contains(expected, WebUtility.HtmlDecode(await page.Content.ReadAsStringAsync(Stop)), StringComparison.Ordinal);
        using var home = await Browser.GetAsync(At("/"), Stop);
        Assert.Equal("/sign-in", home.RequestMessage!.RequestUri!.AbsolutePath);
    }

    [Theory]
    [InlineData("/sign-in/callback?code=stolen&state=made-up")]
    [InlineData("/sign-in/callback")]
    public async Task An_answer_that_nobody_asked_for_signs_nobody_in(string address)
    {
        using var page = await Browser.GetAsync(At(address), Stop);

        Assert.Equal("/sign-in", page.RequestMessage!.RequestUri!.AbsolutePath);
        Assert.Contains("did not come to its end", await page.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_the_issuer_is_away_the_page_says_so()
    {
        await using var alone = new IssuerSite();
        await alone.InitializeAsync();
        await alone.Issuer.StopAsync();
        using var browser = alone.Open();

        using var page = await browser.GetAsync(At("/sign-in/issuer"), Stop);

        Assert.Equal("/sign-in", page.RequestMessage!.RequestUri!.AbsolutePath);
        Assert.Contains("does not answer", await page.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_signs_in_by_saying_who_he_is()
    {
        var page = await Browser.GetStringAsync(At("/sign-in"), Stop);
        using var form = new FormUrlEncodedContent(
            [new("token", Between(page, "name=\"token\" value=\"", "\"")), new("gym", "iron-works"), new("role", "administrator"), new("user", "eve")]);

        using var answer = await Browser.PostAsync(At("/sign-in"), form, Stop);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Theory]
    [InlineData("//evil.example"), InlineData("https://evil.example")]
    public async Task Nobody_is_sent_to_another_site_afterwards(string to)
    {
        Issuer.Person = new JsonObject { ["sub"] = "anna", ["role"] = "athlete" };

        using var page = await Browser.GetAsync(At($"/sign-in/issuer?to={Uri.EscapeDataString(to)}"), Stop);

        Assert.Equal(new Uri(Browser.BaseAddress!, "/"), page.RequestMessage!.RequestUri);
    }

    private static Uri At(string path) => new(path, UriKind.Relative);

    private static string Between(string text, string before, string after)
    {
        var start = text.IndexOf(before, StringComparison.Ordinal) + before.Length;
        return WebUtility.HtmlDecode(text[start..text.IndexOf(after, start, StringComparison.Ordinal)]);
    }
}
