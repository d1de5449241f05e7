using System.CommandLine;
using System.CommandLine.Parsing;
using Grpc.Core;
using PersonalPT.Client;

namespace PersonalPT.Cli.Connection;

/// <summary>The options of every command that talks to a running server, and the client that they describe.</summary>
internal sealed class ServerConnection
{
    public const string DefaultAddress = "http://localhost:5005";
    public const string DefaultGym = "demo";

    private static readonly string[] Roles = ["athlete", "coach", "staff", "administrator"];

    private readonly Option<Uri> _server = new("--server")
    {
        Description = "The server.",
        HelpName = "URL",
        DefaultValueFactory = _ => new Uri(DefaultAddress),
        CustomParser = ParseAddress,
    };

    private readonly Option<string> _gym = new("--gym")
    {
        Description = "The gym, for the development sign-in.",
        HelpName = "ID",
        DefaultValueFactory = _ => DefaultGym,
    };

    private readonly Option<string> _role;
    private readonly Option<string> _user;

    /// <param name="role">Who usually does this.</param>
    /// <param name="user">Their usual name.</param>
    public ServerConnection(string role, string user)
    {
        _role = new Option<string>("--role") { Description = "Sign in as this.", DefaultValueFactory = _ => role };
        _role.AcceptOnlyFromAmong(Roles);
        _user = new Option<string>("--user") { Description = "Sign in under this name.", HelpName = "ID", DefaultValueFactory = _ => user };
    }

    /// <summary>Lets the command take the options.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_server);
        command.Options.Add(_gym);
        command.Options.Add(_role);
        command.Options.Add(_user);
    }

    /// <summary>The name that is signed in.</summary>
    public string UserOf(ParseResult parse) => parse.GetRequiredValue(_user);

    /// <summary>Where the server is.</summary>
    public Uri AddressOf(ParseResult parse) => parse.GetRequiredValue(_server);

    /// <summary>Does something at the server.</summary>
    /// <exception cref="CommandFailedException">No server answers.</exception>
    public async Task UseAsync(ParseResult parse, Func<PersonalPTClient, Task> work)
    {
        var address = parse.GetRequiredValue(_server);
        await using var client = new PersonalPTClient(new PersonalPTClientOptions
        {
            Address = address,
            Credential = ClientCredential.Development(parse.GetRequiredValue(_gym), parse.GetRequiredValue(_role), parse.GetRequiredValue(_user)),
        });
        try
        {
            await work(client);
        }
        catch (Exception failure) when (StatusOf(failure) is StatusCode.Unavailable or StatusCode.Internal or StatusCode.Unknown)
        {
            var named = address.ToString().TrimEnd('/');
            if (await WrongAddress.FindAsync(address) is { } wrong)
                throw new CommandFailedException($"{named}: {wrong}.", failure);
            if (StatusOf(failure) != StatusCode.Unavailable)
                throw;
            throw new CommandFailedException($"no server answers at {named}: start one with 'personalpt serve', or name another with --server URL.", failure);
        }
    }

    /// <summary>Reads the address of a server as somebody typed it.</summary>
    public static Uri? ParseAddress(ArgumentResult result)
    {
        var text = result.Tokens.Single().Value;
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
            return address;
        result.AddError($"'{text}' is not the address of a server: write it like {DefaultAddress}.");
        return null;
    }

    private static StatusCode? StatusOf(Exception failure) => ((failure as RpcException) ?? (failure.InnerException as RpcException))?.StatusCode;
}
