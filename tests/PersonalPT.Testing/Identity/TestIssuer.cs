using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace PersonalPT.Testing.Identity;

/// <summary>
/// A small OpenID Connect issuer over real HTTP: discovery, keys, the code flow with PKCE and a client's secret, signing out. It signs by itself and with nothing of
/// the library that checks. Whoever comes to it is signed in as <see cref="Person"/> without being asked.
/// </summary>
public sealed class TestIssuer : IAsyncDisposable
{
    /// <summary>What tokens of calls are made for.</summary>
    public const string Audience = "personalpt-calls";

    /// <summary>What the pages are called here.</summary>
    public const string ClientId = "personalpt-pages";

    /// <summary>The pages' secret.</summary>
    public const string ClientSecret = "between the two of us";

    private readonly RSA _key = RSA.Create(2048);
    private readonly ConcurrentDictionary<string, Asked> _codes = [];
    private readonly WebApplication _host;

    private TestIssuer()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRoutingCore();
        _host = builder.Build();
        _host.UseRouting();
        _host.MapGet("/.well-known/openid-configuration", () => Json(new JsonObject
        {
            ["issuer"] = Address.OriginalString,
            ["jwks_uri"] = At("jwks"),
            ["authorization_endpoint"] = At("authorize"),
            ["token_endpoint"] = At("token"),
            ["end_session_endpoint"] = At("leave"),
            ["response_types_supported"] = new JsonArray("code"),
            ["subject_types_supported"] = new JsonArray("public"),
            ["id_token_signing_alg_values_supported"] = new JsonArray("RS256"),
        }));
        _host.MapGet("/jwks", () =>
        {
            var key = _key.ExportParameters(includePrivateParameters: false);
            return Json(new JsonObject
            {
                ["keys"] = new JsonArray(new JsonObject
                {
                    ["kty"] = "RSA",
                    ["use"] = "sig",
                    ["kid"] = "one",
                    ["alg"] = "RS256",
                    ["n"] = Base64Url.EncodeToString(key.Modulus),
                    ["e"] = Base64Url.EncodeToString(key.Exponent),
                }),
            });
        });
        _host.MapGet("/authorize", Authorize);
        _host.MapPost("/token", Redeem);
        _host.MapGet("/leave", (HttpRequest request) =>
        {
            Left++;
            return Results.Redirect($"{request.Query["post_logout_redirect_uri"]}?state={Uri.EscapeDataString(request.Query["state"].ToString())}");
        });
    }

    /// <summary>Where it is.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>The claims of whoever comes; null: he is turned away.</summary>
    public JsonObject? Person { get; set; }

    /// <summary>How many have signed out.</summary>
    public int Left { get; private set; }

    /// <summary>Starts one.</summary>
    public static async Task<TestIssuer> Start(CancellationToken cancellationToken)
    {
        var issuer = new TestIssuer();
        await issuer._host.StartAsync(cancellationToken);
        var address = issuer._host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        issuer.Address = new Uri(address);
        return issuer;
    }

    /// <summary>A token of a call that is good for ten minutes, with everything that <paramref name="claims"/> says otherwise; a claim that is null is left out.</summary>
    public string Token(JsonObject claims, RSA? key = null)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var all = new JsonObject { ["iss"] = Address.OriginalString, ["aud"] = Audience, ["iat"] = now, ["nbf"] = now, ["exp"] = now + 600 };
        foreach (var (name, value) in claims)
        {
            if (value is null)
                all.Remove(name);
            else
                all[name] = value.DeepClone();
        }

        return Sign(all, key ?? _key);
    }

    /// <summary>It goes away: nobody answers at its address.</summary>
    public Task StopAsync() => _host.StopAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _key.Dispose();
    }

    private static string Sign(JsonObject claims, RSA key)
    {
        var text = $"{Part(new JsonObject { ["alg"] = "RS256", ["kid"] = "one", ["typ"] = "JWT" })}.{Part(claims)}";
        var signature = key.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{text}.{Base64Url.EncodeToString(signature)}";

        static string Part(JsonObject part) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(part));
    }

    private static IResult Json(JsonObject content) => Results.Text(content.ToJsonString(), "application/json");

    private string At(string path) => new Uri(Address, path).AbsoluteUri;

    private IResult Authorize(HttpRequest request)
    {
        var query = request.Query;
        var state = Uri.EscapeDataString(query["state"].ToString());
        var back = query["redirect_uri"].ToString();
        if (Person is not { } person)
            return Results.Redirect($"{back}?error=access_denied&state={state}");
        if (query["client_id"] != ClientId || query["response_type"] != "code" || query["code_challenge_method"] != "S256" || !query["scope"].ToString().Split(' ').Contains("openid"))
            return Results.BadRequest();

        var code = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        _codes[code] = new Asked(back, query["nonce"].ToString(), query["code_challenge"].ToString(), (JsonObject)person.DeepClone());
        return Results.Redirect($"{back}?code={code}&state={state}");
    }

    private async Task<IResult> Redeem(HttpRequest request)
    {
        var form = await request.ReadFormAsync(request.HttpContext.RequestAborted);
        var isRight = _codes.TryRemove(form["code"].ToString(), out var asked)
            && form["client_id"] == ClientId && form["client_secret"] == ClientSecret && form["redirect_uri"] == asked.RedirectUri
            && Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString()))) == asked.Challenge;
        if (!isRight)
            return Results.BadRequest(new { error = "invalid_grant" });

        var claims = asked!.Person;
        claims["aud"] = ClientId;
        claims["nonce"] = asked.Nonce;
        return Json(new JsonObject { ["token_type"] = "Bearer", ["access_token"] = "not looked at", ["expires_in"] = 600, ["id_token"] = Token(claims) });
    }

    private sealed record Asked(string RedirectUri, string Nonce, string Challenge, JsonObject Person);
}
