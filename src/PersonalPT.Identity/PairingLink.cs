namespace PersonalPT.Identity;

/// <summary>What a phone reads from a pairing's QR code: where the server is, by which certificate it is known, and the code that gives it its tokens.</summary>
public static class PairingLink
{
    /// <summary>Writes it.</summary>
    /// <param name="server">Where phones connect.</param>
    /// <param name="fingerprint">SHA-256 of the server's certificate in hexadecimal digits; null: one that phones know by their own means, or no TLS.</param>
    /// <param name="code">The one-time code.</param>
    public static string Write(Uri server, string? fingerprint, string code)
    {
        ArgumentNullException.ThrowIfNull(server);
        var certificate = fingerprint is null ? "" : $"&certificate={fingerprint}";
        return $"personalpt://pair?server={Uri.EscapeDataString(server.GetLeftPart(UriPartial.Authority))}{certificate}&code={code}";
    }
}
