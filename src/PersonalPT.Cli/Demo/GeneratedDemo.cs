using System.Globalization;
using PersonalPT.Cli.Connection;
using PersonalPT.Cli.Output;
using PersonalPT.Cli.Recordings;
using PersonalPT.Cli.Serving;
using PersonalPT.Counting.Models;
using PersonalPT.Protocol.V1;
using Spectre.Console;

namespace PersonalPT.Cli.Demo;

/// <summary>Generated athletes, known truth: one demonstration teaches each exercise, all athletes stream at once, counted is held against true.</summary>
internal sealed class GeneratedDemo(int athletes, double speed, ulong seed, CommandOutput output, TimeProvider time)
{
    private const double FramesPerSecond = 30;

    public async Task RunAsync(EmbeddedServer server, CancellationToken cancellationToken)
    {
        var models = await TeachAsync(server, cancellationToken);

        var phones = Cast.Plans(athletes, seed, speed, time.GetUtcNow())
            .Select(plan => new Phone(plan with { Model = models[plan.ExerciseId] }, time))
            .ToArray();
        output.Say($"{phones.Length} phones stream at once, {Pace(speed)}.");
        await new LiveBoard(phones, output, time).ShowWhileAsync(Task.WhenAll(phones.Select(Stream)));
        Summarise(phones);

        async Task Stream(Phone phone)
        {
            await using var client = server.Connect("athlete", phone.Plan.Name);
            await phone.RunAsync(client, speed, cancellationToken);
        }
    }

    private static string Pace(double speed) =>
        speed == 0 ? "as fast as it goes" : string.Create(CultureInfo.InvariantCulture, $"at {speed:0.##} times real time");

    /// <summary>
    /// The same without an end: the addresses of the boards are told, and the athletes train on until it is cancelled, each a session after the other; others
    /// take part in a group session meanwhile.
    /// </summary>
    public async Task ShowOnPagesAsync(EmbeddedServer server, CancellationToken cancellationToken)
    {
        var taught = await TeachAsync(server, cancellationToken);
        var group = new GroupDemo(server, [.. taught.Keys], seed, time);
        var planned = await group.PlanAsync(cancellationToken);
        var board = server.SignInAddress("staff", "staff", "/board");
        var groupBoard = server.SignInAddress("staff", "staff", $"/groups/{planned.GroupId}/board");
        var control = server.SignInAddress("staff", "staff", $"/groups/{planned.GroupId}/control");
        output.Say($"{athletes} athletes train. Open the live board, and press 'Sign in':  {board}");
        output.Say($"{GroupDemo.People} more do a group session.  Its board:  {groupBoard}");
        output.Say($"Staff's control of it:  {control}");
        output.Say("Ctrl+C ends it.");
        output.Emit(new WebDemoLine(board.ToString(), groupBoard.ToString(), control.ToString(), athletes), JsonLines.Default.WebDemoLine);
        try
        {
            await Task.WhenAll([.. Enumerable.Range(0, athletes).Select(TrainAsync), group.RunAsync(planned, cancellationToken)]);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            output.Progress("Ended.");
        }

        async Task TrainAsync(int place)
        {
            for (var round = 0UL; ; round++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var phone = new Phone(Cast.Plan(athletes, place, seed + (ulong)place + (round * (ulong)athletes), speed, time.GetUtcNow()), time);
                await using var client = server.Connect("athlete", phone.Plan.Name);
                await phone.RunAsync(client, speed, cancellationToken);
            }
        }
    }

    private async Task<IReadOnlyDictionary<string, ExerciseModel>> TeachAsync(EmbeddedServer server, CancellationToken cancellationToken)
    {
        await using var staff = server.Connect("staff", "staff");
        var known = (await KnownExercises.OfAsync(staff, athlete: null, cancellationToken)).Select(e => e.ExerciseId).ToHashSet(StringComparer.Ordinal);
        var models = new Dictionary<string, ExerciseModel>(StringComparer.Ordinal);
        foreach (var exercise in Cast.Exercises(athletes))
        {
            if (!known.Contains(exercise))
            {
                var put = new PutExerciseRequest { ExerciseId = exercise, DisplayName = exercise.Replace('_', ' ') };
                await staff.Exercises.PutExerciseAsync(put, cancellationToken: cancellationToken);
            }

            var film = Cast.Coach(exercise, seed);
            var demonstration = new Demonstration
            {
                Frames = WireFrames.Recorded(film.Frames, FramesPerSecond, "personalpt demo", floats: false),
                RepSpans = Teacher.Labels(film.Labels.Reps, film.Frames[0].CaptureMicros),
            };
            var version = await Teacher.TeachAsync(staff, exercise, demonstration, cancellationToken);
            models.Add(exercise, await Teacher.ModelOfAsync(staff, version, cancellationToken));
        }

        output.Say($"Taught {models.Count} exercises from one demonstration each: {string.Join(", ", models.Keys)}.");
        return models;
    }

    private void Summarise(Phone[] phones)
    {
        foreach (var phone in phones)
        {
            output.Emit(
                new DemoAthleteLine(phone.Plan.Name, phone.Plan.ExerciseId, phone.SessionId, phone.Plan.TrueReps, phone.Reps),
                JsonLines.Default.DemoAthleteLine);
        }

        var latencies = phones.SelectMany(p => p.LatenciesMs).ToArray();
        var summary = new DemoSummaryLine(
            phones.Length,
            phones.Count(p => p.Reps == p.Plan.TrueReps),
            phones.Sum(p => p.Plan.TrueReps),
            phones.Sum(p => p.Reps),
            new LatencyLine(Math.Round(Percentile.Of(latencies, .5), 1), Math.Round(Percentile.Of(latencies, .99), 1)));

        var table = new Table().Border(TableBorder.Rounded).AddColumns("athlete", "exercise", "counted", "true", "");
        table.Columns[2].RightAligned();
        table.Columns[3].RightAligned();
        foreach (var phone in phones)
        {
            var difference = phone.Reps - phone.Plan.TrueReps;
            table.AddRow(
                new Text(phone.Plan.Name),
                new Text(phone.Plan.ExerciseId),
                new Text(phone.Reps.ToString(CultureInfo.InvariantCulture)),
                new Text(phone.Plan.TrueReps.ToString(CultureInfo.InvariantCulture)),
                difference == 0
                    ? new Text("exact", new Style(Color.Green))
                    : new Text(difference.ToString("+0;-0", CultureInfo.InvariantCulture), new Style(Color.Red)));
        }

        output.Screen.Write(table);
        output.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"{summary.Exact} of {summary.Athletes} athletes counted exactly; {summary.Counted} reps counted of {summary.True}. From the frame that makes "
            + $"a rep to the rep at the phone: median {summary.EventLatencyMs.P50} ms, 99 % within {summary.EventLatencyMs.P99} ms."));
        output.Emit(summary, JsonLines.Default.DemoSummaryLine);
    }
}
