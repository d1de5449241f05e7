using System.CommandLine;
using PersonalPT.Cli.Connection;
using PersonalPT.Cli.Output;
using PersonalPT.Cli.Serving;
using PersonalPT.Server;

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
        var webPort = NumberOption.Create("--web-port", "Port for health and metrics (HTTP/1.1); 0: a free one.", 0, 65535, WebPort);
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
        var data = new Option<string?>("--data")
        {
            Description = "The database file; made where there is none. Default: personalpt/personalpt.db in your local application data.",
            HelpName = "FILE",
        };
        var otlp = new Option<Uri?>("--otlp")
        {
            Description = "Send traces and metrics there as well (OTLP).",
            HelpName = "URL",
            CustomParser = ServerConnection.ParseAddress,
        };
        var command = new DocumentedCommand(
            "serve",
            "Runs a server on this machine until Ctrl+C, which ends it in good order (exit code 0).",
            "personalpt serve",
            "personalpt serve --data /var/lib/personalpt/gym.db --port 7001 --web-port 7002",
            "personalpt serve --otlp http://localhost:4317")
        {
            port, webPort, browserPort, origins, data, otlp,
        };
        running.Run(command, (parse, output, cancellation) => RunAsync(
            new ServerOptions
            {
                GrpcPort = parse.GetValue(port),
                WebPort = parse.GetValue(webPort),
                BrowserPort = parse.GetValue(browserPort) ?? (parse.GetValue(port) == 0 ? 0 : BrowserPort),
                BrowserOrigins = parse.GetValue(origins) ?? [],
                OtlpEndpoint = parse.GetValue(otlp),
            },
            parse.GetValue(data),
            output,
            cancellation));
        return command;
    }

    private static async Task RunAsync(ServerOptions options, string? data, CommandOutput output, CancellationToken cancellationToken)
    {
        if (data is not null)
            options = options with { DataFile = Path.GetFullPath(data) };
        var isNew = !File.Exists(options.DataFile);
        await using var server = await StartAsync(options, cancellationToken);
        var browsers = Plain(server.Browsers!);
        output.Say($"PersonalPT serves phones and apps at {Plain(server.Grpc)}, browsers at {browsers} and health and metrics at {Plain(server.Web)}; data in {server.DataFile}{(isNew ? " (new)" : "")}.");
        output.Say($"Development sign-in: this machine only. Next, in another terminal:  personalpt models list{AddressOption(server.Grpc)}");
        output.Say("Ctrl+C ends it.");
        output.Emit(new ServingLine(Plain(server.Grpc), browsers, Plain(server.Web), server.DataFile), JsonLines.Default.ServingLine);
        await server.WaitForEndAsync(cancellationToken);
        output.Progress("Ended in good order.");
    }

    private static async Task<EmbeddedServer> StartAsync(ServerOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return await EmbeddedServer.StartAsync(options, cancellationToken);
        }
        catch (ServerStartException refused)
        {
            // The server names its own settings; here they are typed differently.
            var message = refused.Message
                .Replace(nameof(ServerOptions.GrpcPort), "--port", StringComparison.Ordinal)
                .Replace(nameof(ServerOptions.WebPort), "--web-port", StringComparison.Ordinal)
                .Replace(nameof(ServerOptions.BrowserPort), "--browser-port", StringComparison.Ordinal)
                .Replace(nameof(ServerOptions.BrowserOrigins), "--browser-origin", StringComparison.Ordinal);
            throw new CommandFailedException(message, refused);
        }
    }

    private static string Plain(Uri address) => address.ToString().TrimEnd('/');

    private static string AddressOption(Uri address) =>
        address == new Uri(ServerConnection.DefaultAddress) ? "" : $" --server {Plain(address)}";
}
