using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Grpc.Core;
using Grpc.Net.Client;
using PersonalPT.Api.Tests.House;
using PersonalPT.Contracts.Access;
using PersonalPT.Protocol.V1;
using PersonalPT.Server;
using PersonalPT.Testing.Identity;

namespace PersonalPT.Api.Tests.Access;

/// <summary>A real issuer, and a server that trusts it.</summary>
public sealed class IssuerServer : IAsyncLifetime
{
    private TestIssuer? _issuer;
    private RunningServer? _server;

    internal TestIssuer Issuer => _issuer!;

    internal RunningServer Server => _server!;

    public async ValueTask InitializeAsync()
    {
        _issuer = await TestIssuer.Start(TestContext.Current.CancellationToken);
        _server = new RunningServer
        {
            Adjust = options => options with
            {
                Identity = IdentityKind.OpenIdConnect,
                OpenIdConnect = new OpenIdIssuer
                {
                    Authority = _issuer.Address,
                    Audience = TestIssuer.Audience,
                    ClientId = TestIssuer.ClientId,
                    Claims = new IssuedClaims { RoleClaim = "groups", Roles = new Dictionary<string, Role> { ["trainers"] = Role.Coach, ["members"] = Role.Athlete, ["desk"] = Role.Staff } },
                },
            },
        };
        await _server.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        if (_issuer is not null)
            await _issuer.DisposeAsync();
    }
}

/// <summary>Calls with tokens of a real issuer.</summary>
public sealed class IssuerBearerTests : IClassFixture<IssuerServer>, IDisposable
{
    private readonly IssuerServer _both;
    private readonly GrpcChannel _channel;

