using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PersonalPT.Client;
using PersonalPT.Contracts.Storage;
using PersonalPT.Identity;
using PersonalPT.Protocol.V1;
using PersonalPT.Server.Starting;
using PersonalPT.Server.Tests.House;
using AuditAction = PersonalPT.Contracts.Audit.AuditAction;
using AuditOutcome = PersonalPT.Contracts.Audit.AuditOutcome;

namespace PersonalPT.Server.Tests.Accounts;

/// <summary>One gym's box, as its people use it: over TLS with the server's own certificate, pages and phones, from the first start on.</summary>
public sealed partial class LocalIdentityTests : IAsyncLifetime
{
    private const string Password = "four words are enough";

    private readonly TemporaryFolder _folder = new();
    private RunningHost? _host;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private RunningHost Host => _host!;

    private string Fingerprint => Host.Services.GetRequiredService<ServerCertificate>().Fingerprint;

    private ServerOptions Options => new()
    {
        // All addresses of the machine, as with --lan.
        Host = "0.0.0.0",
        GrpcPort = 0,
        WebPort = 0,
        BrowserPort = 0,
        DataFile = _folder.DataFile,
        Identity = IdentityKind.Local,
        Tls = true,
    };

    public async ValueTask InitializeAsync() => _host = await Start(Options);

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
            await _host.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task From_the_first_start_to_a_paired_phone_that_is_signed_out_again()
    {
        // The server says where it is to be set up; whoever does becomes the owner.
        var steps = (await FirstSteps.Of(Host.Services, isRead: true, Stop))!;
        Assert.True(steps.IsSetup);
        using var browser = Open();
        Assert.Equal("/setup", await Landing(browser, "/"));
        using (var done = await Post(browser, new Uri(steps.Link).PathAndQuery, "/setup", ("code", steps.Code), ("gym", "iron-works"), ("user", "olga"), ("password", Password)))
            Assert.Equal("/", done.RequestMessage!.RequestUri!.AbsolutePath);
        Assert.Contains("olga", await browser.GetStringAsync(At("/"), Stop), StringComparison.Ordinal);

        // From then on there is no second owner, and the start shows what the owner's phone scans.
        using (var second = Open())
            Assert.Equal("/sign-in", await Landing(second, "/setup"));
        Assert.Null(await FirstSteps.Of(Host.Services, isRead: false, Stop));
        var pairing = (await FirstSteps.Of(Host.Services, isRead: true, Stop))!;
        Assert.False(pairing.IsSetup);
        var offer = PairingOffer.Read(pairing.Link)!;
        Assert.Equal(Fingerprint, offer.CertificateFingerprint);
        offer = offer with { Server = Local(offer.Server) };

        var phone = await DeviceSignIn.PairAsync(offer, "Olga's phone", Stop);
        Assert.Equal(("iron-works", "olga"), (phone.GymId, phone.UserId));
        await using var client = Connect(phone);
        Assert.Equal(["olga"], (await client.Accounts.ListAccountsAsync(new ListAccountsRequest(), cancellationToken: Stop)).Accounts.Select(a => a.UserId));
        // A code is good once.
        await Assert.ThrowsAsync<PersonalPTException>(() => DeviceSignIn.PairAsync(offer, "another", Stop));

        // The page shows the phone; signing it out there counts at once.
        var account = await browser.GetStringAsync(At("/account"), Stop);
        Assert.Contains("Olga&#x27;s phone", account, StringComparison.Ordinal);
        var revoke = Revoke().Match(account).Value;
        using (await Post(browser, "/account", revoke))
        {
        }

        var refused = await Assert.ThrowsAsync<RpcException>(() => client.Accounts.ListAccountsAsync(new ListAccountsRequest(), cancellationToken: Stop).ResponseAsync);
        Assert.Equal(StatusCode.Unauthenticated, refused.StatusCode);
    }

