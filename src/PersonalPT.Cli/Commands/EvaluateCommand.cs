using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using PersonalPT.Cli.Output;
using PersonalPT.Counting;
using PersonalPT.Evaluation.DataSets;
using PersonalPT.Evaluation.OneShot;
using Spectre.Console;

namespace PersonalPT.Cli.Commands;

/// <summary>How well the counter counts labelled recordings; no server is needed.</summary>
internal static class EvaluateCommand
{
    private const string ByReps = "reps";
    private const string ByNumber = "number";
    private const string ByNothing = "nothing";

    public static Command Create(CommandRunning running)
    {
        var dataSet = new Argument<string>("DATASET") { Description = "A folder with sequences.csv and poses/NAME.npy." };
        var tests = new Option<string?>("--tests")
        {
            Description = "Count the recordings of this data set instead; DATASET only teaches.",
            HelpName = "DATASET",
        };
        var pairs = new Option<string?>("--pairs") { Description = "Write the count of every pair to a CSV file.", HelpName = "FILE" };
        var taughtBy = new Option<string>("--taught-by")
        {
            Description = "What a demonstration is labelled with: each rep, the number of reps, or nothing.",
            DefaultValueFactory = _ => ByReps,
        };
        taughtBy.AcceptOnlyFromAmong(ByReps, ByNumber, ByNothing);

        var splitSets = new Option<bool>("--split-sets")
        {
            Description = "Let the counter end sets by itself, as in a live session, and add them up; without it a recording is one set.",
        };

        var command = new DocumentedCommand(
            "evaluate",
            "Measures how well the counter counts labelled recordings, one-shot across people.",
            "personalpt evaluate ../shared/data/repcount-pose",
            "personalpt evaluate ../shared/data/repcount-pose --pairs pairs.csv --json | tail -n 1",
            "personalpt evaluate ../shared/data/repcount-pose --tests ./mine")
        {
            Details =
            [
                "Protocol P1: every usable recording of an exercise (two usable labelled reps) is the one demonstration, all other recordings of that exercise",
                "are counted as one set each (but see --split-sets); mean over demonstrations, exercises weighted by their recordings. obo: share with |counted - true| <= 1;",
                "mae: mean of |counted - true| / true; exact: share with counted = true. As streamed is what an athlete sees; final is the count by the",
                "evidence of the whole recording. The last line of --json has the keys obo, mae, exact (as streamed), obo_final, mae_final and pairs.",
            ],
        };
        command.Arguments.Add(dataSet);
        foreach (var option in new Option[] { tests, pairs, taughtBy, splitSets })
            command.Options.Add(option);
        running.Run(command, (parse, output, cancellation) => Task.Run(
            () => Run(
                parse.GetRequiredValue(dataSet), parse.GetValue(tests), parse.GetValue(pairs), parse.GetRequiredValue(taughtBy),
                new CountingSettings { SplitSets = parse.GetValue(splitSets) }, output, cancellation),
            cancellation));
        return command;
    }

    private static void Run(
        string dataSet, string? tests, string? pairs, string taughtBy, CountingSettings settings, CommandOutput output,
        CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        // Before the work: nobody should wait for it and then not get it.
        if (pairs is not null && Path.GetDirectoryName(Path.GetFullPath(pairs)) is { } folder && !Directory.Exists(folder))
            throw new CommandFailedException($"{folder}: there is no such folder to write {Path.GetFileName(pairs)} to; make it, or choose another.");

        var demonstrations = DataSet.Load(dataSet, cancellationToken);
        var counted = tests is null ? null : DataSet.Load(tests, cancellationToken);
        var teaching = taughtBy switch
        {
            ByNumber => Teaching.RepCount,
            ByNothing => Teaching.Unlabelled,
            _ => Teaching.RepSpans,
        };
        var report = WithProgress(output, progress => OneShotAcrossPeople.Run(demonstrations, counted, teaching, settings, progress, cancellationToken));
        if (pairs is not null)
            Write(pairs, report.Pairs);
        Show(report, Stopwatch.GetElapsedTime(started), output);
    }

    private static OneShotReport WithProgress(CommandOutput output, Func<IProgress<OneShotProgress>, OneShotReport> work)
    {
        if (!output.Interactive)
            return work(new ProgressLines(output));
        return output.Screen.Progress().AutoClear(true).Start(screen =>
        {
            var task = screen.AddTask("demonstrations");
            return work(new ProgressBar(task));
        });
    }

    private static void Write(string file, IReadOnlyList<PairResult> pairs)
    {
        try
        {
            PairResult.WriteCsv(file, pairs);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException($"{file}: cannot be written ({e.Message.TrimEnd('.')}); choose another file or folder.", e);
        }
    }

    private static void Show(OneShotReport report, TimeSpan took, CommandOutput output)
    {
        var table = new Table().Border(TableBorder.Rounded)
            .AddColumns("exercise", "videos", "demonstrations", "OBO", "MAE", "exact", "OBO final", "MAE final");
        foreach (var column in table.Columns.Skip(1))
            column.RightAligned();
        foreach (var row in report.Exercises.Append(report.Total))
        {
            table.AddRow(
                row.Exercise,
                row.Videos.ToString(CultureInfo.InvariantCulture),
                row.Demonstrations.ToString(CultureInfo.InvariantCulture),
                Share(row.Streamed.Obo),
                Share(row.Streamed.Mae),
                Share(row.Streamed.Exact),
                Share(row.Final.Obo),
                Share(row.Final.Mae));
        }

        output.Screen.Write(table);
        foreach (var refused in report.Refused)
            output.Say($"{refused.Name} ({refused.Exercise}) teaches nothing: {refused.Reason}");
        output.Say(string.Create(
            CultureInfo.InvariantCulture, $"{report.Pairs.Count} pairs in {took.TotalSeconds:0.0} s. OBO, MAE and exact are as streamed."));

        foreach (var row in report.Exercises)
        {
            output.Emit(
                new ExerciseScoreLine(
                    row.Exercise,
                    row.Videos,
                    row.Demonstrations,
                    report.Pairs.Count(p => p.Exercise == row.Exercise),
                    Round(row.Streamed.Obo),
                    Round(row.Streamed.Mae),
                    Round(row.Final.Obo),
                    Round(row.Final.Mae),
                    Round(row.Streamed.Exact)),
                JsonLines.Default.ExerciseScoreLine);
        }

        var total = report.Total;
        output.Emit(
            new EvaluationLine(
                Round(total.Streamed.Obo),
                Round(total.Streamed.Mae),
                Round(total.Final.Obo),
                Round(total.Final.Mae),
                Round(total.Streamed.Exact),
                report.Pairs.Count,
                total.Videos,
                Math.Round(took.TotalSeconds, 1)),
            JsonLines.Default.EvaluationLine);
    }

    private static string Share(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);

    private static double Round(double value) => Math.Round(value, 4);

    private sealed class ProgressBar(ProgressTask task) : IProgress<OneShotProgress>
    {
        public void Report(OneShotProgress value)
        {
            task.MaxValue = value.Total;
            task.Increment(1);
        }
    }

    private sealed class ProgressLines(CommandOutput output) : IProgress<OneShotProgress>
    {
        private const int Lines = 10;

        public void Report(OneShotProgress value)
        {
            if (value.Done * Lines / value.Total > (value.Done - 1) * Lines / value.Total)
                output.Progress($"{value.Done} of {value.Total} demonstrations");
        }
    }
}
