using System.Net;
using PersonalPT.Identity;

namespace PersonalPT.Server.Starting;

/// <summary>What whoever started a server with accounts of its own does next: sets it up, or pairs a phone.</summary>
/// <param name="IsSetup">Whether the server has no owner yet.</param>
/// <param name="Link">The address of the page for setting up, or what a phone scans.</param>
/// <param name="Code">The code in it, as people read it.</param>
/// <param name="Fingerprint">SHA-256 of the server's certificate; null: no TLS.</param>
public sealed record FirstSteps(bool IsSetup, string Link, string Code, string? Fingerprint)
{
    /// <summary>Asks a server that has started.</summary>
    /// <param name="services">The server's.</param>
    /// <param name="isRead">Whether somebody reads what is said. A code that lets a phone in as the owner does not belong into a file.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>
    /// Null where it keeps no accounts of its own, or is set up and no phone can be paired from here: with a given certificate phones need the name that
    /// it is for, and find it on the page for pairing.
    /// </returns>
    public static async Task<FirstSteps?> Of(IServiceProvider services, bool isRead, CancellationToken cancellationToken)
    {
        var accounts = services.GetRequiredService<LocalAccounts>();
        if (!accounts.Options.IsOn)
            return null;

        var addresses = services.GetRequiredService<ServerAddresses>();
        var fingerprint = services.GetService<ServerCertificate>() is { IsOwn: true } own ? own.Fingerprint : null;
        if (await accounts.Owner(cancellationToken) is not { } owner)
            return new FirstSteps(true, new Uri(Reachable(addresses.Web), $"/setup?code={accounts.SetupCode}").AbsoluteUri, OneTimeCode.Show(accounts.SetupCode), fingerprint);
        if (fingerprint is null || !isRead)
            return null;

        var (code, _) = await accounts.CreatePairing(owner, cancellationToken);
        return new FirstSteps(false, PairingLink.Write(Reachable(addresses.Grpc), fingerprint, code), OneTimeCode.Show(code), fingerprint);
    }

    /// <summary>An address at which other machines reach what listens on all of this one's; any other address as it is.</summary>
    public static Uri Reachable(Uri address)
    {
        var isAny = IPAddress.TryParse(address.Host.Trim('[', ']'), out var host) && (host.Equals(IPAddress.Any) || host.Equals(IPAddress.IPv6Any));
        return isAny ? new UriBuilder(address) { Host = (LanAddresses.All().Append(IPAddress.Loopback).First()).ToString() }.Uri : address;
    }
}