    [Fact]
    public async Task Phones_are_bound_to_the_servers_own_certificate_and_not_to_one_that_was_given_and_will_be_renewed()
    {
        using (var owner = await SetUp())
            Assert.Contains(Shown(Fingerprint), await owner.GetStringAsync(At("/pair"), Stop), StringComparison.Ordinal);

        var certificate = Host.Services.GetRequiredService<ServerCertificate>().Certificate;
        var (pem, key) = (_folder.DataFile + ".pem", _folder.DataFile + ".key");
        await File.WriteAllTextAsync(pem, certificate.ExportCertificatePem(), Stop);
        await File.WriteAllTextAsync(key, certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem(), Stop);
        await Host.DisposeAsync();
        _host = await Start(Options with { DataFile = _folder.DataFile + ".other", CertificateFile = pem, CertificateKeyFile = key });

        using var again = await SetUp();
        var page = await again.GetStringAsync(At("/pair"), Stop);
        Assert.Contains("svg", page, StringComparison.Ordinal);
        Assert.DoesNotContain(Shown(Fingerprint), page, StringComparison.Ordinal);
        Assert.Null(await FirstSteps.Of(Host.Services, isRead: true, Stop));

        static string Shown(string fingerprint) => string.Join(" ", fingerprint.Chunk(4).Select(part => new string(part)));
    }

    [Fact]
    public async Task An_administrator_invites_and_the_invited_gets_in_with_his_role_and_nothing_more()
    {
        using var owner = await SetUp();
        var link = await Invite(owner, "carl", "coach");
        using var carl = Open();
        using (var bad = await Post(carl, link, "/invitation", ("code", link.Split('=')[1]), ("password", "short")))
            Assert.Equal(HttpStatusCode.UnprocessableEntity, bad.StatusCode);
        using (var done = await Post(carl, link, "/invitation", ("code", link.Split('=')[1]), ("password", Password)))
            Assert.Equal("/", done.RequestMessage!.RequestUri!.AbsolutePath);
        using (var denied = await carl.GetAsync(At("/members"), Stop))
            Assert.Equal(HttpStatusCode.Forbidden, denied.StatusCode);
        using (var used = await carl.GetAsync(At(link), Stop))
            Assert.Equal(HttpStatusCode.UnprocessableEntity, used.StatusCode);

        // Another role ends his sign-ins on pages; the phone goes on with it.
        await using var phone = Connect(await SignIn("carl", Password));
        var refused = await Assert.ThrowsAsync<RpcException>(() => phone.Accounts.ListAuditEntriesAsync(new ListAuditEntriesRequest(), cancellationToken: Stop).ResponseAsync);
        Assert.Equal(StatusCode.PermissionDenied, refused.StatusCode);
        using (await Post(owner, "/members", "/members/role", ("user", "carl"), ("role", "staff")))
        {
        }

        Assert.Equal("/sign-in", await Landing(carl, "/"));
        var entries = (await phone.Accounts.ListAuditEntriesAsync(new ListAuditEntriesRequest(), cancellationToken: Stop)).Entries;
        Assert.Contains(entries, e => e is { ActorId: "olga", AthleteId: "carl", Action: Protocol.V1.AuditAction.Account });

        // The last administrator stays one, and stays.
        using (var last = await Post(owner, "/members", "/members/role", ("user", "olga"), ("role", "athlete")))
            Assert.Equal(HttpStatusCode.Conflict, last.StatusCode);
        using (var last = await Post(owner, "/members", "/members/remove", ("user", "olga")))
            Assert.Equal(HttpStatusCode.Conflict, last.StatusCode);
        using (await Post(owner, "/members", "/members/remove", ("user", "carl")))
        {
        }

        refused = await Assert.ThrowsAsync<RpcException>(() => phone.Accounts.ListAuditEntriesAsync(new ListAuditEntriesRequest(), cancellationToken: Stop).ResponseAsync);
        Assert.Equal(StatusCode.Unauthenticated, refused.StatusCode);
    }

    [Fact]
    public async Task A_phone_that_is_signed_out_is_cut_off_in_the_middle_of_its_streams_and_not_let_in_again()
    {
        using var browser = await SetUp();
        await using var client = Connect(await SignIn("olga", Password));
        await using var session = await client.StartSessionAsync(Squats.Session(Squats.Film(1)), Stop);
        await using var events = session.Events(Stop).GetAsyncEnumerator(Stop);
        Assert.True(await events.MoveNextAsync());
        using var watch = client.Tracking.WatchSession(new WatchSessionRequest { SessionId = session.SessionId }, cancellationToken: Stop);
        Assert.True(await watch.ResponseStream.MoveNext(Stop));
        var account = await browser.GetStringAsync(At("/account"), Stop);

        using (await Post(browser, "/account", Revoke().Match(account).Value))
        {
        }

        Assert.Equal(StatusCode.Unavailable, await EndOf(watch));
        // The client library opens another stream by itself, and learns there what has happened.
        var problem = await Assert.ThrowsAsync<PersonalPTException>(async () =>
        {
            while (await events.MoveNextAsync())
            {
            }
        });
        Assert.Equal(PersonalPTErrorKind.Unauthenticated, problem.Kind);
        using var again = client.Tracking.WatchSession(new WatchSessionRequest { SessionId = session.SessionId }, cancellationToken: Stop);
        Assert.Equal(StatusCode.Unauthenticated, await EndOf(again));
    }

