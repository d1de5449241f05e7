using Grpc.Core;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Client;

/// <summary>What a phone keeps of its sign-in, as secretly as it can.</summary>
/// <param name="Server">Where the server is.</param>
/// <param name="CertificateFingerprint">SHA-256 of its certificate; null: the certificate is checked as usual.</param>
/// <param name="AccessToken">Opens calls.</param>
/// <param name="ExpiresTimeUs">Until when, microseconds since the Unix epoch.</param>
/// <param name="RefreshToken">Gets new ones, once.</param>
public sealed record DeviceSignIn(Uri Server, string? CertificateFingerprint, string AccessToken, long ExpiresTimeUs, string RefreshToken)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    /// <summary>Whose it is.</summary>
    public string UserId { get; init; } = "";

    /// <summary>In which gym.</summary>
    public string GymId { get; init; } = "";

    /// <summary>What he is there, when the tokens were made: athlete, coach, staff or administrator.</summary>
    public string Role { get; init; } = "";

    /// <summary>How the server knows this device.</summary>
    public string DeviceId { get; init; } = "";

    /// <summary>Takes an offer up, once.</summary>
    /// <param name="offer">What was scanned.</param>
    /// <param name="deviceName">What the owner knows the device by; at most 60 characters.</param>
    /// <param name="ct">Gives up waiting.</param>
    /// <exception cref="PersonalPTException">The code is wrong, was used or has run out, or the server could not be reached.</exception>
    public static Task<DeviceSignIn> PairAsync(PairingOffer offer, string deviceName, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(offer);
        return AskAsync(
            offer.Server, offer.CertificateFingerprint,
            async calls => (await calls.PairAsync(new PairRequest { Code = offer.Code, DeviceName = deviceName }, cancellationToken: ct)).Tokens, ct);
    }

    /// <summary>Signs in by a password.</summary>
    /// <param name="server">Where the server is.</param>
    /// <param name="certificateFingerprint">SHA-256 of its certificate; null: the certificate is checked as usual.</param>
    /// <param name="userId">Who.</param>
    /// <param name="password">His password; not kept.</param>
    /// <param name="deviceName">What the owner knows the device by; at most 60 characters.</param>
    /// <param name="ct">Gives up waiting.</param>
    /// <exception cref="PersonalPTException">It is wrong, or the server could not be reached.</exception>
    public static Task<DeviceSignIn> SignInAsync(
        Uri server, string? certificateFingerprint, string userId, string password, string deviceName, CancellationToken ct = default) => AskAsync(
            server, certificateFingerprint,
            async calls => (await calls.SignInAsync(new SignInRequest { UserId = userId, Password = password, DeviceName = deviceName }, cancellationToken: ct)).Tokens, ct);

    /// <summary>Signs this device out at the server, at once; its tokens are good for nothing afterwards. One that is signed out already stays so.</summary>
    /// <param name="ct">Gives up waiting.</param>
    /// <exception cref="PersonalPTException">The server could not be reached: it still takes the tokens.</exception>
    public async Task SignOutAsync(CancellationToken ct = default)
    {
        try
        {
            // What was kept before devices had a name here.
            var device = DeviceId.Length > 0 ? this : await RenewAsync(ct);
            await using var client = new PersonalPTClient(new PersonalPTClientOptions
            {
                Address = Server,
                Credential = ClientCredential.Device(device, (_, _) => ValueTask.CompletedTask),
                CertificateFingerprint = CertificateFingerprint,
            });
            await client.Accounts.RevokeDeviceAsync(new RevokeDeviceRequest { DeviceId = device.DeviceId }, deadline: Deadline, cancellationToken: ct);
        }
        catch (RpcException error)
        {
            ct.ThrowIfCancellationRequested();
            if (error.StatusCode != StatusCode.Unauthenticated)
                throw PersonalPTException.From(error);
        }
        catch (PersonalPTException error) when (error.Kind == PersonalPTErrorKind.Unauthenticated)
        {
            // Renewing said so.
        }
    }

    /// <summary>Gets new tokens.</summary>
    /// <exception cref="PersonalPTException">The device was signed out, or the server could not be reached.</exception>
    internal Task<DeviceSignIn> RenewAsync(CancellationToken ct) => AskAsync(
        Server, CertificateFingerprint,
        async calls => (await calls.RenewTokensAsync(new RenewTokensRequest { RefreshToken = RefreshToken }, deadline: Deadline, cancellationToken: ct)).Tokens, ct);

    /// <summary>Whose: the rest is not to be printed.</summary>
    public override string ToString() => $"{UserId} at {Server}";

    // Others may be waiting for what this one holds meanwhile.
    private static DateTime Deadline => TimeProvider.System.GetUtcNow().UtcDateTime + s_patience;

    private static async Task<DeviceSignIn> AskAsync(
        Uri server, string? fingerprint, Func<AccountService.AccountServiceClient, Task<Tokens>> ask, CancellationToken ct)
    {
        if (server.Scheme == Uri.UriSchemeHttp && !server.IsLoopback)
            throw new ArgumentException($"A secret must not travel unencrypted: use https instead of '{server}'.", nameof(server));

        await using var client = new PersonalPTClient(new PersonalPTClientOptions { Address = server, Credential = ClientCredential.None, CertificateFingerprint = fingerprint });
        try
        {
            var tokens = await ask(client.Accounts);
            return new DeviceSignIn(server, fingerprint, tokens.AccessToken, tokens.ExpiresTimeUs, tokens.RefreshToken)
            {
                UserId = tokens.UserId,
                GymId = tokens.GymId,
                Role = tokens.Role,
                DeviceId = tokens.DeviceId,
            };
        }
        catch (RpcException error)
        {
            ct.ThrowIfCancellationRequested();
            throw PersonalPTException.From(error);
        }
    }
}
