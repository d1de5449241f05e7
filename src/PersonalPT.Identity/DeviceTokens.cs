using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;
using PersonalPT.Contracts;
using PersonalPT.Contracts.Access;
using PersonalPT.Contracts.Accounts;
using PersonalPT.Contracts.Storage;

namespace PersonalPT.Identity;

/// <summary>
/// Tokens of phones and apps. An access token names a device and is good for minutes; the device and its owner's account are read from the storage for every call, so
/// a revocation counts at once on every server. A refresh token is good once; who brings one that was used already has it from somewhere, and the device is out.
/// </summary>
public sealed class DeviceTokens(IAccountStore store, IDataProtectionProvider protection, LocalAccountOptions options, TimeProvider time)
{
    /// <summary>What every access token begins with.</summary>
    public const string Prefix = "local.";

    private const string RefreshPrefix = "renew";
    private const int LongestName = 60;

    private readonly IDataProtector _protector = protection.CreateProtector("PersonalPT.DeviceTokens.v1");

    /// <summary>A device's name as it is kept.</summary>
    public static string NameOf(string? name)
    {
        var clean = new string([.. (name ?? "").Where(c => !char.IsControl(c))]).Trim();
        // Not between the halves of a character.
        return clean.Length <= LongestName ? clean : clean[..(char.IsHighSurrogate(clean[LongestName - 1]) ? LongestName - 1 : LongestName)];
    }

    /// <summary>Signs a device in.</summary>
    public async Task<DeviceTokenPair> Add(Account account, string deviceName, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(account);
        var (secret, now) = (OneTimeCode.Secret(), time.UtcMicros());
        var device = new Device(account.GymId, Guid.NewGuid().ToString(), account.UserId, NameOf(deviceName), now)
        {
            RefreshHash = OneTimeCode.Hash(secret),
            RenewedMicros = now,
            ExpiresMicros = now + (long)options.DeviceLasts.TotalMicroseconds,
        };
        await store.AddDevice(device, options.MostDevices, cancellationToken);
        return Pair(account, device, secret, now);
    }

    /// <summary>Renews a device's tokens.</summary>
    /// <returns>The new ones; null where the refresh token is none that is good.</returns>
    public async Task<DeviceTokenPair?> Renew(string refreshToken, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(refreshToken);
        if (refreshToken.Split('.') is not [RefreshPrefix, var gym, var id, var secret] || !Identifiers.IsName(gym) || !Identifiers.IsUuid(id))
            return null;

        var (hash, next, now, isGood) = (OneTimeCode.Hash(secret), OneTimeCode.Secret(), time.UtcMicros(), false);
        await store.ChangeDevice(
            gym, id,
            device =>
            {
                if (device.ExpiresMicros <= now)
                    return null;
                // The one before is good as well until the newer one was used: its phone may not have heard the answer.
                var isNewest = OneTimeCode.AreSame(hash, device.RefreshHash);
                isGood = isNewest || OneTimeCode.AreSame(hash, device.PreviousHash);
                return isGood
                    ? device with { RefreshHash = OneTimeCode.Hash(next), PreviousHash = hash, RenewedMicros = now, ExpiresMicros = now + (long)options.DeviceLasts.TotalMicroseconds }
                    : null;
            },
            cancellationToken);
        return isGood && await store.FindDevice(gym, id, cancellationToken) is { } found ? Pair(found.Account, found.Device, next, now) : null;
    }

    /// <summary>Whom an access token names, and on which phone; null where nobody, or nobody any more.</summary>
    public async Task<AccountSignIn?> Read(string token, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(token);
        string[] parts;
        try
        {
            parts = Encoding.UTF8.GetString(_protector.Unprotect(WebEncoders.Base64UrlDecode(token[Prefix.Length..]))).Split('/');
        }
        catch (Exception e) when (e is CryptographicException or FormatException)
        {
            return null;
        }

        return parts is [var gym, var device, var until] && long.Parse(until, CultureInfo.InvariantCulture) > time.UtcMicros()
            && await store.FindDevice(gym, device, cancellationToken) is { } found
                ? new AccountSignIn(found.Account.Member, device, Stamp: null)
                : null;
    }

    /// <summary>Somebody's devices, those first that were renewed last.</summary>
    public Task<IReadOnlyList<Device>> List(string gymId, string userId, CancellationToken cancellationToken) => store.Devices(gymId, userId, cancellationToken);

    /// <summary>Signs a device of somebody's out.</summary>
    /// <returns>Whether he had it.</returns>
    public async Task<bool> Revoke(string gymId, string userId, string deviceId, CancellationToken cancellationToken)
    {
        var isHis = false;
        await store.ChangeDevice(
            gymId, deviceId,
            device =>
            {
                isHis = device.UserId == userId;
                return isHis ? null : device;
            },
            cancellationToken);
        return isHis;
    }

    private DeviceTokenPair Pair(Account account, Device device, string secret, long now)
    {
        var until = now + (long)options.TokenLasts.TotalMicroseconds;
        var content = string.Create(CultureInfo.InvariantCulture, $"{device.GymId}/{device.DeviceId}/{until}");
        return new DeviceTokenPair(
            Prefix + WebEncoders.Base64UrlEncode(_protector.Protect(Encoding.UTF8.GetBytes(content))), until,
            $"{RefreshPrefix}.{device.GymId}.{device.DeviceId}.{secret}", account.Member, device.DeviceId);
    }
}

/// <summary>What a phone keeps.</summary>
/// <param name="AccessToken">Opens calls.</param>
/// <param name="ExpiresMicros">Until when.</param>
/// <param name="RefreshToken">Gets new ones, once.</param>
/// <param name="Member">Whose they are.</param>
/// <param name="DeviceId">The device.</param>
public sealed record DeviceTokenPair(string AccessToken, long ExpiresMicros, string RefreshToken, Member Member, string DeviceId)
{
    /// <summary>Which: the rest is not to be printed.</summary>
    public override string ToString() => DeviceId;
}
