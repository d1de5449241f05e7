using System.CommandLine;
using Microsoft.Extensions.Configuration;
using PersonalPT.Server;

namespace PersonalPT.Cli.Serving;

/// <summary>Where the data are: what was typed, else what the environment says of the server's options, else the usual file.</summary>
internal sealed class StorageChoice
{
    private readonly Option<string?> _data = new("--data")
    {
        Description = "The database file. Default: personalpt/personalpt.db in your local application data.",
        HelpName = "FILE",
    };

    private readonly Option<string?>? _postgres;

    /// <param name="postgres">Whether it may also be a PostgreSQL database.</param>
    public StorageChoice(bool postgres)
    {
        if (!postgres)
            return;

        _postgres = new Option<string?>("--postgres")
        {
            Description = "A PostgreSQL database instead, such as \"Host=db;Database=personalpt;Username=personalpt\"; its password may stand in PGPASSWORD.",
            HelpName = "CONNECTION",
        };
    }

    /// <summary>Lets the command take the options.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_data);
        if (_postgres is null)
            return;

        command.Options.Add(_postgres);
        command.Validators.Add(result =>
        {
            if (result.GetResult(_data) is not null && result.GetResult(_postgres) is not null)
                result.AddError("--data and --postgres exclude each other: the data are in one place.");
        });
    }

    /// <summary>The server's options with this storage.</summary>
    /// <exception cref="ServerStartException">What the environment says is wrong.</exception>
    public ServerOptions Of(ParseResult parse)
    {
        // With PERSONALPT__STORAGE and PERSONALPT__CONNECTIONSTRING no secret need stand where others can read it.
        var environment = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        var section = environment.GetSection(ServerConfiguration.Section);
        if (parse.GetValue(_data) is { } file)
        {
            section[nameof(ServerOptions.Storage)] = nameof(StorageKind.Sqlite);
            section[nameof(ServerOptions.DataFile)] = Path.GetFullPath(file);
            section[nameof(ServerOptions.ConnectionString)] = "";
        }
        else if (_postgres is not null && parse.GetValue(_postgres) is { } connection)
        {
            section[nameof(ServerOptions.Storage)] = nameof(StorageKind.PostgreSql);
            section[nameof(ServerOptions.ConnectionString)] = connection;
        }

        return ServerConfiguration.Read(environment);
    }

    /// <summary>Does something with a server's options; what is wrong with them is said in the words of the command line.</summary>
    /// <exception cref="CommandFailedException">They are wrong.</exception>
    public static T Do<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (ServerStartException refused)
        {
            throw new CommandFailedException(Translate(refused.Message), refused);
        }
    }

    /// <inheritdoc cref="Do{T}"/>
    public static async Task<T> DoAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (ServerStartException refused)
        {
            throw new CommandFailedException(Translate(refused.Message), refused);
        }
    }

    // The server names its own settings; here they are typed differently.
    private static string Translate(string message) => message
        .Replace(nameof(ServerOptions.GrpcPort), "--port", StringComparison.Ordinal)
        .Replace(nameof(ServerOptions.WebPort), "--web-port", StringComparison.Ordinal)
        .Replace(nameof(ServerOptions.BrowserPort), "--browser-port", StringComparison.Ordinal)
        .Replace(nameof(ServerOptions.BrowserOrigins), "--browser-origin", StringComparison.Ordinal)
        .Replace(nameof(ServerOptions.ConnectionString), "--postgres", StringComparison.Ordinal);
}
