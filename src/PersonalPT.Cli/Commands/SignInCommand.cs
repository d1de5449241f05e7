using System.CommandLine;
using PersonalPT.Cli.Connection;
using PersonalPT.Cli.Output;
using PersonalPT.Cli.SignIns;
using PersonalPT.Client;

namespace PersonalPT.Cli.Commands;

/// <summary>Signs this machine's user in at a server that keeps accounts of its own.</summary>
internal static class SignInCommand
{
    private const string NoLocalAccounts = "NO_LOCAL_ACCOUNTS";

    public static Command Create(CommandRunning running)
    {
        var server = new Option<Uri?>("--server")
        {
            Description = "The server, as it says itself when it starts. Not needed with a link.",
            HelpName = "URL",
            CustomParser = ServerConnection.ParseAddress,
        };
        var fingerprint = CertificateFingerprint.CreateOption("SHA-256 of the server's certificate. Needed where this machine does not trust it and nobody can be asked.");
        var name = new Option<string?>("--name") { Description = "The account. Asked for where it is not given.", HelpName = "ACCOUNT" };
        var fromInput = new Option<bool>("--password-stdin") { Description = "Read the password from standard input, a line, instead of asking for it." };
        var pair = new Option<string?>("--pair")
        {
            Description = "Instead of a password: the code of the server's page /pair, or the link that its QR code holds. Good once.",
            HelpName = "CODE|LINK",
        };
        var command = new DocumentedCommand(
            "sign-in",
            "Signs in at a server that keeps accounts of its own ('serve --lan'). Commands with the same --server are signed in from then on.",
            "personalpt sign-in --server https://192.168.1.5:5005 --name olga",
            "personalpt sign-in --server https://192.168.1.5:5005 --pair 2345-6789-ABCD",
            "personalpt sign-in --pair \"personalpt://pair?server=https%3A%2F%2F192.168.1.5%3A5005&code=23456789ABCD\"",
            "personalpt sign-in --server https://gym.example:5005 --name olga --password-stdin      # in a script: the password comes through a pipe")
        {
            Details =
            [
                $"The sign-in is kept in the user's configuration folder, in the file sign-ins.json, which only the user can read; {SignInFolder.Variable} names",
                "another folder. It is renewed by itself, and good until 'personalpt sign-out', until it is signed out on the page /account, or until it",
                "was not used for 90 days.",
                "",
                "A certificate that this machine does not trust is shown, to be compared with what the server prints when it starts and its page /pair",
                "shows. From then on the server is known by it, and no other is taken without --fingerprint.",
                "",
                $"A server that trusts an OpenID Connect issuer takes the issuer's tokens: put one into {ServerConnection.TokenVariable}, which goes before what is kept here.",
                "Options of the development sign-in (--user, --role, --gym) go before both.",
            ],
        };
        command.Options.Add(server);
        command.Options.Add(fingerprint);
        command.Options.Add(name);
        command.Options.Add(fromInput);
        command.Options.Add(pair);
        command.Validators.Add(result =>
        {
            var link = result.GetValue(pair);
            if (link is not null && (result.GetValue(name) is not null || result.GetValue(fromInput)))
                result.AddError("--pair says who signs in; it does not go together with --name and --password-stdin.");
            if (link?.StartsWith("personalpt:", StringComparison.OrdinalIgnoreCase) == true && PairingOffer.Read(link) is null)
                result.AddError("--pair: this link is not whole; copy all of it, and put it in quotes.");
            else if (result.GetResult(server) is null && PairingOffer.Read(link) is null)
                result.AddError("Say which server, with --server URL.");
        });
        running.Run(command, (parse, output, cancellation) =>
        {
            var link = parse.GetValue(pair);
            var offer = PairingOffer.Read(link);
            var address = KeptSignIns.KeyOf(parse.GetValue(server) ?? offer!.Server);
            return RunAsync(
                address, parse.GetValue(fingerprint) ?? offer?.CertificateFingerprint,
                pinned => link is null
                    ? SignInAsync(address, pinned, parse.GetValue(name), parse.GetValue(fromInput), cancellation)
                    : DeviceSignIn.PairAsync(new PairingOffer(address, pinned, offer?.Code ?? link), Device, cancellation),
                output, cancellation);
        });
        return command;
    }

    // What its owner knows it by on the page /account.
    private static string Device => $"personalpt on {Environment.MachineName}";

