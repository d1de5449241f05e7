using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace PersonalPT.Api.Webhooks;

/// <summary>Secrets of webhooks as they are stored: protected by the server's keys, so that whoever reads the database, or a backup of it, cannot sign.</summary>
internal sealed class WebhookSecrets(IDataProtectionProvider protection)
{
    private readonly IDataProtector _protector = protection.CreateProtector("PersonalPT.WebhookSecrets.v1");

    /// <summary>A secret as it is stored.</summary>
    public string Protect(string secret) => _protector.Protect(secret);

    /// <summary>A secret that was stored; null where the keys are no more there by which it was protected.</summary>
    public string? Read(string stored)
    {
        try
        {
            return _protector.Unprotect(stored);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
