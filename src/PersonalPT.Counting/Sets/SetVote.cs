using System.Diagnostics;
using PersonalPT.Counting.Models;

namespace PersonalPT.Counting.Sets;

/// <summary>
/// Counts the reps of one set: nine signals a row, 54 candidates, a vote by regularity. The first 800 rows are counted again each time that their
/// number has grown by half, with the range of movement known by then; after them the range is measured again every 40 rows.
/// </summary>
internal sealed class SetVote
{
    /// <summary>The most swings that <see cref="KnownSwings"/> gives.</summary>
    public static readonly int MostSwings = TurningPoints.MostSwings(ProjectionHead.Rows) + SetMemory.SwingsKept;

    private const int FirstRecount = 30;
    private const double RecountRatio = 1.5;
    private const int Review = 40;

    /// <summary>A third of the candidates.</summary>
    private const int Quorum = 18;

    /// <summary>With fewer rows nothing is counted.</summary>
    private const int FewestRows = 5;

    private readonly Directions _directions;
    private readonly SetMemory _memory;
    private readonly ProjectionHead _head;
    private readonly SignalFilter _filter = new();
    private readonly TurningPoints _candidates;
    private readonly float[] _headRanges = new float[CandidateLayout.SignalLanes];
    private int _nextRecount;

    public SetVote(Directions directions, SetMemory memory, ProjectionHead head)
    {
        _directions = directions;
        _memory = memory;
        _head = head;
        _candidates = new TurningPoints(directions);
    }

    /// <summary>Rows so far.</summary>
    public int Rows { get; private set; }

    /// <summary>The vote at the last row.</summary>
    public Ballot Ballot { get; private set; }

    /// <summary>
    /// A third of the candidates have counted a rep. Fewer may be the noise of a person who stands still: where nearly all candidates are silent, one
    /// swing in a group that hardly tells the two states apart outweighs them.
    /// </summary>
    public bool HasQuorum => _candidates.Count(_candidates.ByCount[^Quorum]) > 0;

    /// <summary>The signals of the last row: nine unsmoothed, nine smoothed.</summary>
    public ReadOnlySpan<float> Signals => _filter.Values;

    /// <summary>The best candidate's rep is over and it is at its low, give or take the trembling of somebody who stands still.</summary>
    public bool IsBetweenReps => !_candidates.IsUp(Ballot.Best) && _candidates.StepsAboveLow(Ballot.Best) < .05f;

    public void Clear()
    {
        Rows = 0;
        Ballot = default;
        _nextRecount = FirstRecount;
        _headRanges.AsSpan().Fill(1);
    }

    /// <summary>Takes the features of the next row.</summary>
    public void Push(ReadOnlySpan<float> features)
    {
        var row = Rows++;
        Span<short> stored = stackalloc short[FeatureGroups.Count];
        Store(features, stored);
        if (row < ProjectionHead.Rows)
            stored.CopyTo(_head[row]);
        else
            _memory.AddDepth(row, stored[FeatureGroups.All]);

        if (row == 0)
        {
            _filter.Start(stored);
            _candidates.Start(_filter.Values);
            _candidates.SetRanges(_headRanges);
        }
        else
        {
            _filter.Advance(stored);
        }

        if (Rows == _nextRecount)
        {
            Recount();
            _nextRecount = Math.Min(ProjectionHead.Rows, (int)Math.Round(_nextRecount * RecountRatio));
        }
        else
        {
            if (row >= ProjectionHead.Rows)
                ReviewRange(row);
            _candidates.Push(_filter.Values, row, row < ProjectionHead.Rows ? null : _memory);
        }

        Ballot = Ballot.Of(_candidates, _filter.Path);
    }

    /// <summary>The set is over: a last recount where all of it is still stored. Returns the final vote.</summary>
    public int Finish()
    {
        if (Rows < FewestRows)
            return 0;

        if (Rows < ProjectionHead.Rows)
        {
            Recount();
            Ballot = Ballot.Of(_candidates, _filter.Path);
        }

        return Ballot.Count;
    }