    private static async Task RunAsync(
        Uri server, string? given, Func<string?, Task<DeviceSignIn>> signIn, CommandOutput output, CancellationToken cancellationToken)
    {
        ServerConnection.RequireSecrecy(server);
        var signIns = KeptSignIns.OfUser();
        var pinned = await CertificateAsync(server, given ?? signIns.Find(server)?.CertificateFingerprint, output, cancellationToken);
        var signedIn = await AskAsync(server, pinned, signIn);
        var before = await signIns.PutAsync(signedIn, cancellationToken);
        output.Say($"Signed in at {FailedCall.Named(server)} as {signedIn.UserId}, {signedIn.Role} of {signedIn.GymId}. Kept in {signIns.FileName}.");
        output.Emit(new SignedInLine(FailedCall.Named(server), signedIn.GymId, signedIn.UserId, signedIn.Role, pinned), JsonLines.Default.SignedInLine);
        if (before is not null)
            await ReplaceAsync(before, output, cancellationToken);
    }

    // By which certificate the server is known from now on; null: by one that this machine trusts.
    private static async Task<string?> CertificateAsync(Uri server, string? expected, CommandOutput output, CancellationToken cancellationToken)
    {
        var named = FailedCall.Named(server);
        if (server.Scheme != Uri.UriSchemeHttps)
        {
            return expected is null
                ? null
                : throw new CommandFailedException($"{named}: there is no certificate without TLS, so --fingerprint needs https://.");
        }

        if (await PresentedCertificate.LookAsync(server, cancellationToken) is not { } presented)
        {
            throw new CommandFailedException(
                await WrongAddress.FindAsync(server) is { } wrong ? $"{named}: {wrong}." : $"no server answers at {named}: see that it runs, and that this is its address for phones.");
        }

        if (expected is not null)
        {
            return CertificateFingerprint.AreSame(expected, presented.Fingerprint)
                ? presented.Fingerprint
                : throw CertificateFingerprint.Mismatch(named, expected, presented.Fingerprint);
        }

        if (presented.IsTrusted)
            return null;
        if (!Terminal.IsThere)
        {
            throw new CommandFailedException(
                $"{named}: this machine does not trust the server's certificate, whose SHA-256 is {presented.Fingerprint}. Compare it ({CertificateFingerprint.Where}); "
                + $"if it is the same, add --fingerprint {presented.Fingerprint}");
        }

        output.Progress($"This machine does not trust the certificate of {named}. Its SHA-256 is");
        output.Progress($"  {presented.Fingerprint}");
        output.Progress($"Compare it: {CertificateFingerprint.Where}.");
        return await new Terminal().ConfirmAsync("Is it the same?", cancellationToken)
            ? presented.Fingerprint
            : throw new CommandFailedException("not signed in: the server was not recognised.");
    }

    private static async Task<DeviceSignIn> SignInAsync(Uri server, string? pinned, string? name, bool fromInput, CancellationToken cancellationToken)
    {
        if (name is null && !Terminal.IsThere)
            throw new CommandFailedException("nobody can be asked here who signs in: give --name ACCOUNT.");
        if (!fromInput && !Terminal.IsThere)
            throw new CommandFailedException("nobody can be asked here for the password: give it by --password-stdin, or sign in by --pair CODE.");

        var who = name ?? await new Terminal().AskAsync("Account:", cancellationToken);
        var password = fromInput
            ? await Console.In.ReadLineAsync(cancellationToken)
            : await new Terminal().AskSecretAsync($"Password of {who}:", cancellationToken);
        return password is { Length: > 0 }
            ? await DeviceSignIn.SignInAsync(server, pinned, who, password, Device, cancellationToken)
            : throw new CommandFailedException("there is no password on standard input.");
    }

    private static async Task<DeviceSignIn> AskAsync(Uri server, string? pinned, Func<string?, Task<DeviceSignIn>> signIn)
    {
        try
        {
            return await signIn(pinned);
        }
        catch (PersonalPTException refused) when (refused.Reason == NoLocalAccounts)
        {
            throw new CommandFailedException(
                $"{FailedCall.Named(server)} keeps no accounts of its own, or was not set up yet. Where it trusts an issuer, put a token of that into {ServerConnection.TokenVariable}; "
                + "where it runs on this machine with the development sign-in, just say --user.",
                refused);
        }
        catch (PersonalPTException failure) when (FailedCall.MayBeNobodyThere(failure))
        {
            if (await FailedCall.ExplainAsync(server, pinned, failure) is { } explained)
                throw explained;
            throw;
        }
    }

    // Nobody holds its tokens any more; it would stay on the list of devices for months.
    private static async Task ReplaceAsync(DeviceSignIn before, CommandOutput output, CancellationToken cancellationToken)
    {
        try
        {
            await before.SignOutAsync(cancellationToken);
        }
        catch (PersonalPTException)
        {
            output.Progress($"The sign-in of {before.UserId} that was kept before could not be signed out; the page /account does it.");
        }
    }
}
