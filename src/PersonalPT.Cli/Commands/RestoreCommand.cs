using System.CommandLine;
using PersonalPT.Cli.Output;
using PersonalPT.Cli.Serving;
using PersonalPT.Server;

namespace PersonalPT.Cli.Commands;

/// <summary>A backup takes the place of a database.</summary>
internal static class RestoreCommand
{
    public static Command Create(CommandRunning running)
    {
        var file = new Argument<string>("FILE") { Description = "The backup, as 'personalpt backup' wrote it." };
        var storage = new StorageChoice(postgres: false);
        var force = new Option<bool>("--force") { Description = "Replace the database where there is one; what it holds is lost." };
        var command = new DocumentedCommand(
            "restore",
            "Puts a backup in the place of a database file that no server has.",
            "personalpt restore gym-monday.db",
            "personalpt restore /backup/gym.db --data /var/lib/personalpt/gym.db --force")
        {
            Details =
            [
                "A backup that is damaged, or was made by a newer version, is refused and the database left as it is. One of an older version is",
                "brought up to date by the next 'serve' or 'migrate'.",
            ],
        };
        command.Arguments.Add(file);
        storage.AddTo(command);
        command.Options.Add(force);
        running.Run(command, async (parse, output, cancellation) =>
        {
            var backup = Path.GetFullPath(parse.GetRequiredValue(file));
            var restored = await StorageChoice.DoAsync(
                () => StorageUpkeep.RestoreAsync(storage.Of(parse), backup, parse.GetValue(force), cancellation));
            output.Say($"Restored {restored.File} from {backup}: {restored.Bytes} bytes, checked, tables at '{restored.Version}'.");
            output.Emit(new BackupLine(restored.File, restored.Bytes, restored.Version, backup), JsonLines.Default.BackupLine);
        });
        return command;
    }
}
