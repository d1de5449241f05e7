using System.Globalization;
using PersonalPT.Cli.Connection;
using PersonalPT.Cli.Output;
using PersonalPT.Cli.Recordings;
using PersonalPT.Cli.Serving;
using PersonalPT.Counting;
using PersonalPT.Counting.Training;
using PersonalPT.Evaluation.DataSets;
using PersonalPT.Evaluation.OneShot;
using PersonalPT.Protocol.V1;
using Spectre.Console;

namespace PersonalPT.Cli.Demo;

/// <summary>
/// Real recordings through the whole path: one of them teaches, by its labels, all others of the exercise are streamed. What arrives is held against the
/// truth, and against what the library counts by itself on the same frames, with a model that it has learnt by itself.
/// </summary>
internal sealed class RecordedDemo(DataSet dataSet, string exercise, string demonstration, bool floats, double speed, CommandOutput output, TimeProvider time)
{
    // A live session's settings, not those for measuring whole recordings: the server counts with them.
    private static readonly CountingSettings s_asLive = new();

    /// <summary>Recordings that are streamed at once.</summary>
    private const int AtOnce = 8;

    public async Task RunAsync(EmbeddedServer server, CancellationToken cancellationToken)
    {
        var shown = Recording.Find(dataSet, demonstration, exercise);
        var videos = Recording.OfExercise(dataSet, exercise).Where(s => s != shown && s.Frames.Count > 0).ToArray();
        if (videos.Length == 0)
        {
            throw new CommandFailedException(
                $"the data set '{dataSet.Name}' has no other recording of {exercise} to count: add one, or choose another exercise.");
        }

        var labels = Recording.Labels(shown);
        await TeachAsync(server, shown, labels, cancellationToken);
        var model = OneShotTrainer.Train(shown.Frames, labels, ct: cancellationToken);
        output.Say($"Taught {exercise} from {shown.Name} ({labels.Reps.Count} labelled reps). {videos.Length} recordings are streamed, {AtOnce} at once.");

        var lines = new VideoLine[videos.Length];
        var done = 0;
        await Parallel.ForEachAsync(
            Enumerable.Range(0, videos.Length),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (i, cancellation) =>
            {
                var video = videos[i];
                var phone = new Phone(PlanOf(video), time);
                await using var client = server.Connect("athlete", video.Name);
                await phone.RunAsync(client, speed, cancellation);
                lines[i] = new VideoLine(video.Name, video.Count, RecordingCount.Of(model, video, s_asLive).Streamed, phone.Reps);
                output.Progress($"{Interlocked.Increment(ref done)} of {videos.Length}: {video.Name} true {video.Count}, streamed {phone.Reps}");
            });

        Summarise(lines);
    }

    private PhonePlan PlanOf(RecordedSequence video) => new()
    {
        Name = video.Name,
        ExerciseId = exercise,
        TrueReps = video.Count,
        FramesPerSecond = video.FramesPerSecond,
        Frames = video.Frames,
        Floats = floats,
    };

    /// <summary>The demonstration always travels as floats: so the only rounding is that of the frames that are counted.</summary>
    private async Task TeachAsync(
        EmbeddedServer server, RecordedSequence shown, DemonstrationLabels.RepSpans labels, CancellationToken cancellationToken)
    {
        await using var staff = server.Connect("staff", "staff");
        var known = await KnownExercises.OfAsync(staff, athlete: null, cancellationToken);
        if (known.All(e => e.ExerciseId != exercise))
        {
            var put = new PutExerciseRequest { ExerciseId = exercise, DisplayName = exercise.Replace('_', ' ') };
            await staff.Exercises.PutExerciseAsync(put, cancellationToken: cancellationToken);
        }

        var lesson = new Demonstration
        {
            Frames = WireFrames.Recorded(shown.Frames, shown.FramesPerSecond, "personalpt demo", floats: true),
            RepSpans = Teacher.Labels(labels.Reps, shown.Frames[0].CaptureMicros),
        };
        await Teacher.TeachAsync(staff, exercise, lesson, cancellationToken);
    }

    private void Summarise(VideoLine[] lines)
    {
        foreach (var line in lines)
            output.Emit(line, JsonLines.Default.VideoLine);

        var summary = new VideoSummaryLine(
            lines.Length,
            lines.Count(l => l.Streamed == l.Library),
            Obo(lines, l => l.Streamed),
            Mae(lines, l => l.Streamed),
            Obo(lines, l => l.Library),
            Mae(lines, l => l.Library),
            exercise,
            demonstration,
            floats);

        var table = new Table().Border(TableBorder.Rounded).AddColumns("recording", "true", "library", "streamed");
        foreach (var column in table.Columns.Skip(1))
            column.RightAligned();
        foreach (var line in lines)
            table.AddRow(new Text(line.Video), Number(line.True), Number(line.Library), Number(line.Streamed));
        output.Screen.Write(table);
        output.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"{summary.EqualToLibrary} of {summary.Videos} counted as the library counts them. Off by at most one: {summary.Obo:0.000} "
            + $"(library {summary.LibraryObo:0.000}); mean relative error {summary.Mae:0.000} (library {summary.LibraryMae:0.000})."));
        output.Emit(summary, JsonLines.Default.VideoSummaryLine);
    }

    private static Text Number(int value) => new(value.ToString(CultureInfo.InvariantCulture));

    private static double Obo(VideoLine[] lines, Func<VideoLine, int> counted) =>
        Math.Round(lines.Average(l => Math.Abs(counted(l) - l.True) <= 1 ? 1.0 : 0), 4);

    private static double Mae(VideoLine[] lines, Func<VideoLine, int> counted) =>
        Math.Round(lines.Average(l => (double)Math.Abs(counted(l) - l.True) / Math.Max(l.True, 1)), 4);
}
