namespace PersonalPT.Testing.Sessions;

/// <summary>
/// Every input that the phones of one session ever made. A session has one phone at a time, but that one may be killed and started again, or another may
/// take over; each of them is a run, and numbers its inputs from where it found the session. Safe for concurrent use.
/// </summary>
public sealed class PhoneDiary
{
    private readonly Lock _gate = new();
    private readonly List<List<MadeInput>> _runs = [];
    private readonly List<Func<long>> _firsts = [];

    /// <summary>The first number of each run.</summary>
    public IReadOnlyList<long> Beginnings
    {
        get
        {
            lock (_gate)
                return [.. _firsts.Select(first => first())];
        }
    }

    /// <summary>A phone has started or found the session.</summary>
    /// <param name="firstSeq">Tells the number of its first input, which stands once it is connected.</param>
    /// <returns>Which run it is.</returns>
    public int Begin(Func<long> firstSeq)
    {
        lock (_gate)
        {
            _firsts.Add(firstSeq);
            _runs.Add([]);
            return _runs.Count - 1;
        }
    }

    /// <summary>Writes down what a phone makes, right before it is pushed.</summary>
    public void Note(int run, MadeInput input)
    {
        lock (_gate)
            _runs[run].Add(input);
    }

    /// <summary>The inputs of the session, by number, where each run was listened to from a number on.</summary>
    /// <param name="takeOvers">Where the second, third, ... run was heard first, at least its beginning.</param>
    public IReadOnlyList<MadeInput> Inputs(IReadOnlyList<long> takeOvers)
    {
        ArgumentNullException.ThrowIfNull(takeOvers);
        lock (_gate)
        {
            var inputs = new List<MadeInput>();
            for (var run = 0; run < _runs.Count; run++)
            {
                var from = run == 0 ? 1 : takeOvers[run - 1];
                inputs.RemoveAll(input => input.Seq >= from);
                var first = _firsts[run]();
                inputs.AddRange(_runs[run].Select((input, i) => input with { Seq = first + i }).SkipWhile(input => input.Seq < from));
            }

            return inputs;
        }
    }

    /// <summary>The last number of a run; below its beginning where it made nothing.</summary>
    public long LastOf(int run)
    {
        lock (_gate)
            return _firsts[run]() + _runs[run].Count - 1;
    }

    /// <summary>The runs with their numbers.</summary>
    public override string ToString() => string.Join(", ", Enumerable.Range(0, Beginnings.Count).Select(run => $"{Beginnings[run]} to {LastOf(run)}"));
}