    [Fact]
    public async Task Whose_role_is_taken_away_sees_no_more_of_what_he_watches()
    {
        using var owner = await SetUp();
        var link = await Invite(owner, "carl", "staff");
        using var carl = Open();
        using (await Post(carl, link, "/invitation", ("code", link.Split('=')[1]), ("password", Password)))
        {
        }

        await using var olgas = Connect(await SignIn("olga", Password));
        await using var session = await olgas.StartSessionAsync(Squats.Session(Squats.Film(1)), Stop);
        await using var carls = Connect(await SignIn("carl", Password));
        using var watch = carls.Tracking.WatchSession(new WatchSessionRequest { SessionId = session.SessionId }, cancellationToken: Stop);
        Assert.True(await watch.ResponseStream.MoveNext(Stop));
        using var board = await OpenBoard(carl);
        Assert.Equal(HttpStatusCode.OK, board.StatusCode);
        await using var shown = await board.Content.ReadAsStreamAsync(Stop);
        Assert.True(await shown.ReadAsync(new byte[1], Stop) > 0);

        using (await Post(owner, "/members", "/members/role", ("user", "carl"), ("role", "athlete")))
        {
        }

        Assert.Equal(StatusCode.Unavailable, await EndOf(watch));
        // To its end, which comes.
        await shown.CopyToAsync(Stream.Null, Stop);
        using var again = carls.Tracking.WatchSession(new WatchSessionRequest { SessionId = session.SessionId }, cancellationToken: Stop);
        Assert.Equal(StatusCode.PermissionDenied, await EndOf(again));
        using var refused = await OpenBoard(carl);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Fact]
    public async Task Wrong_passwords_lock_the_account_for_a_while_and_stand_in_the_audit_log()
    {
        using (await SetUp())
        {
        }

        for (var i = 0; i < 5; i++)
            Assert.Equal(StatusCode.Unauthenticated, await RefusalOf("olga", "not the password"));
        Assert.Equal(StatusCode.ResourceExhausted, await RefusalOf("olga", Password));
        Assert.Equal(StatusCode.Unauthenticated, await RefusalOf("nobody", Password));

        var entries = await Host.Services.GetRequiredService<IAuditLog>().List("iron-works", null, null, 20, Stop);
        Assert.Equal(6, entries.Count(e => e is { ActorId: "olga", Action: AuditAction.SignIn, Outcome: AuditOutcome.Refused, Means: "AccountService/SignIn" }));
        Assert.DoesNotContain(entries, e => e.ActorId == "nobody");
    }

    [Fact]
    public async Task A_refresh_token_is_good_once_and_whoever_brings_an_old_one_signs_the_device_out()
    {
        using (await SetUp())
        {
        }

        var first = await SignIn("olga", Password);
        await using var strangers = Strangers();
        var second = await Renew(strangers, first.RefreshToken);
        // The answer was lost: the same one once more is good as long as the newer one was not used.
        var third = await Renew(strangers, first.RefreshToken);
        var fourth = await Renew(strangers, third.RefreshToken);
        Assert.Equal(4, new[] { first.RefreshToken, second.RefreshToken, third.RefreshToken, fourth.RefreshToken }.Distinct().Count());

        var stolen = await Assert.ThrowsAsync<RpcException>(() => Renew(strangers, first.RefreshToken));
        Assert.Equal(StatusCode.Unauthenticated, stolen.StatusCode);
        await Assert.ThrowsAsync<RpcException>(() => Renew(strangers, fourth.RefreshToken));
        await using var phone = Connect(first);
        var refused = await Assert.ThrowsAsync<RpcException>(() => phone.Accounts.ListDevicesAsync(new ListDevicesRequest(), cancellationToken: Stop).ResponseAsync);
        Assert.Equal(StatusCode.Unauthenticated, refused.StatusCode);
    }

