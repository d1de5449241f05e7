using System.Diagnostics;
using System.Runtime.InteropServices;
using PersonalPT.Counting.Models;
using PersonalPT.Counting.Signals;
using PersonalPT.Counting.Skeletons;

namespace PersonalPT.Counting.Sets;

/// <summary>
/// One set, from a first input on: a function of the model, the settings and the inputs from there, and of nothing before. Used again for the next
/// set, so that a long session makes no garbage.
/// </summary>
internal sealed class SetCounter
{
    /// <summary>Capture time after which a set with nobody in the picture is over.</summary>
    public const long NobodySeenMicros = 3_000_000;

    /// <summary>A step back of the capture time that is no disorder of frames but another clock.</summary>
    public const long ClockChangeMicros = 1_000_000;

    /// <summary>A set is cut between two reps from the first of these on, and at the second one wherever it is.</summary>
    public const long CutFromMicros = 290_000_000, CutAtMicros = 300_000_000;

    /// <summary>A rep that ended longer ago is marked as found late.</summary>
    public const long LateMicros = 1_500_000;

    private readonly bool _splits;
    private readonly FeatureStream _stream = new();
    private readonly SetVote _vote;
    private readonly LiveRule _live = new();
    private readonly RestRule _rest = new();
    private readonly StateMachine _state;
    private readonly List<RowRep> _emitted = [];
    private long _lastSeenMicros;

    public SetCounter(ExerciseModel model, CountingSettings settings, SetMemory memory, int place)
    {
        _splits = settings.SplitSets;
        _vote = new SetVote(model.Directions, memory, memory.HeadOf(place));
        _state = new StateMachine(model.Directions.SquaredDistance(FeatureGroups.All));
    }

    /// <summary>Capture time of the first input.</summary>
    public long StartMicros { get; private set; }

    /// <summary>Capture time of the last frame that was not out of order.</summary>
    public long LastMicros { get; private set; }

    public int SetNumber { get; private set; }

    /// <summary>Reps given out so far.</summary>
    public int Reps => _emitted.Count;

    public MovementState State => _state.State;

    /// <summary>
    /// Whether the vote counts. A set must first begin, and that takes a quorum; a recording that is not split is one set from the start.
    /// </summary>
    private bool HasBegun => !_splits || Reps > 0 || _vote.HasQuorum;

    public float Progress => _state.Progress;

    public void Start(long captureMicros, int setNumber)
    {
        StartMicros = LastMicros = _lastSeenMicros = captureMicros;
        SetNumber = setNumber;
        _stream.Clear();
        _vote.Clear();
        _live.Clear();
        _rest.Clear();
        _state.Clear();
        _emitted.Clear();
    }

    /// <summary>Why the set is over before a frame of this time, or null where the frame belongs to it.</summary>
    public SetEndReason? EndsBefore(long captureMicros)
    {
        if (!_splits)
            return null;
        if (captureMicros < LastMicros - ClockChangeMicros)
            return SetEndReason.ClockChanged;
        if (captureMicros - _lastSeenMicros >= NobodySeenMicros)
            return SetEndReason.NobodySeen;
        return captureMicros - StartMicros >= CutAtMicros ? SetEndReason.Continued : null;
    }

    /// <summary>Takes a frame, later than <see cref="LastMicros"/> unless it is the first. Returns why the set is over with it, or null.</summary>
    public SetEndReason? Push(long inputSeq, long captureMicros, ReadOnlySpan<Landmark> landmarks, bool isPerson, ICollection<CountingEvent> events)
    {
        LastMicros = captureMicros;
        if (!isPerson)
            return null;

        _lastSeenMicros = captureMicros;
        _stream.Add(captureMicros, landmarks);
        Span<float> features = stackalloc float[SkeletonFeatures.Count];
        while (_stream.TryTake(features))
        {
            PushRow(features);
            if (_live.Shown > Reps)
                Emit(_live.Shown, inputSeq, events);
            if (EndsAfterRow() is { } reason)
                return reason;
        }

        return null;
    }

    /// <summary>The set is over: the reps that the whole of it shows, and the final list. Nothing where there are none.</summary>
    public void End(long inputSeq, SetEndReason reason, ICollection<CountingEvent> events)
    {
        var finalVote = _vote.Finish();
        if (HasBegun)
            _live.Close(finalVote);
        if (_live.Shown > Reps)
            Emit(_live.Shown, inputSeq, events);
        if (Reps > 0)
            events.Add(new SetEnded(SetNumber, inputSeq, reason, FinalReps(), finalVote));
    }

