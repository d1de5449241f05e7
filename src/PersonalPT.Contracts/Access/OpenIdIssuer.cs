namespace PersonalPT.Contracts.Access;

/// <summary>An OpenID Connect issuer whose word is taken for who somebody is.</summary>
public sealed record OpenIdIssuer
{
    /// <summary>The issuer's address, below which its <c>.well-known/openid-configuration</c> is.</summary>
    public required Uri Authority { get; init; }

    /// <summary>What tokens of calls must be made for.</summary>
    public required string Audience { get; init; }

    /// <summary>What the issuer calls this server's pages.</summary>
    public required string ClientId { get; init; }

    /// <summary>The secret of the pages at the issuer; null: it asks for none (PKCE is always used). Default: null.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>Scopes that pages ask for at the sign-in. Default: <c>openid</c> and <c>profile</c>.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = ["openid", "profile"];

    /// <summary>How long a sign-in on the pages lasts; then the issuer is asked again. Default: 24 hours.</summary>
    public TimeSpan PagesLast { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Which claims say who somebody is.</summary>
    public IssuedClaims Claims { get; init; } = new();

    /// <summary>Everything that is wrong, each in plain words that begin with the option's name; empty where nothing is.</summary>
    public IReadOnlyList<string> FindErrors()
    {
        var errors = new List<string>();
        if (!Authority.IsAbsoluteUri || !(Authority.Scheme == Uri.UriSchemeHttps || (Authority.Scheme == Uri.UriSchemeHttp && Authority.IsLoopback)))
            errors.Add($"Authority must be an address such as https://login.example (without TLS only on this machine), not '{Authority.OriginalString}'");
        if (string.IsNullOrWhiteSpace(Audience))
            errors.Add("Audience must say what tokens of calls are made for");
        if (string.IsNullOrWhiteSpace(ClientId))
            errors.Add("ClientId must say what the issuer calls this server's pages");
        if (!Scopes.Contains("openid"))
            errors.Add("Scopes must contain openid");
        if (PagesLast <= TimeSpan.Zero || PagesLast > TimeSpan.FromDays(30))
            errors.Add("PagesLastHours must be 1 to 720");
        if (string.IsNullOrWhiteSpace(Claims.UserClaim))
            errors.Add("UserClaim must name a claim");
        if (string.IsNullOrWhiteSpace(Claims.RoleClaim))
            errors.Add("RoleClaim must name a claim");
        if (Claims.Gym is null && string.IsNullOrWhiteSpace(Claims.GymClaim))
            errors.Add("GymClaim must name a claim, or Gym the gym");
        if (Claims.Gym is { } gym && !Identifiers.IsName(gym))
            errors.Add($"Gym must be {Identifiers.NameRule}, not '{gym}'");
        errors.AddRange(Claims.Roles.Where(r => !Member.AccountRoles.Contains(r.Value)).Select(r => $"Roles:{r.Key} must be athlete, coach, staff or administrator"));
        return errors;
    }

    /// <summary>Its address: the rest holds a secret.</summary>
    public override string ToString() => Authority.OriginalString;
}