    [Fact]
    public async Task Sign_ins_outlive_a_restart_and_the_certificate_stays()
    {
        using var owner = await SetUp();
        var phone = await SignIn("olga", Password);
        var before = Fingerprint;
        await Host.DisposeAsync();
        _host = await Start(Options);

        Assert.Equal(before, Fingerprint);
        await using var client = Connect(phone);
        Assert.Single((await client.Accounts.ListDevicesAsync(new ListDevicesRequest(), cancellationToken: Stop)).Devices);
    }

    [Fact]
    public async Task An_erasure_takes_the_account_along()
    {
        using (await SetUp())
        {
        }

        await using var owner = Connect(await SignIn("olga", Password));
        var invited = await owner.Accounts.InviteAccountAsync(new InviteAccountRequest { UserId = "zoe", Role = "athlete" }, cancellationToken: Stop);
        await Host.Services.GetRequiredService<LocalAccounts>().Accept(invited.Code, Password, "here", "test", Stop);
        await using var zoe = Connect(await SignIn("zoe", Password));

        await zoe.Accounts.EraseAthleteAsync(new EraseAthleteRequest { ConfirmAthleteId = "zoe" }, cancellationToken: Stop);

        var refused = await Assert.ThrowsAsync<RpcException>(() => zoe.Accounts.ListDevicesAsync(new ListDevicesRequest(), cancellationToken: Stop).ResponseAsync);
        Assert.Equal(StatusCode.Unauthenticated, refused.StatusCode);
        Assert.Equal(StatusCode.Unauthenticated, await RefusalOf("zoe", Password));
        Assert.Equal(["olga"], (await owner.Accounts.ListAccountsAsync(new ListAccountsRequest(), cancellationToken: Stop)).Accounts.Select(a => a.UserId));
    }

    [Fact]
    public async Task A_phone_knows_the_server_by_its_certificate_and_no_other()
    {
        using (await SetUp())
        {
        }

        var phone = await SignIn("olga", Password);
        await using var deceived = Connect(phone with { CertificateFingerprint = new string('0', 64) });
        await using var unpinned = Connect(phone with { CertificateFingerprint = null });

        foreach (var client in new[] { deceived, unpinned })
        {
            var error = await Assert.ThrowsAsync<RpcException>(() => client.Accounts.ListDevicesAsync(new ListDevicesRequest(), cancellationToken: Stop).ResponseAsync);
            Assert.NotEqual(StatusCode.OK, error.StatusCode);
            Assert.NotEqual(StatusCode.Unauthenticated, error.StatusCode);
        }
    }

    [Fact]
    public async Task A_guest_need_not_name_the_only_gym()
    {
        using (await SetUp())
        {
        }

        await using var owner = Connect(await SignIn("olga", Password));
        var plan = new GroupPlan { Title = "Class", Ranking = GroupRanking.Reps, Rounds = { new GroupRound { ExerciseId = "squat", Seconds = 60 } } };
        var planned = await owner.Groups.PlanGroupAsync(new PlanGroupRequest { GroupId = Guid.NewGuid().ToString(), Plan = plan }, cancellationToken: Stop);
        await using var strangers = Strangers();

        var guest = await strangers.Groups.JoinAsGuestAsync(
            new JoinAsGuestRequest { Code = planned.Group.Code, Nickname = "Newcomer", JoinId = Guid.NewGuid().ToString() }, cancellationToken: Stop);

        Assert.Equal(planned.Group.GroupId, guest.Group.GroupId);
    }

    [Fact]
    public async Task The_development_sign_in_is_worth_nothing_here()
    {
        await using var client = new PersonalPTClient(new()
        {
            Address = Local(Host.Addresses.Grpc),
            CertificateFingerprint = Fingerprint,
            Credential = ClientCredential.Development("iron-works", "administrator", "eve"),
        });

        var refused = await Assert.ThrowsAsync<RpcException>(() => client.Accounts.ListAccountsAsync(new ListAccountsRequest(), cancellationToken: Stop).ResponseAsync);

        Assert.Equal(StatusCode.Unauthenticated, refused.StatusCode);
        Assert.Contains("AccountService.Pair", refused.Status.Detail, StringComparison.Ordinal);
    }

    private static Uri At(string path) => new(path, UriKind.RelativeOrAbsolute);

