using System.Globalization;
using PersonalPT.Contracts.Access;

namespace PersonalPT.Server;

/// <summary>Reads the section <c>OpenIdConnect</c>. The client's secret may stand in the environment (<c>PERSONALPT__OPENIDCONNECT__CLIENTSECRET</c>).</summary>
internal static class IssuerConfiguration
{
    /// <summary>The section's name.</summary>
    public const string Section = nameof(ServerOptions.OpenIdConnect);

    private static readonly string[] s_known =
    [
        nameof(OpenIdIssuer.Authority), nameof(OpenIdIssuer.Audience), nameof(OpenIdIssuer.ClientId), nameof(OpenIdIssuer.ClientSecret), nameof(OpenIdIssuer.Scopes),
        "PagesLastHours", nameof(IssuedClaims.UserClaim), nameof(IssuedClaims.GymClaim), nameof(IssuedClaims.Gym), nameof(IssuedClaims.RoleClaim), nameof(IssuedClaims.Roles),
    ];

    /// <summary>Reads it; null where the section is not there. What is wrong is added to <paramref name="errors"/>.</summary>
    public static OpenIdIssuer? Read(IConfigurationSection section, List<string> errors)
    {
        if (!section.Exists())
            return null;

        foreach (var child in section.GetChildren().Where(c => !s_known.Contains(c.Key, StringComparer.OrdinalIgnoreCase)))
            errors.Add($"there is no option '{Section}:{child.Key}'; there are {string.Join(", ", s_known)}");
        var claims = new IssuedClaims();
        var roles = new Dictionary<string, Role>(StringComparer.Ordinal);
        foreach (var role in section.GetSection(nameof(IssuedClaims.Roles)).GetChildren())
        {
            if (Member.RoleOf(role.Value) is { } known)
                roles[role.Key] = known;
            else
                errors.Add($"{Section}:{nameof(IssuedClaims.Roles)}:{role.Key} must be athlete, coach, staff or administrator, not '{role.Value}'");
        }

        var scopes = (Text(nameof(OpenIdIssuer.Scopes)) ?? "openid profile").Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);
        var issuer = new OpenIdIssuer
        {
            Authority = Uri.TryCreate(Text(nameof(OpenIdIssuer.Authority)) ?? "", UriKind.RelativeOrAbsolute, out var authority) ? authority : new Uri("", UriKind.Relative),
            Audience = Text(nameof(OpenIdIssuer.Audience)) ?? "",
            ClientId = Text(nameof(OpenIdIssuer.ClientId)) ?? "",
            ClientSecret = Text(nameof(OpenIdIssuer.ClientSecret)),
            Scopes = scopes,
            Claims = claims with
            {
                UserClaim = Text(nameof(IssuedClaims.UserClaim)) ?? claims.UserClaim,
                GymClaim = Text(nameof(IssuedClaims.GymClaim)) ?? claims.GymClaim,
                Gym = Text(nameof(IssuedClaims.Gym)),
                RoleClaim = Text(nameof(IssuedClaims.RoleClaim)) ?? claims.RoleClaim,
                Roles = roles.Count == 0 ? claims.Roles : roles,
            },
        };
        if (Text("PagesLastHours") is not { } hours)
            return issuer;
        if (int.TryParse(hours, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return issuer with { PagesLast = TimeSpan.FromHours(number) };
        errors.Add($"{Section}:PagesLastHours must be a number, not '{hours}'");
        return issuer;

        string? Text(string name) => section[name] is { Length: > 0 } text ? text : null;
    }
}