    /// <summary>Range of each group's smoothed signal over the set, as far back as it is stored.</summary>
    public void MeasureRanges(Span<float> smoothed)
    {
        if (Rows > ProjectionHead.Rows)
        {
            SignalRanges.OfMemory(_memory, ProjectionHead.Rows, FeatureGroups.Count, smoothed);
            return;
        }

        SignalRanges.OfHead(_head, Rows, _memory.Replay, FeatureGroups.Count, smoothed);
    }

    /// <summary>
    /// The swings of the best candidate, in time order; all of them, unless there are more after the head than are kept: then those between the head
    /// and the kept ones are missing. Where one ends: see <see cref="EndOf"/>.
    /// </summary>
    public int KnownSwings(Span<Swing> swings)
    {
        var lane = Ballot.Best;
        var count = TurningPoints.Replay(_head, Math.Min(Rows, ProjectionHead.Rows), lane, _candidates.Step(lane, _headRanges), swings);
        if (Rows > ProjectionHead.Rows)
            count += _memory.CopySwings(lane, Rows - 1, swings[count..]);

        Debug.Assert(count <= Ballot.Count, "A candidate counts its swings.");
        return count;
    }

    /// <summary>Row at which a swing of the best candidate is over: where the next one begins, the last one where it stopped falling.</summary>
    public int EndOf(ReadOnlySpan<Swing> swings, int index)
    {
        if (index == swings.Length - 1)
            return _candidates.SettledAt(Ballot.Best);

        var someAreMissing = swings.Length < Ballot.Count && swings[index].Confirmed < ProjectionHead.Rows
            && swings[index + 1].Confirmed >= ProjectionHead.Rows;
        return someAreMissing ? swings[index].Confirmed : swings[index + 1].Low;
    }

    /// <summary>Row of the movement that a row of the best candidate's signal, which is late, stands for.</summary>
    public int MovementRow(int signalRow) => Math.Max(signalRow - CandidateLayout.Lag(Ballot.Best), 0);

    /// <summary>How far the signal of all features went between two rows, both counted in; not a number where one of them is forgotten.</summary>
    public float RangeOf(int first, int last)
    {
        if (Math.Max(first, ProjectionHead.Rows) < Rows - SetMemory.DepthsKept && last >= ProjectionHead.Rows)
            return float.NaN;

        short low = short.MaxValue, high = short.MinValue;
        for (var row = first; row <= last; row++)
        {
            var signal = row < ProjectionHead.Rows ? _head[row][FeatureGroups.All] : _memory.DepthOf(row);
            low = Math.Min(low, signal);
            high = Math.Max(high, signal);
        }

        return Quantised.ToFloat(high) - Quantised.ToFloat(low);
    }

    private void Store(ReadOnlySpan<float> features, Span<short> stored)
    {
        Span<float> signals = stackalloc float[Directions.Lanes];
        _directions.Project(features, signals);
        for (var g = 0; g < stored.Length; g++)
            stored[g] = Quantised.From(signals[g]);
    }

    /// <summary>The stored rows once more, with the range of movement known by now.</summary>
    private void Recount()
    {
        SignalRanges.OfHead(_head, Rows, _memory.Replay, firstSignal: 0, _headRanges);
        var replay = _memory.Replay;
        var fillsMemory = Rows == ProjectionHead.Rows;
        if (fillsMemory)
            _memory.Clear();

        for (var row = 0; row < Rows; row++)
        {
            if (row == 0)
            {
                replay.Start(_head[row]);
                _candidates.Start(replay.Values);
                _candidates.SetRanges(_headRanges);
            }
            else
            {
                replay.Advance(_head[row]);
            }

            _candidates.Push(replay.Values, row, memory: null);
            if (fillsMemory && row % MovementRange.Thinning == 0)
                _memory.AddThin(replay.Values);
        }
    }

    private void ReviewRange(int row)
    {
        if (row % MovementRange.Thinning == 0)
            _memory.AddThin(_filter.Values);
        if (row % Review != 0)
            return;

        Span<float> ranges = stackalloc float[CandidateLayout.SignalLanes];
        ranges.Fill(1);
        SignalRanges.OfMemory(_memory, MovementRange.Window, 0, ranges[..CandidateLayout.Signals]);
        _candidates.SetRanges(ranges);
    }
}