    private static Uri Local(Uri address) => new UriBuilder(address) { Host = "127.0.0.1" }.Uri;

    private static Task<string> Landing(HttpClient browser, string path) => Landing(browser.GetAsync(At(path), Stop));

    private static async Task<string> Landing(Task<HttpResponseMessage> asking)
    {
        using var answer = await asking;
        return answer.RequestMessage!.RequestUri!.AbsolutePath;
    }

    // Fills a form of a page in and sends it.
    private static async Task<HttpResponseMessage> Post(HttpClient browser, string page, string address, params (string Name, string Value)[] fields)
    {
        var token = Token().Match(await (await browser.GetAsync(At(page), Stop)).Content.ReadAsStringAsync(Stop)).Groups[1].Value;
        using var form = new FormUrlEncodedContent([new("token", token), .. fields.Select(f => new KeyValuePair<string, string>(f.Name, f.Value))]);
        return await browser.PostAsync(At(address), form, Stop);
    }

    private static async Task<Tokens> Renew(PersonalPTClient client, string refreshToken) =>
        (await client.Accounts.RenewTokensAsync(new RenewTokensRequest { RefreshToken = refreshToken }, cancellationToken: Stop)).Tokens;

    private static async Task<RunningHost> Start(ServerOptions options) => await RunningHost.Start(ServerHost.Build(options, builder => builder.Logging.ClearProviders()), Stop);

    private HttpClient Open() => new(new SocketsHttpHandler
    {
        CookieContainer = new CookieContainer(),
        SslOptions = new() { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate!.GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA256).Equals(Fingerprint, StringComparison.OrdinalIgnoreCase) },
    })
    { BaseAddress = Local(Host.Addresses.Web) };

    private async Task<HttpClient> SetUp()
    {
        var browser = Open();
        using var done = await Post(
            browser, "/setup", "/setup", ("code", Host.Services.GetRequiredService<LocalAccounts>().SetupCode), ("gym", "iron-works"), ("user", "olga"), ("password", Password));
        Assert.Equal("/", done.RequestMessage!.RequestUri!.AbsolutePath);
        return browser;
    }

    private static async Task<string> Invite(HttpClient owner, string user, string role)
    {
        using var members = await Post(owner, "/members", "/members/invite", ("user", user), ("role", role));
        return WebUtility.HtmlDecode(Link().Match(await members.Content.ReadAsStringAsync(Stop)).Value);
    }

    private static async Task<HttpResponseMessage> OpenBoard(HttpClient browser)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, At("/board/stream"));
        request.Headers.Accept.ParseAdd("text/event-stream");
        return await browser.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Stop);
    }

    private static async Task<StatusCode> EndOf(AsyncServerStreamingCall<WatchSessionResponse> watch) => (await Assert.ThrowsAsync<RpcException>(async () =>
    {
        while (await watch.ResponseStream.MoveNext(Stop))
        {
        }
    })).StatusCode;

    private Task<DeviceSignIn> SignIn(string user, string password) => DeviceSignIn.SignInAsync(Local(Host.Addresses.Grpc), Fingerprint, user, password, "Phone", Stop);

    private async Task<StatusCode> RefusalOf(string user, string password)
    {
        await using var strangers = Strangers();
        return (await Assert.ThrowsAsync<RpcException>(() => strangers.Accounts.SignInAsync(
            new SignInRequest { UserId = user, Password = password }, cancellationToken: Stop).ResponseAsync)).StatusCode;
    }

    private PersonalPTClient Strangers() => new(new() { Address = Local(Host.Addresses.Grpc), CertificateFingerprint = Fingerprint, Credential = ClientCredential.None });

    private PersonalPTClient Connect(DeviceSignIn signIn) => new(new()
    {
        Address = Local(Host.Addresses.Grpc),
        CertificateFingerprint = signIn.CertificateFingerprint,
        Credential = ClientCredential.Device(signIn, (_, _) => ValueTask.CompletedTask),
    });

    [GeneratedRegex("name=\"token\" value=\"([^\"]+)\"")]
    private static partial Regex Token();

    [GeneratedRegex("/account/devices/[0-9a-f-]{36}/revoke")]
    private static partial Regex Revoke();

    [GeneratedRegex("/invitation\\?code=[0-9A-Z]{12}")]
    private static partial Regex Link();
}