    public IssuerBearerTests(IssuerServer both)
    {
        _both = both;
        _channel = both.Server.Open();
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private TestIssuer Issuer => _both.Issuer;

    public void Dispose() => _channel.Dispose();

    [Fact]
    public async Task A_token_opens_exactly_what_its_role_may()
    {
        var anna = Issuer.Token(Claims("anna", "members"));
        var desk = Issuer.Token(Claims("dora", "desk"));

        Assert.Null(await Put(desk));
        Assert.Equal(StatusCode.PermissionDenied, (await Put(anna))!.StatusCode);
        Assert.Null(await History(anna, "anna"));
        Assert.Equal(StatusCode.PermissionDenied, (await History(anna, "ben"))!.StatusCode);
        Assert.Null(await History(desk, "ben"));
    }

    [Fact]
    public async Task Of_several_roles_the_most_powerful_one_that_is_known_counts()
    {
        var claims = Claims("eve", "members");
        claims["groups"] = new JsonArray("members", "desk", "kings");

        Assert.Null(await Put(Issuer.Token(claims)));
    }

    [Fact]
    public async Task The_gym_comes_from_the_token_alone()
    {
        await Put(Issuer.Token(Claims("dora", "desk")));
        var other = Claims("dora", "desk");
        other["gym"] = "elsewhere";

        var here = await Exercises(Issuer.Token(Claims("anna", "members")));
        var there = await Exercises(Issuer.Token(other));

        Assert.Contains("lunge-of-the-desk", here);
        Assert.DoesNotContain("lunge-of-the-desk", there);
    }

    public static TheoryData<string, string> Wrongs => new()
    {
        { """{"iss":"https://evil.example"}""", "not of the issuer that this server trusts" },
        { """{"aud":"another-server"}""", "is not for this server, whose audience is 'personalpt-calls'" },
        { """{"exp":1000000000,"nbf":999999000,"iat":999999000}""", "has expired" },
        { """{"exp":null}""", "must say when it expires" },
        { """{"nbf":32503680000,"exp":32503690000}""", "not valid yet" },
        { """{"gym":null}""", "claim 'gym' must name a gym" },
        { """{"gym":"Not A Gym"}""", "claim 'gym' must name a gym" },
        { """{"groups":"kings"}""", "must hold a role that this server knows: desk, members, trainers" },
        { """{"groups":null}""", "must hold a role" },
        { """{"groups":"administrator"}""", "must hold a role" },
        { """{"sub":null}""", "claim 'sub' must name a person" },
        { """{"sub":"a/b"}""", "claim 'sub' must name a person" },
    };

    [Theory, MemberData(nameof(Wrongs))]
    public async Task A_token_that_is_wrong_is_refused_and_told_what_is_wrong(string changes, string expected)
    {
        var claims = Claims("dora", "desk");
        foreach (var (name, value) in JsonNode.Parse(changes)!.AsObject())
            claims[name] = value?.DeepClone();

        var error = await Put(Issuer.Token(claims));

        Assert.Equal(StatusCode.Unauthenticated, error!.StatusCode);
        Assert.Contains(expected, error.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signature_by_another_key_is_refused()
    {
        using var foreign = RSA.Create(2048);

        var error = await Put(Issuer.Token(Claims("dora", "desk"), foreign));

        Assert.Equal(StatusCode.Unauthenticated, error!.StatusCode);
        Assert.Contains("signature", error.Status.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Bearer abc", "not a token")]
    [InlineData("Bearer a.b.c", "not a token")]
    [InlineData("Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJkb3JhIn0.", "")]
    [InlineData("Development gym/staff/boss", "authorization: Bearer TOKEN")]
    [InlineData("", "authorization: Bearer TOKEN")]
    public async Task What_is_no_token_is_refused(string header, string expected)
    {
        var error = await Refusal(() => new ExerciseService.ExerciseServiceClient(_channel).ListExercisesAsync(
            new ListExercisesRequest(), header.Length == 0 ? [] : new Metadata { { "authorization", header } }, cancellationToken: Stop).ResponseAsync);

        Assert.Equal(StatusCode.Unauthenticated, error!.StatusCode);
        Assert.Contains(expected, error.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_browser_gets_401_and_a_plain_sentence()
    {
        using var http = new HttpClient();

        using var answer = await http.GetAsync(new Uri(_both.Server.Addresses.Web, "no-page"), Stop);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.StartsWith("Sign in with the header", await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_the_issuer_is_away_callers_are_told_to_come_again()
    {
        await using var both = new IssuerServer();
        await both.InitializeAsync();
        var token = both.Issuer.Token(Claims("dora", "desk"));
        await both.Issuer.StopAsync();
        using var channel = both.Server.Open();

        var error = await Put(channel, token);

        Assert.Equal(StatusCode.Unavailable, error!.StatusCode);
        Assert.Contains("does not answer", error.Status.Detail, StringComparison.Ordinal);
    }

    private static JsonObject Claims(string user, string role) => new() { ["sub"] = user, ["gym"] = "gym", ["groups"] = role };

    private static Metadata Header(string token) => new() { { "authorization", $"Bearer {token}" } };

    private Task<RpcException?> Put(string token) => Put(_channel, token);

    private static Task<RpcException?> Put(GrpcChannel channel, string token) => Refusal(() => new ExerciseService.ExerciseServiceClient(channel).PutExerciseAsync(
        new PutExerciseRequest { ExerciseId = "lunge-of-the-desk", DisplayName = "Lunge" }, Header(token), cancellationToken: Stop).ResponseAsync);

    private Task<RpcException?> History(string token, string athlete) => Refusal(() => new HistoryService.HistoryServiceClient(_channel).ListSessionsAsync(
        new ListSessionsRequest { AthleteId = athlete }, Header(token), cancellationToken: Stop).ResponseAsync);

    private async Task<string[]> Exercises(string token)
    {
        var answer = await new ExerciseService.ExerciseServiceClient(_channel).ListExercisesAsync(new ListExercisesRequest(), Header(token), cancellationToken: Stop);
        return [.. answer.Exercises.Select(e => e.ExerciseId)];
    }

    private static async Task<RpcException?> Refusal<T>(Func<Task<T>> call)
    {
        try
        {
            await call();
            return null;
        }
        catch (RpcException e)
        {
            return e;
        }
    }
}
