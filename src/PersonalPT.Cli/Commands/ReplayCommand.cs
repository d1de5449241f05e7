using System.CommandLine;
using System.Globalization;
using PersonalPT.Cli.Connection;
using PersonalPT.Cli.Demo;
using PersonalPT.Cli.Output;
using PersonalPT.Cli.Recordings;
using PersonalPT.Client;
using PersonalPT.Evaluation.DataSets;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Cli.Commands;

/// <summary>Streams a recording to a running server as if an athlete did it now.</summary>
internal static class ReplayCommand
{
    private static readonly TimeSpan StatusEvery = TimeSpan.FromMilliseconds(100);

    public static Command Create(CommandRunning running)
    {
        var connection = new ServerConnection("athlete", "athlete");
        var recording = new RecordingOptions();
        var athlete = new Option<string?>("--athlete") { Description = "Whose session it is. Default: the user who signs in.", HelpName = "ID" };
        var speed = NumberOption.Create("--speed", "Times real time; 0: as fast as it goes.", 0.0, 1000, 1);
        var record = new Option<bool>("--record") { Description = "Have the session recorded at the server; only for one's own." };
        var floats = new Option<bool>("--floats") { Description = "Send frames as floats instead of the compact form." };

        var command = new DocumentedCommand(
            "replay",
            "Streams a recording to a running server as if an athlete did it now, and shows what comes back. The last line of --json has the count.",
            "personalpt replay ../shared/data/repcount-pose stu4_64",
            "personalpt replay ../shared/data/repcount-pose stu4_64 --exercise squat --user ada --speed 4 --json");
        recording.AddTo(command);
        command.Options.Add(athlete);
        command.Options.Add(speed);
        command.Options.Add(floats);
        command.Options.Add(record);
        connection.AddTo(command);

        running.Run(command, async (parse, output, cancellation) =>
        {
            var (sequence, exercise) = recording.Load(parse, cancellation);
            var time = TimeProvider.System;
            var plan = PlanOf(sequence, exercise, parse.GetValue(athlete), parse.GetValue(floats), parse.GetValue(speed), time) with { Record = parse.GetValue(record) };
            await connection.UseAsync(parse, client => RunAsync(
                client, connection.AddressOf(parse), plan, parse.GetValue(speed), output, time, cancellation));
        });
        return command;
    }

    /// <summary>Dated so that the recording ends about when the streaming does.</summary>
    private static PhonePlan PlanOf(RecordedSequence sequence, string exercise, string? athlete, bool floats, double speed, TimeProvider time)
    {
        var first = sequence.Frames[0].CaptureMicros;
        var length = TimeSpan.FromMicroseconds(sequence.Frames[^1].CaptureMicros - first);
        var begin = time.GetUtcNow() - length + (speed > 0 ? length / speed : TimeSpan.Zero);
        return new PhonePlan
        {
            Name = sequence.Name,
            AthleteId = athlete,
            ExerciseId = exercise,
            TrueReps = sequence.Count,
            FramesPerSecond = sequence.FramesPerSecond,
            Frames = sequence.Frames,
            ShiftMicros = (begin - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond - first,
            Floats = floats,
        };
    }

    private static async Task RunAsync(
        PersonalPTClient client,
        Uri server,
        PhonePlan plan,
        double speed,
        CommandOutput output,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        await KnownExercises.RequireAsync(
            client, plan.ExerciseId, plan.AthleteId, " Choose one with --exercise, or teach it with 'personalpt train --new'.", cancellationToken);

        var phone = new Phone(plan, time);
        var view = new SessionView(output, $"{plan.Name}, {plan.ExerciseId}; times in UTC");
        phone.EventArrived += view.Show;
        try
        {
            await view.ShowWhileAsync(() => StreamAsync(client, phone, speed, view, new LostConnection(server, time, view.Notice), time, cancellationToken));
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested && phone.SessionId.Length > 0 && !phone.Ended)
        {
            output.Progress($"Session {phone.SessionId} stays open at the server: it ends by itself when nothing is heard of it for a day.");
            throw;
        }

        output.Say(string.Create(
            CultureInfo.InvariantCulture, $"{phone.Reps} reps counted of {plan.TrueReps}, session {phone.SessionId}."));
        output.Emit(
            new ReplaySummaryLine(plan.Name, phone.SessionId, plan.ExerciseId, plan.TrueReps, phone.Reps), JsonLines.Default.ReplaySummaryLine);
    }

    private static async Task StreamAsync(
        PersonalPTClient client,
        Phone phone,
        double speed,
        SessionView view,
        LostConnection lost,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        using var givingUp = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var streaming = phone.RunAsync(client, speed, givingUp.Token);
        using var timer = new PeriodicTimer(StatusEvery, time);
        SessionStatus? shown = null;
        try
        {
            while (!streaming.IsCompleted)
            {
                if (phone.Status is { } status && !ReferenceEquals(status, shown))
                    view.Show(shown = status);
                lost.Look(phone.Connection, phone.AllPushed);
                await Task.WhenAny(streaming, timer.WaitForNextTickAsync(CancellationToken.None).AsTask());
            }
        }
        catch (CommandFailedException)
        {
            await givingUp.CancelAsync();
            await streaming.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            throw;
        }

        await streaming;
    }
}
