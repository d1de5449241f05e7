using System.Globalization;

namespace PersonalPT.Server;

/// <summary>Reads <see cref="ServerOptions"/> from a configuration: <c>appsettings.json</c>, environment (<c>PERSONALPT__GrpcPort</c>), command line.</summary>
public static class ServerConfiguration
{
    /// <summary>The section that holds the options.</summary>
    public const string Section = "PersonalPT";

    /// <summary>Reads the options; what is not there keeps its default.</summary>
    /// <exception cref="ServerStartException">Something is wrong; the message names everything that is.</exception>
    public static ServerOptions Read(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var section = configuration.GetSection(Section);
        var errors = new List<string>();
        var defaults = new ServerOptions();
        var known = new[]
        {
            nameof(ServerOptions.Host), nameof(ServerOptions.GrpcPort), nameof(ServerOptions.WebPort), nameof(ServerOptions.BrowserPort),
            nameof(ServerOptions.BrowserOrigins), nameof(ServerOptions.Storage), nameof(ServerOptions.DataFile), nameof(ServerOptions.ConnectionString),
            nameof(ServerOptions.KeyFolder), nameof(ServerOptions.Cluster), nameof(ServerOptions.Identity), nameof(ServerOptions.OtlpEndpoint),
            nameof(ServerOptions.AuditRetentionDays), nameof(ServerOptions.RecordingRetentionDays), nameof(ServerOptions.PublicAddress), nameof(ServerOptions.Tls), nameof(ServerOptions.CertificateFile),
            nameof(ServerOptions.CertificateKeyFile), nameof(ServerOptions.CertificatePassword), IssuerConfiguration.Section, LimitsConfiguration.Section,
            nameof(ServerOptions.WebhooksToPrivateAddresses), nameof(ServerOptions.Proxies),
        };
        foreach (var child in section.GetChildren().Where(c => !known.Contains(c.Key, StringComparer.OrdinalIgnoreCase)))
            errors.Add($"there is no option '{child.Key}'; there are {string.Join(", ", known)}");

        var (limits, sessions) = LimitsConfiguration.Read(section.GetSection(LimitsConfiguration.Section), errors);
        var options = defaults with
        {
            Host = section[nameof(ServerOptions.Host)] ?? defaults.Host,
            GrpcPort = Number(nameof(ServerOptions.GrpcPort), defaults.GrpcPort),
            WebPort = Number(nameof(ServerOptions.WebPort), defaults.WebPort),
            BrowserPort = section[nameof(ServerOptions.BrowserPort)] is { Length: > 0 } ? Number(nameof(ServerOptions.BrowserPort), 0) : null,
            BrowserOrigins = List(nameof(ServerOptions.BrowserOrigins)),
            Storage = Choice(nameof(ServerOptions.Storage), defaults.Storage),
            DataFile = section[nameof(ServerOptions.DataFile)] ?? defaults.DataFile,
            ConnectionString = section[nameof(ServerOptions.ConnectionString)] ?? defaults.ConnectionString,
            KeyFolder = section[nameof(ServerOptions.KeyFolder)] is { Length: > 0 } folder ? folder : null,
            Cluster = Choice(nameof(ServerOptions.Cluster), defaults.Cluster),
            Identity = Choice(nameof(ServerOptions.Identity), defaults.Identity),
            AuditRetentionDays = Number(nameof(ServerOptions.AuditRetentionDays), defaults.AuditRetentionDays),
            OtlpEndpoint = Address(nameof(ServerOptions.OtlpEndpoint), "http://localhost:4317"),
            OpenIdConnect = IssuerConfiguration.Read(section.GetSection(IssuerConfiguration.Section), errors),
            PublicAddress = Address(nameof(ServerOptions.PublicAddress), "https://gym.example"),
            Proxies = List(nameof(ServerOptions.Proxies)),
            Tls = Switch(nameof(ServerOptions.Tls)),
            CertificateFile = Text(nameof(ServerOptions.CertificateFile)),
            CertificateKeyFile = Text(nameof(ServerOptions.CertificateKeyFile)),
            CertificatePassword = Text(nameof(ServerOptions.CertificatePassword)),
            RecordingRetentionDays = Number(nameof(ServerOptions.RecordingRetentionDays), defaults.RecordingRetentionDays),
            WebhooksToPrivateAddresses = Switch(nameof(ServerOptions.WebhooksToPrivateAddresses)),
            Api = defaults.Api with { Limits = limits },
            Sessions = sessions,
        };
        errors.AddRange(options.FindErrors());
        return errors.Count == 0 ? options : throw ServerStartException.BadOptions(errors);

        string? Text(string name) => section[name] is { Length: > 0 } text ? text : null;

        bool Switch(string name)
        {
            if (Text(name) is not { } text)
                return false;
            if (bool.TryParse(text, out var on))
                return on;
            errors.Add($"{name} must be true or false, not '{text}'");
            return false;
        }

        int Number(string name, int otherwise)
        {
            if (section[name] is not { Length: > 0 } text)
                return otherwise;
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                return number;
            errors.Add($"{name} must be a number, not '{text}'");
            return otherwise;
        }

        // One line with commas, as an environment variable has it, or a list.
        IReadOnlyList<string> List(string name)
        {
            var list = section.GetSection(name);
            const StringSplitOptions clean = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;
            var items = (list.Value?.Split(',', clean) ?? []).Concat(list.GetChildren().Select(c => c.Value ?? "")).ToArray();
            return items.Length > 0 ? items : [];
        }

        T Choice<T>(string name, T otherwise)
            where T : struct, Enum
        {
            if (section[name] is not { Length: > 0 } text)
                return otherwise;
            if (Enum.TryParse<T>(text, ignoreCase: true, out var choice) && Enum.IsDefined(choice) && !char.IsAsciiDigit(text[0]))
                return choice;
            errors.Add($"{name} must be {string.Join(" or ", Enum.GetNames<T>())}, not '{text}'");
            return otherwise;
        }

        Uri? Address(string name, string example)
        {
            if (section[name] is not { Length: > 0 } text)
                return null;
            if (Uri.TryCreate(text, UriKind.Absolute, out var address))
                return address;
            errors.Add($"{name} must be an address such as {example}, not '{text}'");
            return null;
        }
    }
}
