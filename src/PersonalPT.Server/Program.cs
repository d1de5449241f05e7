using PersonalPT.Server;
using PersonalPT.Server.Starting;
using PersonalPT.Storage;

try
{
    var configuration = new ConfigurationBuilder()
        .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true)
        .AddEnvironmentVariables()
        .AddCommandLine(args)
        .Build();
    await using var server = ServerHost.Build(
        ServerConfiguration.Read(configuration), builder => builder.Logging.AddConfiguration(configuration.GetSection("Logging")));
    await server.StartAsync();
    var addresses = (ServerAddresses)server.Services.GetService(typeof(ServerAddresses))!;
    var browsers = addresses.Browsers is { } address ? $", browsers at {address}" : "";
    Console.WriteLine($"PersonalPT serves phones and apps at {addresses.Grpc}{browsers} and health and metrics at {addresses.Web}.");
    if (await FirstSteps.Of(server.Services, isRead: !Console.IsOutputRedirected, CancellationToken.None) is { } steps)
        Console.WriteLine(steps.IsSetup ? $"It has no owner yet: set it up at {steps.Link}" : $"Pair a phone of the owner's by {steps.Link}");
    await server.WaitForShutdownAsync();
    return 0;
}
catch (Exception e) when (e is ServerStartException or StorageException)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
