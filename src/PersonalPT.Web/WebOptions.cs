using Microsoft.AspNetCore.Http;
using PersonalPT.Contracts.Access;

namespace PersonalPT.Web;

/// <summary>What the pages are to be.</summary>
public sealed record WebOptions
{
    /// <summary>Folder of the keys that protect cookies; made where it is not there. Whoever loses it signs in again.</summary>
    public required string KeyFolder { get; init; }

    /// <summary>Everybody at this machine may say who he is, on the sign-in page. Default: true.</summary>
    public bool DevelopmentSignIn { get; init; } = true;

    /// <summary>The issuer at which visitors sign in; null: none. Not together with <see cref="DevelopmentSignIn"/>. Default: null.</summary>
    public OpenIdIssuer? Issuer { get; init; }

    /// <summary>Where people reach the pages, such as <c>https://gym.example</c>, where that is not where the server itself listens; null: there. Default: null.</summary>
    public Uri? PublicAddress { get; init; }

    /// <summary>Where phones connect, seen from whoever reaches the pages under a host's name. Default: not known, so the page for pairing shows the code alone.</summary>
    public Func<string, Uri?> PhoneAddress { get; init; } = _ => null;

    /// <summary>SHA-256 of the certificate by which phones know the server, in hexadecimal digits; null: they know it by their own means. Default: null.</summary>
    public string? CertificateFingerprint { get; init; }

    /// <summary>Whether browsers send cookies over TLS only.</summary>
    internal CookieSecurePolicy CookieSecurity => PublicAddress?.Scheme == Uri.UriSchemeHttps ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;

    /// <summary>How long recordings are kept, as pages say it. Default: 30 days.</summary>
    public TimeSpan RecordingRetention { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Boards that are followed at once; who comes then is told to come again. Default: 500.</summary>
    public int MostBoards { get; init; } = 500;
}
