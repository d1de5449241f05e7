using System.Collections.Concurrent;
using PersonalPT.Chaos.Faults;
using PersonalPT.Client;
using PersonalPT.Testing.Sessions;

namespace PersonalPT.Chaos.Runs;

/// <summary>What happened. Safe for concurrent use.</summary>
internal sealed class Tally
{
    // Where everything goes wrong, the first tell why.
    private const int MostInWords = 100;

    private readonly ConcurrentDictionary<FaultKind, int> _faults = new();
    private readonly ConcurrentQueue<string> _wrong = new();
    private int _sessions;
    private int _reps;
    private int _lost;
    private int _doubled;
    private int _outOfOrder;
    private int _different;
    private int _resumes;
    private int _appRestarts;
    private int _takeOvers;
    private int _gaps;
    private int _unfinished;
    private int _failedFaults;
    private int _outOfStep;
    private int _cues;
    private int _cuesLost;
    private int _cuesDoubled;
    private int _revocations;
    private int _leaks;
    private int _refusals;
    private int _groupReps;
    private int _groupLost;
    private int _groupDoubled;
    private int _takenBack;
    private long _frames;

    /// <summary>Faults that took place, by kind.</summary>
    public IReadOnlyDictionary<FaultKind, int> Faults => _faults;

    public int Sessions => _sessions;

    public int Reps => _reps;

    public int Lost => _lost;

    public int Doubled => _doubled;

    public int OutOfOrder => _outOfOrder;

    public int Different => _different;

    /// <summary>Connections that phones made anew by themselves.</summary>
    public int Resumes => _resumes;

    public int AppRestarts => _appRestarts;

    public int TakeOvers => _takeOvers;

    /// <summary>Gaps in inputs: what an app that was killed took with it.</summary>
    public int Gaps => _gaps;

    /// <summary>Sessions that could not be brought to their end.</summary>
    public int Unfinished => _unfinished;

    /// <summary>Faults that could not be done, or whose end the server did not survive as it should.</summary>
    public int FailedFaults => _failedFaults;

    /// <summary>Phones that found inputs at the server which they had not made, and began anew.</summary>
    public int OutOfStep => _outOfStep;

    /// <summary>Cues that coaches were told of that they are written.</summary>
    public int Cues => _cues;

    /// <summary>Cues and acknowledgements that are not in the log all the same.</summary>
    public int CuesLost => _cuesLost;

    /// <summary>Those that are there twice, or that nobody said.</summary>
    public int CuesDoubled => _cuesDoubled;

    /// <summary>Grants that were taken away.</summary>
    public int Revocations => _revocations;

    /// <summary>What coaches could see or do with a grant that had been taken away.</summary>
    public int Leaks => _leaks;

    /// <summary>What coaches could not do though they had a grant.</summary>
    public int Refusals => _refusals;

    /// <summary>Reps that the group session had to count.</summary>
    public int GroupReps => _groupReps;

    public int GroupLost => _groupLost;

    public int GroupDoubled => _groupDoubled;

    /// <summary>How often the group's board showed less than before.</summary>
    public int BoardTakenBack => _takenBack;

    public long Frames => _frames;

    /// <summary>What was not as it should be, in words.</summary>
    public IEnumerable<string> Wrong => _wrong;

    public bool IsRight => Lost + Doubled + OutOfOrder + Different + Unfinished + FailedFaults
        + CuesLost + CuesDoubled + Leaks + Refusals + GroupLost + GroupDoubled + BoardTakenBack == 0;

    /// <summary>Does a fault. Whatever escapes from it is noted, and the run goes on.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="happen">Does it; says whether it took place.</param>
    /// <param name="over">The whole run is broken off.</param>
    public async Task HappenAsync(FaultKind kind, Func<Task<bool>> happen, CancellationToken over)
    {
        try
        {
            if (await happen())
                _faults.AddOrUpdate(kind, 1, (_, count) => count + 1);
        }
        catch (Exception e) when (!over.IsCancellationRequested)
        {
            Interlocked.Increment(ref _failedFaults);
            Say($"the fault {kind} failed: {e}");
        }
    }

    /// <summary>Trains a session to its end. Whatever escapes from it, the session was not finished, and that is why; the run goes on.</summary>
    /// <param name="session">Whose.</param>
    /// <param name="train">Does it.</param>
    /// <param name="hopeless">Nobody waits any more.</param>
    public async Task TrainAsync(string session, Func<Task> train, CancellationToken hopeless)
    {
        try
        {
            await train();
        }
        catch (OperationCanceledException) when (hopeless.IsCancellationRequested)
        {
            NotFinished(session, "it took too long");
        }
        catch (PersonalPTException e)
        {
            NotFinished(session, $"{e.Kind}: {e.Message}");
        }
        catch (Exception e)
        {
            // Nobody foresaw it: all that is known of it.
            NotFinished(session, e.ToString());
        }
    }

    public void Resumed() => Interlocked.Increment(ref _resumes);

    public void AppRestarted() => Interlocked.Increment(ref _appRestarts);

    public void TakenOver() => Interlocked.Increment(ref _takeOvers);

    public void StepLost() => Interlocked.Increment(ref _outOfStep);

    public void Framed(int frames) => Interlocked.Add(ref _frames, frames);

    public void Ended(string session, LogVerdict verdict, int gaps)
    {
        Interlocked.Increment(ref _sessions);
        Interlocked.Add(ref _reps, verdict.Reps);
        Interlocked.Add(ref _lost, verdict.Lost);
        Interlocked.Add(ref _doubled, verdict.Doubled);
        Interlocked.Add(ref _outOfOrder, verdict.OutOfOrder);
        Interlocked.Add(ref _different, verdict.Different);
        Interlocked.Add(ref _gaps, gaps);
        if (!verdict.IsRight)
            Say($"session {session}: {verdict.Lost} lost, {verdict.Doubled} doubled, {verdict.Different} different, {verdict.OutOfOrder} out of order; {verdict.First}");
    }

    public void Coached(string session, int cues, int lost, int doubled)
    {
        Interlocked.Add(ref _cues, cues);
        Interlocked.Add(ref _cuesLost, lost);
        Interlocked.Add(ref _cuesDoubled, doubled);
        if (lost + doubled > 0)
            Say($"session {session}: of {cues} cues and their acknowledgements {lost} lost, {doubled} doubled or never said");
    }

    public void Revoked() => Interlocked.Increment(ref _revocations);

    public void Leaked(string what)
    {
        Interlocked.Increment(ref _leaks);
        Say(what);
    }

    public void Refused(string what)
    {
        Interlocked.Increment(ref _refusals);
        Say(what);
    }

    public void GroupCounted(string whose, int counted, int expected)
    {
        Interlocked.Add(ref _groupReps, expected);
        Interlocked.Add(ref _groupLost, Math.Max(0, expected - counted));
        Interlocked.Add(ref _groupDoubled, Math.Max(0, counted - expected));
        if (counted != expected)
            Say($"the group counted {counted} of {expected} reps: {whose}");
    }

    public void TakenBack(string what)
    {
        Interlocked.Increment(ref _takenBack);
        Say(what);
    }

    private void NotFinished(string session, string why)
    {
        Interlocked.Increment(ref _unfinished);
        Say($"session {session} was not brought to its end: {why}");
    }

    private void Say(string what)
    {
        if (_wrong.Count < MostInWords)
            _wrong.Enqueue(what);
    }
}
