using System.CommandLine;
using PersonalPT.Cli.Connection;
using PersonalPT.Cli.Output;
using PersonalPT.Cli.Serving;
using PersonalPT.Server;
using PersonalPT.Server.Starting;

namespace PersonalPT.Cli.Commands;

/// <summary>A server on this machine.</summary>
internal static class ServeCommand
{
    private const int Port = 5005;
    private const int WebPort = 5006;
    private const int BrowserPort = 5007;

    public static Command Create(CommandRunning running)
    {
        var port = NumberOption.Create("--port", "Port for gRPC (HTTP/2 without TLS, this machine only); 0: a free one.", 0, 65535, Port);
        var webPort = NumberOption.Create("--web-port", "Port for pages, health and metrics (HTTP/1.1); 0: a free one.", 0, 65535, WebPort);
        var browserPort = new Option<int?>("--browser-port")
        {
            Description = "Port for browsers (gRPC-Web over HTTP/1.1); 0: a free one. Default: 5007, and a free one where --port is 0.",
            HelpName = "N",
        };
        browserPort.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.GetValueOrDefault<int?>() is < 0 or > 65535)
                result.AddError("--browser-port must be 0 to 65535.");
        });
        var origins = new Option<string[]>("--browser-origin")
        {
            Description = "An origin whose pages may call, such as https://gym.example; may be given several times. Pages of this machine always may.",
            HelpName = "ORIGIN",
        };
        var storage = new StorageChoice(postgres: true);
        var otlp = new Option<Uri?>("--otlp")
        {
            Description = "Send traces and metrics there as well (OTLP).",
            HelpName = "URL",
            CustomParser = ServerConnection.ParseAddress,
        };
        var lan = new Option<bool>("--lan")
        {
            Description = "Let the phones of this network in: on all addresses, with TLS, by local accounts unless --identity says otherwise.",
        };
        var identity = new Option<IdentityKind?>("--identity")
        {
            Description = "How callers say who they are: Development (this machine only; the default without --lan), Local (accounts of the server's own), OpenIdConnect.",
            HelpName = "KIND",
        };
        identity.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, Enum.GetNames<IdentityKind>());
        var certificate = new Option<string?>("--certificate")
        {
            Description = "The certificate, with its key: PFX or PEM. Default with --lan: one that the server makes once and keeps with its keys.",
            HelpName = "FILE",
        };
        var certificateKey = new Option<string?>("--certificate-key") { Description = "The key of a PEM certificate, where it is in another file.", HelpName = "FILE" };
        var command = new DocumentedCommand(
            "serve",
            "Runs a server on this machine until Ctrl+C, which ends it in good order (exit code 0).",
            "personalpt serve",
            "personalpt serve --data /var/lib/personalpt/gym.db --port 7001 --web-port 7002",
            "personalpt serve --postgres 'Host=db;Database=personalpt;Username=personalpt'",
            "personalpt serve --lan",
            "personalpt serve --otlp http://localhost:4317")
        {
            Details =
            [
                "A database file is made where there is none, and brought up to date. A PostgreSQL database is not: several servers may share",
                "it, so 'personalpt migrate' does that. The environment may hold what need not be typed: PERSONALPT__STORAGE=PostgreSql and",
                "PERSONALPT__CONNECTIONSTRING, or PERSONALPT__DATAFILE.",
                "",
                "With --lan the first start says where to set the gym up; later ones show a QR code by which a phone is paired.",
            ],
        };
        command.Options.Add(port);
        command.Options.Add(webPort);
        command.Options.Add(browserPort);
        command.Options.Add(origins);
        storage.AddTo(command);
        command.Options.Add(otlp);
        command.Options.Add(lan);
        command.Options.Add(identity);
        command.Options.Add(certificate);
        command.Options.Add(certificateKey);
        running.Run(command, (parse, output, cancellation) => RunAsync(
            () =>
            {
                var usual = storage.Of(parse);
                var isLan = parse.GetValue(lan);
                return usual with
                {
                    Host = isLan ? "0.0.0.0" : usual.Host,
                    Tls = isLan || usual.Tls || parse.GetValue(certificate) is not null,
                    Identity = parse.GetValue(identity) ?? (isLan && usual.Identity == IdentityKind.Development ? IdentityKind.Local : usual.Identity),
                    CertificateFile = parse.GetValue(certificate) is { } file ? Path.GetFullPath(file) : usual.CertificateFile,
                    CertificateKeyFile = parse.GetValue(certificateKey) is { } key ? Path.GetFullPath(key) : usual.CertificateKeyFile,
                    GrpcPort = parse.GetValue(port),
                    WebPort = parse.GetValue(webPort),
                    BrowserPort = parse.GetValue(browserPort) ?? (parse.GetValue(port) == 0 ? 0 : BrowserPort),
                    BrowserOrigins = parse.GetValue(origins) is { Length: > 0 } given ? given : usual.BrowserOrigins,
                    OtlpEndpoint = parse.GetValue(otlp) ?? usual.OtlpEndpoint,
                };
            },
            output,
            cancellation));
        return command;
    }

    private static async Task RunAsync(Func<ServerOptions> choose, CommandOutput output, CancellationToken cancellationToken)
    {
        var options = StorageChoice.Do(choose);
        var isNew = options.Storage == StorageKind.Sqlite && !File.Exists(options.DataFile);
        await using var server = await StorageChoice.DoAsync(() => EmbeddedServer.StartAsync(options, cancellationToken));
        var browsers = Plain(server.Browsers!);
        output.Say($"PersonalPT serves phones and apps at {Plain(server.Grpc)}, browsers at {browsers}, pages, health and metrics at {Plain(server.Web)}; data in {server.Data}{(isNew ? " (new)" : "")}.");
        if (options.Identity == IdentityKind.Development)
            output.Say($"Development sign-in: this machine only. Next, in another terminal:  personalpt models list{AddressOption(server.Grpc)}");
        if (await server.FirstStepsAsync(cancellationToken) is { } steps)
            Say(output, steps);
        else if (options.Identity == IdentityKind.Local)
            output.Say($"Phones are paired on the page /pair.{(server.Fingerprint is { } own ? $" The certificate's SHA-256 is {own}" : "")}");
        if (options.Identity == IdentityKind.Local)
            output.Say($"Then, from another terminal:  personalpt sign-in --server {Plain(server.Grpc)}");
        output.Say("Ctrl+C ends it.");
        output.Emit(new ServingLine(Plain(server.Grpc), browsers, Plain(server.Web), server.Data, server.Fingerprint), JsonLines.Default.ServingLine);
        await server.WaitForEndAsync(cancellationToken);
        output.Progress("Ended in good order.");
    }

    private static void Say(CommandOutput output, FirstSteps steps)
    {
        output.Say(steps.IsSetup
            ? $"This server has no owner yet. Set it up at {steps.Link}"
            : "Pair a phone of the owner's: scan this within ten minutes. Everybody else finds his own on the page /pair.");
        foreach (var line in QrText.Draw(steps.Link))
            output.Say(line);
        output.Say($"Code {steps.Code}{(steps.Fingerprint is { } fingerprint ? $"; the certificate's SHA-256 is {fingerprint}" : "")}");
    }

    private static string Plain(Uri address) => FirstSteps.Reachable(address).ToString().TrimEnd('/');

    private static string AddressOption(Uri address) =>
        address == new Uri(ServerConnection.DefaultAddress) ? "" : $" --server {Plain(address)}";
}
