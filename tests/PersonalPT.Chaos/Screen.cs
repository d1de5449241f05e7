using System.Globalization;
using System.Text.Json;
using PersonalPT.Chaos.Faults;
using PersonalPT.Chaos.Runs;
using PersonalPT.Testing.Sessions;
using Spectre.Console;

namespace PersonalPT.Chaos;

/// <summary>What is shown: lines as things happen, a table at the end, and with --json lines of JSON, the last of them the result.</summary>
internal sealed class Screen(bool json)
{
    private readonly IAnsiConsole _people = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(json ? Console.Error : Console.Out) });

    /// <summary>Says something to people.</summary>
    public void Say(string text) => _people.WriteLine(text);

    /// <summary>Logs a fault with its time.</summary>
    public void Fault(Fault fault)
    {
        var line = new
        {
            at = Math.Round(fault.At.TotalSeconds, 3),
            fault = Name(fault.Kind),
            phone = fault.Phone,
            seconds = Math.Round(fault.Lasts.TotalSeconds, 3),
            amount = fault.Amount,
        };
        if (json)
            Console.WriteLine(JsonSerializer.Serialize(line));
        else
            Say(string.Create(CultureInfo.InvariantCulture, $"{line.at,8:0.000} s  {line.fault,-15} phone {line.phone,3}  {line.seconds:0.0} s  {line.amount}"));
    }

    /// <summary>The end of a run of random faults.</summary>
    public void Result(Tally tally, ChaosOptions options, int starts, TimeSpan took)
    {
        var faults = new Table().Border(TableBorder.Rounded).AddColumns("fault", "times");
        faults.Columns[1].RightAligned();
        foreach (var (kind, times) in tally.Faults.OrderBy(f => f.Key))
            faults.AddRow(Name(kind), Number(times));
        _people.Write(faults);
        Wrong(tally);

        var table = new Table().Border(TableBorder.Rounded).AddColumns(
            "sessions", "reps", "resumes", "apps restarted", "taken over", "gaps", "lost", "doubled", "different", "out of order", "unfinished",
            "failed faults");
        table.AddRow([.. new[]
        {
            tally.Sessions, tally.Reps, tally.Resumes, tally.AppRestarts, tally.TakeOvers, tally.Gaps, tally.Lost, tally.Doubled, tally.Different,
            tally.OutOfOrder, tally.Unfinished, tally.FailedFaults,
        }.Select(Number)]);
        _people.Write(table);
        table = new Table().Border(TableBorder.Rounded).AddColumns(
            "cues", "lost", "doubled", "grants revoked", "leaks", "refusals", "reps of the group", "lost", "doubled", "taken back");
        table.AddRow([.. new[]
        {
            tally.Cues, tally.CuesLost, tally.CuesDoubled, tally.Revocations, tally.Leaks, tally.Refusals, tally.GroupReps, tally.GroupLost, tally.GroupDoubled,
            tally.BoardTakenBack,
        }.Select(Number)]);
        _people.Write(table);
        if (!json)
            return;
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            faults = tally.Faults.Values.Sum(),
            sessions = tally.Sessions,
            reps = tally.Reps,
            lost = tally.Lost,
            doubled = tally.Doubled,
            different = tally.Different,
            out_of_order = tally.OutOfOrder,
            unfinished = tally.Unfinished,
            failed_faults = tally.FailedFaults,
            cues = tally.Cues,
            cues_lost = tally.CuesLost,
            cues_doubled = tally.CuesDoubled,
            revocations = tally.Revocations,
            leaks = tally.Leaks,
            refusals = tally.Refusals,
            group_reps = tally.GroupReps,
            group_lost = tally.GroupLost,
            group_doubled = tally.GroupDoubled,
            board_taken_back = tally.BoardTakenBack,
            resumes = tally.Resumes,
            app_restarts = tally.AppRestarts,
            take_overs = tally.TakeOvers,
            out_of_step = tally.OutOfStep,
            gaps = tally.Gaps,
            frames = tally.Frames,
            server_starts = starts,
            database = options.OnSqlite ? "sqlite" : "postgres",
            seed = options.Seed,
            phones = options.Phones,
            seconds = Math.Round(took.TotalSeconds, 1),
            by_kind = tally.Faults.ToDictionary(f => Name(f.Key), f => f.Value),
        }));
    }

    /// <summary>The end of a run with one kill.</summary>
    public void Resumes(Tally tally, int phones, TimeSpan served, IReadOnlyList<Resume> resumes)
    {
        var connected = resumes.Select(r => r.Connected.TotalSeconds).Order().ToArray();
        var counting = resumes.Select(r => r.Counted.TotalSeconds).Order().ToArray();
        var table = new Table().Border(TableBorder.Rounded).AddColumns("seconds after the kill", "first", "median", "last");
        table.AddRow("the server serves again", Seconds(served.TotalSeconds), "", "");
        table.AddRow("phones are connected", Seconds(connected[0]), Seconds(connected[connected.Length / 2]), Seconds(connected[^1]));
        table.AddRow("the first new event", Seconds(counting[0]), Seconds(counting[counting.Length / 2]), Seconds(counting[^1]));
        _people.Write(table);
        Wrong(tally);
        if (!json)
            return;
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            faults = 1,
            sessions = tally.Sessions,
            reps = tally.Reps,
            lost = tally.Lost,
            doubled = tally.Doubled,
            different = tally.Different,
            out_of_order = tally.OutOfOrder,
            unfinished = 0,
            phones,
            served_again_seconds = Math.Round(served.TotalSeconds, 2),
            connected_seconds = new { first = Math.Round(connected[0], 2), p50 = Math.Round(connected[connected.Length / 2], 2), last = Math.Round(connected[^1], 2) },
            new_event_seconds = new { first = Math.Round(counting[0], 2), p50 = Math.Round(counting[counting.Length / 2], 2), last = Math.Round(counting[^1], 2) },
        }));
    }

    /// <summary>A run with one kill that did not get to its end.</summary>
    public void Broken(Exception cause, int phones)
    {
        Say($"The run broke off: {cause}");
        if (json)
            Console.WriteLine(JsonSerializer.Serialize(new { faults = 1, sessions = 0, unfinished = phones, cause = cause.Message }));
    }

    private void Wrong(Tally tally)
    {
        foreach (var wrong in tally.Wrong.Take(20))
        {
            Say(wrong);
            if (json)
                Console.WriteLine(JsonSerializer.Serialize(new { wrong }));
        }
    }

    private static string Name(FaultKind kind) => JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString());

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Seconds(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);
}
