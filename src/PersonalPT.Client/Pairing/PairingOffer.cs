namespace PersonalPT.Client;

/// <summary>What a pairing's QR code says.</summary>
/// <param name="Server">Where the server is.</param>
/// <param name="CertificateFingerprint">SHA-256 of its certificate; null: the certificate is checked as usual.</param>
/// <param name="Code">The code that is good once.</param>
public sealed record PairingOffer(Uri Server, string? CertificateFingerprint, string Code)
{
    /// <summary>Reads what was scanned; null where it is nothing of ours.</summary>
    /// <param name="scanned">Such as <c>personalpt://pair?server=https%3A%2F%2F192.168.1.5%3A5005&amp;certificate=AB12...&amp;code=2345-...</c>.</param>
    public static PairingOffer? Read(string? scanned)
    {
        if (!Uri.TryCreate(scanned, UriKind.Absolute, out var uri) || uri.Scheme != "personalpt" || uri.Host != "pair")
            return null;

        var fields = uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(field => field.Split('=', 2))
            .Where(field => field.Length == 2).GroupBy(field => field[0]).ToDictionary(field => field.Key, field => Uri.UnescapeDataString(field.First()[1]));
        var certificate = fields.GetValueOrDefault("certificate");
        return Uri.TryCreate(fields.GetValueOrDefault("server"), UriKind.Absolute, out var server) && (server.Scheme == Uri.UriSchemeHttps || server.Scheme == Uri.UriSchemeHttp)
            && fields.GetValueOrDefault("code") is { Length: > 0 } code && (certificate is null || CertificatePin.IsOne(certificate))
            ? new PairingOffer(server, certificate, code)
            : null;
    }
}
