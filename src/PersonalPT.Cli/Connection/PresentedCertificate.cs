using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;

namespace PersonalPT.Cli.Connection;

/// <summary>The certificate that a server shows to whoever asks. Nothing is sent to it.</summary>
/// <param name="Fingerprint">Its SHA-256, in small hexadecimal digits.</param>
/// <param name="IsTrusted">Whether this machine trusts it for this address.</param>
internal sealed record PresentedCertificate(string Fingerprint, bool IsTrusted)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    /// <summary>Looks at it.</summary>
    /// <returns>Null where nobody is there, or nobody who speaks TLS.</returns>
    public static async Task<PresentedCertificate?> LookAsync(Uri server, CancellationToken cancellationToken)
    {
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        giveUp.CancelAfter(s_patience);
        PresentedCertificate? seen = null;
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(server.DnsSafeHost, server.Port, giveUp.Token);
            await using var tls = new SslStream(client.GetStream());
            await tls.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = server.DnsSafeHost,
                    ApplicationProtocols = [SslApplicationProtocol.Http2],
                    RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
                    {
                        if (certificate is not null)
                            seen = new PresentedCertificate(Convert.ToHexStringLower(SHA256.HashData(certificate.GetRawCertData())), errors == SslPolicyErrors.None);
                        // It was only to be seen.
                        return false;
                    },
                },
                giveUp.Token);
        }
        catch (Exception e) when (e is AuthenticationException or IOException or SocketException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }

        return seen;
    }
}
