using System.CommandLine;
using PersonalPT.Cli.Output;
using PersonalPT.Cli.Serving;
using PersonalPT.Server;

namespace PersonalPT.Cli.Commands;

/// <summary>A database is brought up to date.</summary>
internal static class MigrateCommand
{
    public static Command Create(CommandRunning running)
    {
        var storage = new StorageChoice(postgres: true);
        var command = new DocumentedCommand(
            "migrate",
            "Brings a database's tables up to date with this version.",
            "personalpt migrate --postgres 'Host=db;Database=personalpt;Username=personalpt'   # before the servers of a new version start",
            "personalpt migrate --data gym.db                      # a file; 'serve' does the same by itself")
        {
            Details =
            [
                "Nothing happens to a database that is up to date, and a newer one is refused. Two at once wait for each other.",
                "Where nothing is typed, PERSONALPT__STORAGE, PERSONALPT__CONNECTIONSTRING and PERSONALPT__DATAFILE count.",
            ],
        };
        storage.AddTo(command);
        running.Run(command, async (parse, output, cancellation) =>
        {
            var change = await StorageChoice.DoAsync(() => StorageUpkeep.MigrateAsync(storage.Of(parse), cancellation));
            output.Say(change.From == change.To
                ? $"Nothing to do: {change.Place} is at '{change.To}', as this version needs it."
                : change.From is null
                    ? $"Made the tables of {change.Place}: from nothing to '{change.To}'."
                    : $"Migrated {change.Place} from '{change.From}' to '{change.To}'.");
            output.Emit(new MigrationLine(change.Place, change.From, change.To, change.From != change.To), JsonLines.Default.MigrationLine);
        });
        return command;
    }
}
