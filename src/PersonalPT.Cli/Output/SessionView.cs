using System.Globalization;
using PersonalPT.Protocol.V1;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace PersonalPT.Cli.Output;

/// <summary>
/// One session as it goes on. At a terminal, the newest events above a meter that is redrawn; elsewhere a line an event. With --json every event and every
/// status is a line.
/// </summary>
internal sealed class SessionView(CommandOutput output, string title)
{
    private const int EventsToShow = 12;
    private const int MeterWidth = 24;

    private readonly Lock _gate = new();
    private readonly Queue<string> _newest = new();
    private SessionStatus? _status;
    private LiveDisplayContext? _live;

    /// <summary>Shows the session while something goes on; call <see cref="Show(SessionEvent)"/> and <see cref="Show(SessionStatus)"/> from in there.</summary>
    public async Task ShowWhileAsync(Func<Task> work)
    {
        if (!output.Interactive)
        {
            output.Say(title);
            await work();
            return;
        }

        await output.Screen.Live(Draw()).StartAsync(async live =>
        {
            lock (_gate)
                _live = live;
            await work();
        });
    }

    /// <summary>An event came.</summary>
    public void Show(SessionEvent sessionEvent)
    {
        output.EmitRaw(EventText.Json(sessionEvent));
        lock (_gate)
        {
            if (_live is null)
            {
                output.Say(EventText.Line(sessionEvent));
                return;
            }

            if (sessionEvent.EventCase == SessionEvent.EventOneofCase.SessionEnded)
                _status = null;
            Add(EventText.Line(sessionEvent));
        }
    }

    /// <summary>A status came.</summary>
    public void Show(SessionStatus status)
    {
        output.EmitRaw(EventText.Json(status));
        lock (_gate)
        {
            _status = status;
            _live?.UpdateTarget(Draw());
        }
    }

    /// <summary>Something that is no part of the session, such as that its server is away.</summary>
    public void Notice(string line)
    {
        lock (_gate)
        {
            // Where a panel is redrawn, a line of its own would tear it.
            if (_live is null)
                output.Progress(line);
            else
                Add(line);
        }
    }

    private void Add(string line)
    {
        _newest.Enqueue(line);
        if (_newest.Count > EventsToShow)
            _newest.Dequeue();
        _live?.UpdateTarget(Draw());
    }

    private Panel Draw()
    {
        var rows = new List<IRenderable>();
        rows.AddRange(_newest.Select(line => new Text(line)));
        if (_status is { } status)
        {
            var meter = Meter.Bar(status.Progress, MeterWidth, output.Screen.Profile.Capabilities.Unicode);
            rows.Add(new Text(string.Create(
                CultureInfo.InvariantCulture,
                $"{State(status),-10} {meter}  set {status.SetNumber}: {status.RepsInSet} reps  ({Phase(status.Phase)})"), new Style(Color.Green)));
        }

        if (rows.Count == 0)
            rows.Add(new Text("waiting for the first event"));
        return new Panel(new Rows(rows)) { Header = new PanelHeader($" {Markup.Escape(title)} "), Expand = true };
    }

    private static string State(SessionStatus status) => status switch
    {
        { PersonSeen: false } => "nobody",
        { State: MovementState.Active } => "A active",
        _ => "R rest",
    };

    private static string Phase(SessionPhase phase) => phase.ToString().ToLowerInvariant();
}
