using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace PersonalPT.Api.Webhooks;

/// <summary>Signatures as Standard Webhooks 1.0 has them (standardwebhooks.com): HMAC-SHA-256 over <c>id.timestamp.body</c>, in base64 behind <c>v1,</c>.</summary>
internal static class WebhookSecret
{
    private const string Prefix = "whsec_";
    private const int Bytes = 32;

    /// <summary>A new secret.</summary>
    public static string New() => Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>A signature.</summary>
    /// <param name="secret">The secret, as it was given to the receiver.</param>
    /// <param name="id">The message.</param>
    /// <param name="unixSeconds">When it is sent.</param>
    /// <param name="body">What is sent.</param>
    public static string Sign(string secret, string id, long unixSeconds, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Convert.FromBase64String(secret[Prefix.Length..]));
        hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{unixSeconds}.")));
        hash.AppendData(body);
        return "v1," + Convert.ToBase64String(hash.GetHashAndReset());
    }
}
