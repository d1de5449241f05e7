using System.CommandLine;
using System.CommandLine.Parsing;
using Grpc.Core;
using PersonalPT.Cli.SignIns;
using PersonalPT.Client;

namespace PersonalPT.Cli.Connection;

/// <summary>The options of every command that talks to a running server, and the client that they describe.</summary>
internal sealed class ServerConnection
{
    public const string DefaultAddress = "http://localhost:5005";
    public const string DefaultGym = "demo";

    /// <summary>Holds a token of the server's issuer, for people who have one and for scripts.</summary>
    public const string TokenVariable = "PERSONALPT_TOKEN";

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

    private readonly Option<string?> _fingerprint = CertificateFingerprint.CreateOption(
        "SHA-256 of the server's certificate, where this machine does not trust it. Default: what the sign-in keeps.");

    private readonly Option<string> _role;
    private readonly Option<string> _user;

    /// <param name="role">Who usually does this.</param>
    /// <param name="user">Their usual name.</param>
    public ServerConnection(string role, string user)
    {
        _role = new Option<string>("--role") { Description = "Sign in as this, by the development sign-in.", DefaultValueFactory = _ => role };
        _role.AcceptOnlyFromAmong(Roles);
        _user = new Option<string>("--user")
        {
            Description = "Sign in under this name, by the development sign-in.",
            HelpName = "ID",
            DefaultValueFactory = _ => user,
        };
    }

    /// <summary>Lets the command take the options, and its help say who is signed in.</summary>
    public void AddTo(DocumentedCommand command)
    {
        command.Options.Add(_server);
        command.Options.Add(_fingerprint);
        command.Options.Add(_gym);
        command.Options.Add(_role);
        command.Options.Add(_user);
        command.Details =
        [
            .. command.Details,
            "Who signs in: with --user, --role or --gym the development sign-in, which a server takes from its own machine; else the token in",
            $"{TokenVariable}; else what 'personalpt sign-in' keeps for this --server; else the development sign-in under the usual names.",
        ];
    }

    /// <summary>The name that is signed in; null where only the server can tell.</summary>
    public string? UserOf(ParseResult parse) => AdmissionOf(parse).User;

    /// <summary>Where the server is.</summary>
    public Uri AddressOf(ParseResult parse) => parse.GetRequiredValue(_server);

    /// <summary>Does something at the server.</summary>
    /// <exception cref="CommandFailedException">No server answers, or not to this caller.</exception>
    public async Task UseAsync(ParseResult parse, Func<PersonalPTClient, Task> work)
    {
        var address = AddressOf(parse);
        var admission = AdmissionOf(parse);
        await using var client = new PersonalPTClient(new PersonalPTClientOptions
        {
            Address = address,
            Credential = admission.Credential,
            CertificateFingerprint = admission.CertificateFingerprint,
        });
        try
        {
            await work(client);
        }
        catch (Exception failure) when (FailedCall.Own(failure) is { } own)
        {
            throw new CommandFailedException(own.Message, failure);
        }
        catch (Exception failure) when (FailedCall.StatusOf(failure) == StatusCode.Unauthenticated)
        {
            throw new CommandFailedException($"{FailedCall.Named(address)} {admission.Refused(Failure.Describe(failure))}", failure);
        }
        catch (Exception failure) when (FailedCall.MayBeNobodyThere(failure))
        {
            if (await FailedCall.ExplainAsync(address, admission.CertificateFingerprint, failure) is { } explained)
                throw explained;
            throw;
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

    /// <summary>Refuses an address at which a secret would travel for everybody to read.</summary>
    /// <exception cref="CommandFailedException">It is another machine's, without TLS.</exception>
    public static void RequireSecrecy(Uri server)
    {
        if (server.Scheme == Uri.UriSchemeHttp && !server.IsLoopback)
            throw new CommandFailedException($"{FailedCall.Named(server)}: passwords and tokens must not travel unencrypted; use https://.");
    }

    private Admission AdmissionOf(ParseResult parse)
    {
        var address = AddressOf(parse);
        var fingerprint = parse.GetValue(_fingerprint);
        if (fingerprint is not null && address.Scheme != Uri.UriSchemeHttps)
            throw new CommandFailedException($"{FailedCall.Named(address)}: there is no certificate without TLS, so --fingerprint needs https://.");

        var signIn = $"personalpt sign-in --server {FailedCall.Named(address)}";
        if (new Option[] { _gym, _role, _user }.Any(option => parse.GetResult(option) is { Implicit: false }))
            return Development(parse, fingerprint ?? KeptSignIns.OfUser().Find(address)?.CertificateFingerprint, $"leave out --user, --role and --gym to come by what is kept of a sign-in, or sign in first: {signIn}");

        var signIns = KeptSignIns.OfUser();
        var kept = signIns.Find(address);
        fingerprint ??= kept?.CertificateFingerprint;
        if (Environment.GetEnvironmentVariable(TokenVariable) is { Length: > 0 } token)
        {
            RequireSecrecy(address);
            return new Admission(
                ClientCredential.Bearer(_ => ValueTask.FromResult(token)), fingerprint, null, why => $"does not accept the token in {TokenVariable}: {why}");
        }

        return kept is null
            ? Development(parse, fingerprint, $"sign in first: {signIn}  (or give a token of its issuer in {TokenVariable})")
            : new Admission(
                ClientCredential.Device(kept, signIns.Share(address)), fingerprint, kept.UserId, _ => $"does not accept the sign-in of {kept.UserId} any more; sign in again: {signIn}");
    }

    private Admission Development(ParseResult parse, string? fingerprint, string advice)
    {
        var (gym, role, user) = (parse.GetRequiredValue(_gym), parse.GetRequiredValue(_role), parse.GetRequiredValue(_user));
        return new Admission(ClientCredential.Development(gym, role, user), fingerprint, user, _ => $"does not accept the development sign-in; {advice}");
    }
}
