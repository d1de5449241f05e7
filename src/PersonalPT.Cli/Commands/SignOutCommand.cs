using System.CommandLine;
using PersonalPT.Cli.Connection;
using PersonalPT.Cli.Output;
using PersonalPT.Cli.SignIns;
using PersonalPT.Client;

namespace PersonalPT.Cli.Commands;

/// <summary>Ends what 'sign-in' began.</summary>
internal static class SignOutCommand
{
    public static Command Create(CommandRunning running)
    {
        var server = new Option<Uri?>("--server")
        {
            Description = "Where. Default: the only server at which somebody is signed in.",
            HelpName = "URL",
            CustomParser = ServerConnection.ParseAddress,
        };
        var command = new DocumentedCommand(
            "sign-out",
            "Signs this machine out at a server and forgets the sign-in, also where the server does not answer.",
            "personalpt sign-out",
            "personalpt sign-out --server https://192.168.1.5:5005");
        command.Options.Add(server);
        running.Run(command, (parse, output, cancellation) => RunAsync(parse.GetValue(server), output, cancellation));
        return command;
    }

    private static async Task RunAsync(Uri? server, CommandOutput output, CancellationToken cancellationToken)
    {
        var signIns = KeptSignIns.OfUser();
        var address = server ?? Only(signIns);
        string? failed = null;
        var forgotten = await signIns.ForgetAsync(
            address,
            async kept =>
            {
                try
                {
                    await kept.SignOutAsync(cancellationToken);
                }
                catch (PersonalPTException failure)
                {
                    failed = failure.Message.TrimEnd('.');
                }
            },
            cancellationToken)
            ?? throw new CommandFailedException($"nobody is signed in at {FailedCall.Named(address)}.");
        output.Say(failed is null
            ? $"Signed out at {FailedCall.Named(address)}: the sign-in of {forgotten.UserId} is revoked there and forgotten here."
            : $"Forgotten here; but {FailedCall.Named(address)} could not be told to revoke the sign-in of {forgotten.UserId} ({failed}): do that on its page /account.");
        output.Emit(new SignedOutLine(FailedCall.Named(address), forgotten.UserId, failed is null), JsonLines.Default.SignedOutLine);
    }

    private static Uri Only(KeptSignIns signIns) => signIns.List() switch
    {
        [var only] => only.Server,
        [] => throw new CommandFailedException("nobody is signed in anywhere."),
        var several => throw new CommandFailedException(
            $"somebody is signed in at {string.Join(" and ", several.Select(kept => FailedCall.Named(kept.Server)))}: say where, with --server URL."),
    };
}
