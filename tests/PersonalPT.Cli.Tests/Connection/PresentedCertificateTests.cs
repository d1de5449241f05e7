using System.Net;
using System.Net.Sockets;
using PersonalPT.Cli.Connection;

namespace PersonalPT.Cli.Tests.Connection;

[Collection(LocalServerCollection.Name)]
public sealed class PresentedCertificateTests(LocalServer server)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_servers_own_certificate_is_seen_and_not_trusted() =>
        Assert.Equal(new PresentedCertificate(server.Fingerprint, IsTrusted: false), await PresentedCertificate.LookAsync(new Uri(server.Address), Stop));

    [Fact]
    public async Task Where_nobody_is_or_nobody_who_speaks_TLS_there_is_none()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = new Uri($"https://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
        var looking = PresentedCertificate.LookAsync(address, Stop);
        using (var plain = await listener.AcceptSocketAsync(Stop))
            await plain.SendAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray(), Stop);
        Assert.Null(await looking);

        listener.Stop();
        Assert.Null(await PresentedCertificate.LookAsync(address, Stop));
    }
}
