using System.Globalization;
using PersonalPT.Cli.Output;
using PersonalPT.Protocol.V1;
using Spectre.Console;

namespace PersonalPT.Cli.Demo;

/// <summary>Shows phones while they stream: a table that is redrawn where somebody looks at it, a line now and then where not.</summary>
internal sealed class LiveBoard(IReadOnlyList<Phone> phones, CommandOutput output, TimeProvider time)
{
    private const int MeterWidth = 16;

    private static readonly TimeSpan Redraw = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LineEvery = TimeSpan.FromSeconds(2);

    /// <summary>Shows them until the work is done.</summary>
    public async Task ShowWhileAsync(Task work)
    {
        if (output.Interactive)
            await output.Screen.Live(Draw()).AutoClear(true).StartAsync(live => RefreshAsync(work, Redraw, () => live.UpdateTarget(Draw())));
        else
            await RefreshAsync(work, LineEvery, () => output.Progress(Line()));
        await work;
    }

    private async Task RefreshAsync(Task work, TimeSpan every, Action refresh)
    {
        using var timer = new PeriodicTimer(every, time);
        while (!work.IsCompleted)
        {
            var tick = timer.WaitForNextTickAsync().AsTask();
            if (await Task.WhenAny(work, tick) == tick)
                refresh();
        }
    }

    private string Line() => string.Create(
        CultureInfo.InvariantCulture,
        $"{phones.Count(p => p.Ended)} of {phones.Count} done, {phones.Sum(p => p.Reps)} reps: "
        + $"{string.Join("  ", phones.Select(p => $"{p.Plan.Name} {p.Reps}"))}");

    private Table Draw()
    {
        var unicode = output.Screen.Profile.Capabilities.Unicode;
        var table = new Table().Border(TableBorder.Rounded).AddColumns("athlete", "exercise", "state", "rest to active", "reps", "tempo");
        table.Columns[4].RightAligned();
        table.Columns[5].RightAligned();
        foreach (var phone in phones)
        {
            var status = phone.Status;
            table.AddRow(
                new Text(phone.Plan.Name),
                new Text(phone.Plan.ExerciseId),
                phone.Ended ? new Text("done", new Style(Color.Grey)) : State(status),
                new Text(Meter.Bar(phone.Ended ? 0 : status?.Progress ?? 0, MeterWidth, unicode), new Style(Color.Green)),
                new Text(phone.Reps.ToString(CultureInfo.InvariantCulture), new Style(decoration: Decoration.Bold)),
                new Text(Tempo(phone.SecondsPerRep)));
        }

        return table;
    }

    private static Text State(SessionStatus? status) => status switch
    {
        null => new Text("-"),
        { PersonSeen: false } => new Text("nobody", new Style(Color.Red)),
        { State: MovementState.Active } => new Text("A active", new Style(Color.Yellow)),
        _ => new Text("R rest", new Style(Color.Blue)),
    };

    private static string Tempo(double? secondsPerRep) =>
        secondsPerRep is { } seconds and > 0 ? string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0} s/rep") : "";
}
