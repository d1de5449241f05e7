using System.CommandLine;
using PersonalPT.Cli.Output;
using PersonalPT.Cli.Serving;
using PersonalPT.Server;

namespace PersonalPT.Cli.Commands;

/// <summary>A backup is made.</summary>
internal static class BackupCommand
{
    public static Command Create(CommandRunning running)
    {
        var file = new Argument<string>("FILE") { Description = "The backup; one file, a database by itself." };
        var storage = new StorageChoice(postgres: false);
        var force = new Option<bool>("--force") { Description = "Replace FILE where it is there already." };
        var command = new DocumentedCommand(
            "backup",
            "Writes a backup of a database file, also while a server runs on it.",
            "personalpt backup gym-monday.db",
            "personalpt backup /backup/gym.db --data /var/lib/personalpt/gym.db --force")
        {
            Details =
            [
                "It holds one moment of everything, and is checked before it gets its name. A PostgreSQL database is backed up with pg_dump:",
                "see docs/operations.md.",
            ],
        };
        command.Arguments.Add(file);
        storage.AddTo(command);
        command.Options.Add(force);
        running.Run(command, async (parse, output, cancellation) =>
        {
            var options = StorageChoice.Do(() => storage.Of(parse));
            var written = await StorageChoice.DoAsync(
                () => StorageUpkeep.BackUpAsync(options, parse.GetRequiredValue(file), parse.GetValue(force), cancellation));
            output.Say($"Wrote {written.File}: {written.Bytes} bytes, checked, tables at '{written.Version}'.");
            output.Emit(new BackupLine(written.File, written.Bytes, written.Version, options.DataFile), JsonLines.Default.BackupLine);
        });
        return command;
    }
}
