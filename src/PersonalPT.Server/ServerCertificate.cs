using System.Net;
using System.Net.NetworkInformation;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PersonalPT.Server;

/// <summary>The certificate by which the server is known. One of its own is made once and then stays, because phones know it by its fingerprint.</summary>
public sealed class ServerCertificate : IDisposable
{
    private const string FileName = "certificate.pfx";

    // Nobody's list of authorities has it, so what bounds it is how long a phone stays paired.
    private static readonly TimeSpan s_lasts = TimeSpan.FromDays(20 * 365);

    private ServerCertificate(X509Certificate2 certificate, bool isOwn)
    {
        (Certificate, IsOwn) = (certificate, isOwn);
        Fingerprint = Convert.ToHexStringLower(SHA256.HashData(certificate.RawData));
    }

    /// <summary>The certificate with its key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>Its SHA-256 in hexadecimal digits.</summary>
    public string Fingerprint { get; }

    /// <summary>Whether the server made it itself, so that browsers warn of it.</summary>
    public bool IsOwn { get; }

    /// <summary>Opens the one that the options name, or the server's own, which is made where it is not there.</summary>
    /// <exception cref="ServerStartException">It cannot be read, or has no key.</exception>
    public static ServerCertificate Open(ServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var file = options.CertificateFile ?? Path.Combine(options.KeyFolder, FileName);
        try
        {
            if (options.CertificateFile is null)
                return new ServerCertificate(File.Exists(file) ? X509CertificateLoader.LoadPkcs12FromFile(file, null) : Make(file, TimeProvider.System), isOwn: true);

            var certificate = Path.GetExtension(file).ToUpperInvariant() is ".PFX" or ".P12" ? X509CertificateLoader.LoadPkcs12FromFile(file, options.CertificatePassword)
                : options.CertificatePassword is { } password ? X509Certificate2.CreateFromEncryptedPemFile(file, password, options.CertificateKeyFile)
                : X509Certificate2.CreateFromPemFile(file, options.CertificateKeyFile);
            return certificate.HasPrivateKey ? new ServerCertificate(certificate, isOwn: false) : throw ServerStartException.BadCertificate(file, "it has no key");
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw ServerStartException.BadCertificate(file, e.Message.TrimEnd('.'), e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Certificate.Dispose();

    private static X509Certificate2 Make(string file, TimeProvider time)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var name = Environment.MachineName;
        var request = new CertificateRequest($"CN=PersonalPT on {new string([.. name.Where(char.IsLetterOrDigit)])}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        if (Uri.CheckHostName(name) == UriHostNameType.Dns)
        {
            names.AddDnsName(name);
            names.AddDnsName($"{name}.local");
        }

        foreach (var address in LanAddresses.All().Append(IPAddress.Loopback).Append(IPAddress.IPv6Loopback))
            names.AddIpAddress(address);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        var now = time.GetUtcNow();
        using var made = request.CreateSelfSigned(now - TimeSpan.FromDays(1), now + s_lasts);
        var content = made.Export(X509ContentType.Pfx);
        Keep(file, content);
        // What is on the disk counts, also where another server was quicker.
        return X509CertificateLoader.LoadPkcs12FromFile(file, null);
    }

    private static void Keep(string file, byte[] content)
    {
        var folder = Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var partial = Path.Combine(folder.FullName, $"{FileName}.{Guid.NewGuid():N}");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        // Nobody but the server's user reads the key.
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var stream = new FileStream(partial, options))
        {
            stream.Write(content);
            stream.Flush(flushToDisk: true);
        }

        try
        {
            File.Move(partial, file, overwrite: false);
        }
        catch (IOException) when (File.Exists(file))
        {
            File.Delete(partial);
        }
    }
}

/// <summary>Where other machines of the network reach this one.</summary>
internal static class LanAddresses
{
    /// <summary>All addresses of this machine's networks, those of IPv4 first.</summary>
    public static IReadOnlyList<IPAddress> All() =>
    [
        .. NetworkInterface.GetAllNetworkInterfaces()
            .Where(network => network.OperationalStatus == OperationalStatus.Up && network.NetworkInterfaceType != NetworkInterfaceType.Loopback)
            .SelectMany(network => network.GetIPProperties().UnicastAddresses).Select(unicast => unicast.Address)
            .Where(address => !address.IsIPv6LinkLocal && !IPAddress.IsLoopback(address))
            .OrderBy(address => address.AddressFamily).DistinctBy(address => address.ToString()),
    ];
}
