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

    public static Command Create(CommandRunning running)
    {
        var port = NumberOption.Create("--port", "Port for gRPC (HTTP/2 without TLS, this machine only); 0: a free one.", 0, 65535, Port);
        var webPort = NumberOption.Create("--web-port", "Port for health and metrics (HTTP/1.1); 0: a free one.", 0, 65535, WebPort);
        var storage = new StorageChoice(postgres: true);
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
            "personalpt serve --postgres 'Host=db;Database=personalpt;Username=personalpt'",
            "personalpt serve --otlp http://localhost:4317")
        {
            Details =
            [
                "A database file is made where there is none, and brought up to date. A PostgreSQL database is not: several servers may share",
                "it, so 'personalpt migrate' does that. The environment may hold what need not be typed: PERSONALPT__STORAGE=PostgreSql and",
                "PERSONALPT__CONNECTIONSTRING, or PERSONALPT__DATAFILE.",
            ],
        };
        command.Options.Add(port);
        command.Options.Add(webPort);
        storage.AddTo(command);
        command.Options.Add(otlp);
        running.Run(command, (parse, output, cancellation) => RunAsync(
            () => Options(storage.Of(parse), parse.GetValue(port), parse.GetValue(webPort), parse.GetValue(otlp)), output, cancellation));
        return command;
    }

    private static ServerOptions Options(ServerOptions usual, int port, int webPort, Uri? otlp) =>
        usual with { GrpcPort = port, WebPort = webPort, OtlpEndpoint = otlp ?? usual.OtlpEndpoint };

    private static async Task RunAsync(Func<ServerOptions> choose, CommandOutput output, CancellationToken cancellationToken)
    {
        var options = StorageChoice.Do(choose);
        var isNew = options.Storage == StorageKind.Sqlite && !File.Exists(options.DataFile);
        await using var server = await StorageChoice.DoAsync(() => EmbeddedServer.StartAsync(options, cancellationToken));
        output.Say($"PersonalPT serves phones and apps at {Plain(server.Grpc)} and health and metrics at {Plain(server.Web)}; data in {server.Data}{(isNew ? " (new)" : "")}.");
        output.Say($"Development sign-in: this machine only. Next, in another terminal:  personalpt models list{AddressOption(server.Grpc)}");
        output.Say("Ctrl+C ends it.");
        output.Emit(new ServingLine(Plain(server.Grpc), Plain(server.Web), server.Data), JsonLines.Default.ServingLine);
        await server.WaitForEndAsync(cancellationToken);
        output.Progress("Ended in good order.");
    }

    private static string Plain(Uri address) => address.ToString().TrimEnd('/');

    private static string AddressOption(Uri address) =>
        address == new Uri(ServerConnection.DefaultAddress) ? "" : $" --server {Plain(address)}";
}