    private void PushRow(ReadOnlySpan<float> features)
    {
        _vote.Push(features);
        _live.Push(HasBegun ? _vote.Ballot : default);
        _rest.Push(_vote.Signals, _vote.Rows - 1);
        _state.Push(_vote.Signals[FeatureGroups.All]);
    }

    private SetEndReason? EndsAfterRow()
    {
        if (!_splits || !HasBegun || _vote.Ballot.Count == 0)
            return null;

        if (RestRule.IsAskedAfter(_vote.Rows))
        {
            if (_rest.NeedsRanges(_vote.Rows))
                _vote.MeasureRanges(_rest.Ranges);
            if (_rest.IsResting())
                return SetEndReason.Rest;
        }

        // Cut where every rep so far has been given out and the next one has not begun, so that none is lost or counted twice.
        var mayCut = LastMicros - StartMicros >= CutFromMicros && Reps == _vote.Ballot.Count && _vote.IsBetweenReps;
        return mayCut ? SetEndReason.Continued : null;
    }

    /// <summary>Gives out reps until there are as many as wanted: those of the best candidate that overlap what was given out least.</summary>
    private void Emit(int wanted, long inputSeq, ICollection<CountingEvent> events)
    {
        Span<RowRep> known = stackalloc RowRep[SetVote.MostSwings];
        known = known[..KnownReps(known)];
        if (known.IsEmpty)
            throw new UnreachableException("A vote above zero is some candidate's count.");

        Span<bool> chosen = stackalloc bool[known.Length];
        var late = _stream.Timeline.MicrosOf(_vote.Rows - 1) - LateMicros;
        while (Reps < wanted)
        {
            Overlap.ChooseLeastCovered(known, CollectionsMarshal.AsSpan(_emitted), wanted - Reps, chosen);
            for (var i = 0; i < known.Length; i++)
            {
                if (!chosen[i])
                    continue;

                var found = Measured(known[i]);
                var rep = Timed(found);
                if (Reps == 0)
                    events.Add(new SetStarted(SetNumber, inputSeq, rep.StartMicros));

                _emitted.Add(found);
                events.Add(new RepCompleted(SetNumber, inputSeq, Reps, rep, rep.EndMicros < late));
            }
        }
    }

    /// <summary>As many reps as were given out, in time order: those of the best candidate, and given ones where it has fewer.</summary>
    private Rep[] FinalReps()
    {
        Span<RowRep> known = stackalloc RowRep[SetVote.MostSwings];
        known = known[..KnownReps(known)];
        var reps = new List<RowRep>(Reps);
        foreach (var rep in known)
            reps.Add(Measured(rep));

        Span<bool> chosen = new bool[Reps];
        Overlap.ChooseLeastCovered(CollectionsMarshal.AsSpan(_emitted), known, Reps - known.Length, chosen);
        for (var i = 0; i < Reps; i++)
        {
            if (chosen[i])
                reps.Add(_emitted[i]);
        }

        reps.Sort(static (a, b) => a.Start.CompareTo(b.Start));
        return [.. reps.Select(Timed)];
    }

    private int KnownReps(Span<RowRep> reps)
    {
        Span<Swing> swings = stackalloc Swing[SetVote.MostSwings];
        swings = swings[.._vote.KnownSwings(swings)];
        for (var i = 0; i < swings.Length; i++)
        {
            reps[i] = new RowRep(
                _vote.MovementRow(swings[i].Low), _vote.MovementRow(swings[i].High), _vote.MovementRow(_vote.EndOf(swings, i)));
        }

        return swings.Length;
    }

    /// <summary>With its range; where the rows are forgotten, that of the rep that was given out in its place.</summary>
    private RowRep Measured(RowRep rep)
    {
        var range = _vote.RangeOf(rep.Start, rep.End);
        if (!float.IsNaN(range))
            return rep with { Range = range };

        foreach (var emitted in _emitted)
        {
            if (emitted.Start <= rep.Peak && rep.Peak <= emitted.End)
                return rep with { Range = emitted.Range };
        }

        return rep;
    }

    private Rep Timed(RowRep rep)
    {
        var timeline = _stream.Timeline;
        return new Rep(timeline.MicrosOf(rep.Start), timeline.MicrosOf(rep.Peak), timeline.MicrosOf(rep.End), float.IsNaN(rep.Range) ? null : rep.Range);
    }
}
