using System.Net.Security;
using System.Security.Cryptography;

namespace PersonalPT.Client;

/// <summary>Knows a server by the fingerprint of its certificate.</summary>
internal static class CertificatePin
{
    private const int Digits = 64;

    /// <summary>Whether a text can be a fingerprint.</summary>
    public static bool IsOne(string text) => text.Length == Digits && text.All(char.IsAsciiHexDigit);

    /// <summary>How TLS is to be checked: by the fingerprint alone, which says more than names and authorities.</summary>
    public static SslClientAuthenticationOptions Options(string fingerprint)
    {
        var expected = Convert.FromHexString(fingerprint);
        return new SslClientAuthenticationOptions
        {
            RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                certificate is not null && CryptographicOperations.FixedTimeEquals(SHA256.HashData(certificate.GetRawCertData()), expected),
        };
    }
}
