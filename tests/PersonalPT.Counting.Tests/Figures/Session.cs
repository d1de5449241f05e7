using System.Globalization;

namespace PersonalPT.Counting.Tests.Figures;

/// <summary>Feeds a film to a counter, as a session does, and keeps what comes of it.</summary>
internal sealed class Session
{
    private readonly List<CountingEvent> _events = [];

    public Session(RepCounter counter) => Counter = counter;

    public Session(bool splitSets = true)
        : this(new RepCounter(Taught.Squat, new CountingSettings { SplitSets = splitSets }))
    {
    }

    public RepCounter Counter { get; }

    /// <summary>Frames fed so far.</summary>
    public int Frames { get; private set; }

    public IReadOnlyList<CountingEvent> Events => _events;

    public IEnumerable<RepCompleted> Reps => _events.OfType<RepCompleted>();

    public IEnumerable<SetEnded> Sets => _events.OfType<SetEnded>();

    /// <summary>Runs a film from an input on; <paramref name="after"/> is told the sequence number after each.</summary>
    public Session Run(Film film, long from = 1, Action<long>? after = null)
    {
        var seq = 1L;
        foreach (var input in film.Inputs)
        {
            var next = seq + 1;
            if (input is Film.Input.Missing lost)
                next = seq + lost.Inputs;
            if (seq >= from)
                Take(input, seq, next);
            else if (input is Film.Input.Missing && next > from)
                throw new InvalidOperationException("A restart point lies within a gap.");

            if (seq >= from)
                after?.Invoke(seq);
            seq = next;
        }

        return this;
    }

    /// <summary>An event in words that are equal only if all of it is.</summary>
    public static string Describe(CountingEvent e) => e is SetEnded ended
        ? string.Create(CultureInfo.InvariantCulture, $"{ended with { Reps = [] }} {string.Join(' ', ended.Reps)}")
        : e.ToString();

    private void Take(Film.Input input, long seq, long next)
    {
        switch (input)
        {
            case Film.Input.Frame frame:
                Frames++;
                Counter.Push(seq, frame.Micros, frame.Landmarks, _events);
                break;
            case Film.Input.SetEnd end:
                Counter.EndSet(seq, end.Reason, _events);
                break;
            case Film.Input.Missing:
                Counter.Gap(seq, next, _events);
                break;
        }
    }
}
