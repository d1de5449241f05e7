using System.Security.Cryptography.X509Certificates;
using PersonalPT.Server.Tests.House;

namespace PersonalPT.Server.Tests;

public sealed class ServerCertificateTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private ServerOptions Own => new() { Tls = true, KeyFolder = Path.Combine(_folder.Path, "keys") };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_certificate_of_its_own_is_made_once_and_stays_through_restarts()
    {
        using var first = ServerCertificate.Open(Own);
        using var again = ServerCertificate.Open(Own);

        Assert.True(first.IsOwn && first.Certificate.HasPrivateKey);
        Assert.Equal(first.Fingerprint, again.Fingerprint);
        Assert.Equal(64, first.Fingerprint.Length);
        Assert.True(first.Certificate.MatchesHostname("localhost") && first.Certificate.MatchesHostname("127.0.0.1"));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(Own.KeyFolder, "certificate.pfx")));
    }

    [Fact]
    public void A_given_certificate_is_taken_whatever_form_it_has()
    {
        using var own = ServerCertificate.Open(Own);
        using var key = own.Certificate.GetECDsaPrivateKey()!;
        var (pem, keyFile, pfx) = (In("server.pem"), In("server.key"), In("server.pfx"));
        File.WriteAllText(pem, own.Certificate.ExportCertificatePem());
        File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(In("both.pem"), own.Certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem());
        File.WriteAllBytes(pfx, own.Certificate.Export(X509ContentType.Pfx, "hush"));

        foreach (var options in new[]
        {
            Own with { CertificateFile = pem, CertificateKeyFile = keyFile }, Own with { CertificateFile = In("both.pem") }, Own with { CertificateFile = pfx, CertificatePassword = "hush" },
        })
        {
            using var given = ServerCertificate.Open(options);
            Assert.Equal((own.Fingerprint, false, true), (given.Fingerprint, given.IsOwn, given.Certificate.HasPrivateKey));
        }
    }

    [Fact]
    public void One_that_cannot_be_used_is_named_in_one_line()
    {
        File.WriteAllText(In("broken.pem"), "nothing");
        foreach (var options in new[] { Own with { CertificateFile = In("not-there.pfx") }, Own with { CertificateFile = In("broken.pem") } })
        {
            var error = Assert.Throws<ServerStartException>(() => ServerCertificate.Open(options));
            Assert.Contains(options.CertificateFile!, error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', error.Message);
        }
    }

    private string In(string file) => Path.Combine(_folder.Path, file);
}
