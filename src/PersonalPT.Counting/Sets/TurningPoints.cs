using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using PersonalPT.Counting.Models;

namespace PersonalPT.Counting.Sets;

/// <summary>
/// 54 candidate counters, each a state machine over its own signal: it goes up where the signal has risen by a step above its low, and a rep is over
/// where it has fallen by a step below its high. Beside the counts stand the sums that say how regular the candidate's reps are.
/// </summary>
/// <param name="directions">The model's directions, for how far each signal wanders within a state.</param>
internal sealed class TurningPoints(Directions directions)
{
    /// <summary>Least rows between two counts.</summary>
    private const int LeastRows = 6;

    /// <summary>Smallest step, in units of the demonstration's movement.</summary>
    private const float LeastStep = .25f;

    /// <summary>
    /// Smallest step in standard deviations of the signal within a state. Without it a group that hardly moved in the demonstration takes the
    /// trembling of somebody who stands still for reps.
    /// </summary>
    private const float LeastSpreads = .75f;

    private const double TempoWeight = 2, SizeWeight = 1;

    // Prior spread of log tempo and of relative size, and the reps that it is worth.
    private const double PriorSpread = .3, PriorReps = 2;

    private static readonly float _set = BitConverter.Int32BitsToSingle(-1);

    // By lane. _up and _falling hold masks: all bits set or none.
    private readonly float[] _up = new float[CandidateLayout.Lanes];
    private readonly float[] _low = new float[CandidateLayout.Lanes];
    private readonly float[] _lowAt = new float[CandidateLayout.Lanes];
    private readonly float[] _high = new float[CandidateLayout.Lanes];
    private readonly float[] _highAt = new float[CandidateLayout.Lanes];
    private readonly float[] _falling = new float[CandidateLayout.Lanes];
    private readonly float[] _settledAt = new float[CandidateLayout.Lanes];
    private readonly float[] _steps = new float[CandidateLayout.Lanes];
    private readonly float[] _last = new float[CandidateLayout.SignalLanes];
    private readonly Sums[] _sums = new Sums[CandidateLayout.Candidates];

    // What the vote reads: share of the path = (made - counted * low) / path, score = share - penalty.
    private readonly float[] _made = new float[CandidateLayout.Lanes];
    private readonly float[] _counted = new float[CandidateLayout.Lanes];
    private readonly float[] _penalty = new float[CandidateLayout.Lanes];
    private readonly byte[] _byCount = new byte[CandidateLayout.Candidates];

    /// <summary>Lanes of the candidates, ordered by their counts.</summary>
    public ReadOnlySpan<byte> ByCount => _byCount;

    public int Count(int lane) => _sums[CandidateLayout.Index(lane)].Count;

    /// <summary>Whether the candidate is on its way up or down from a high that has not been counted yet.</summary>
    public bool IsUp(int lane) => BitConverter.SingleToInt32Bits(_up[lane]) != 0;

    /// <summary>How far the signal is above its low, in steps.</summary>
    public float StepsAboveLow(int lane) => (_last[CandidateLayout.Signal(lane)] - _low[lane]) / _steps[lane];

    /// <summary>The row up to which the signal went on falling after the candidate's last rep.</summary>
    public int SettledAt(int lane) => (int)_settledAt[lane];

    public void Start(ReadOnlySpan<float> signals)
    {
        for (var step = 0; step < CandidateLayout.Steps; step++)
            signals.CopyTo(_low.AsSpan(step * CandidateLayout.SignalLanes));
        signals.CopyTo(_last);
        _low.CopyTo(_high, 0);
        Array.Clear(_up);
        Array.Clear(_lowAt);
        Array.Clear(_highAt);
        Array.Clear(_falling);
        Array.Clear(_settledAt);
        Array.Clear(_made);
        Array.Clear(_counted);

        var next = 0;
        for (var lane = 0; lane < CandidateLayout.Lanes; lane++)
        {
            if (!CandidateLayout.IsCandidate(lane))
            {
                _penalty[lane] = float.MaxValue;
                continue;
            }

            _penalty[lane] = (float)(TempoWeight + SizeWeight);
            _sums[next] = new Sums { LastCount = -LeastRows, Valley = _low[lane], Peak = _low[lane] };
            _byCount[next++] = (byte)lane;
        }
    }

    /// <summary>The step of each candidate from the range of its signal.</summary>
    public void SetRanges(ReadOnlySpan<float> ranges)
    {
        for (var lane = 0; lane < CandidateLayout.Lanes; lane++)
            _steps[lane] = Step(lane, ranges);
    }

    /// <summary>The step of a candidate from the range of its signal.</summary>
    public float Step(int lane, ReadOnlySpan<float> ranges)
    {
        var share = CandidateLayout.StepShares[lane / CandidateLayout.SignalLanes] * ranges[CandidateLayout.Signal(lane)];
        return Math.Max(share, Math.Max(LeastStep, LeastSpreads * directions.Spread(CandidateLayout.Group(lane))));
    }

    /// <summary>The next row; swings that it confirms go to <paramref name="memory"/>, where there is one.</summary>
    public void Push(ReadOnlySpan<float> signals, int row, SetMemory? memory)
    {
        ref var value = ref MemoryMarshal.GetReference(signals);
        ref var up = ref MemoryMarshal.GetArrayDataReference(_up);
        ref var low = ref MemoryMarshal.GetArrayDataReference(_low);
        ref var lowAt = ref MemoryMarshal.GetArrayDataReference(_lowAt);
        ref var high = ref MemoryMarshal.GetArrayDataReference(_high);
        ref var highAt = ref MemoryMarshal.GetArrayDataReference(_highAt);
        ref var falling = ref MemoryMarshal.GetArrayDataReference(_falling);
        ref var settledAt = ref MemoryMarshal.GetArrayDataReference(_settledAt);
        ref var steps = ref MemoryMarshal.GetArrayDataReference(_steps);
        ref var last = ref MemoryMarshal.GetArrayDataReference(_last);

        var now = Vector256.Create((float)row);
        for (nuint s = 0; s < CandidateLayout.SignalLanes; s += (nuint)Vector256<float>.Count)
        {
            var v = Vector256.LoadUnsafe(ref value, s);
            var descends = Vector256.LessThanOrEqual(v, Vector256.LoadUnsafe(ref last, s));
            for (var lane = s; lane < CandidateLayout.Lanes; lane += CandidateLayout.SignalLanes)
            {
                var isUp = Vector256.LoadUnsafe(ref up, lane);
                var lows = Vector256.LoadUnsafe(ref low, lane);
                var highs = Vector256.LoadUnsafe(ref high, lane);
                var step = Vector256.LoadUnsafe(ref steps, lane);

                var lower = Vector256.AndNot(Vector256.LessThan(v, lows), isUp);
                lows = Vector256.ConditionalSelect(lower, v, lows);
                lows.StoreUnsafe(ref low, lane);
                Vector256.ConditionalSelect(lower, now, Vector256.LoadUnsafe(ref lowAt, lane)).StoreUnsafe(ref lowAt, lane);

                var higher = Vector256.GreaterThan(v, highs) & isUp;
                highs = Vector256.ConditionalSelect(higher, v, highs);
                highs.StoreUnsafe(ref high, lane);
                Vector256.ConditionalSelect(higher, now, Vector256.LoadUnsafe(ref highAt, lane)).StoreUnsafe(ref highAt, lane);

                var falls = Vector256.LoadUnsafe(ref falling, lane) & descends;
                falls.StoreUnsafe(ref falling, lane);
                Vector256.ConditionalSelect(falls, now, Vector256.LoadUnsafe(ref settledAt, lane)).StoreUnsafe(ref settledAt, lane);

                var turns = Vector256.ConditionalSelect(isUp, Vector256.LessThan(v, highs - step), Vector256.GreaterThan(v, lows + step))
                    .ExtractMostSignificantBits();
                for (; turns != 0; turns &= turns - 1)
                    Turn((int)lane + int.TrailingZeroCount((int)turns), row, memory, signals);
            }

            v.StoreUnsafe(ref last, s);
        }
    }

    /// <summary>Scores of all lanes, from the way that their signals have gone; higher is more regular.</summary>
    public void Score(ReadOnlySpan<float> path, Span<float> scores)
    {
        for (var s = 0; s < CandidateLayout.SignalLanes; s += Vector256<float>.Count)
        {
            var perUnit = Vector256<float>.One / Vector256.Max(Vector256.Create(path.Slice(s, Vector256<float>.Count)), Vector256.Create(1e-9f));
            for (var lane = s; lane < CandidateLayout.Lanes; lane += CandidateLayout.SignalLanes)
            {
                var made = Vector256.Create(_made.AsSpan(lane, Vector256<float>.Count))
                    - Vector256.Create(_counted.AsSpan(lane, Vector256<float>.Count)) * Vector256.Create(_low.AsSpan(lane, Vector256<float>.Count));
                (made * perUnit - Vector256.Create(_penalty.AsSpan(lane, Vector256<float>.Count))).CopyTo(scores[lane..]);
            }
        }
    }

    /// <summary>The swings of one candidate over stored rows, exactly as the vectors above would find them.</summary>
    public static int Replay(ProjectionHead head, int rows, int lane, float step, Span<Swing> swings)
    {
        var group = CandidateLayout.Group(lane);
        var share = CandidateLayout.IsSmoothed(lane) ? CandidateLayout.Smoothed : CandidateLayout.Unsmoothed;
        var v = Quantised.ToFloat(head[0][group]);
        float low = v, high = v;
        int lowAt = 0, highAt = 0, valleyAt = 0, lastCount = -LeastRows, count = 0;
        var up = false;
        for (var row = 0; row < rows; row++)
        {
            if (row > 0)
                v += share * (Quantised.ToFloat(head[row][group]) - v);

            if (up)
            {
                if (v > high)
                    (high, highAt) = (v, row);
                if (v < high - step)
                {
                    up = false;
                    if (row - lastCount >= LeastRows)
                    {
                        swings[count++] = new Swing(valleyAt, highAt, row);
                        lastCount = row;
                    }

                    (low, lowAt) = (v, row);
                }
            }
            else
            {
                if (v < low)
                    (low, lowAt) = (v, row);
                if (v > low + step)
                {
                    up = true;
                    (high, highAt, valleyAt) = (v, row, lowAt);
                }
            }
        }

        return count;
    }

    /// <summary>The most swings that so many rows can hold.</summary>
    public static int MostSwings(int rows) => rows / LeastRows + 1;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Turn(int lane, int row, SetMemory? memory, ReadOnlySpan<float> signals)
    {
        var value = signals[CandidateLayout.Signal(lane)];
        ref var sums = ref _sums[CandidateLayout.Index(lane)];
        if (!IsUp(lane))
        {
            _up[lane] = _set;
            sums.Valley = _low[lane];
            sums.ValleyAt = (int)_lowAt[lane];
            _high[lane] = value;
            _highAt[lane] = row;
            return;
        }

        _up[lane] = 0;
        if (row - sums.LastCount >= LeastRows)
        {
            Complete(lane, row, ref sums);
            memory?.AddSwing(lane, new Swing(sums.ValleyAt, sums.PeakAt, row));
        }

        _low[lane] = value;
        _lowAt[lane] = row;
    }

    private void Complete(int lane, int row, ref Sums sums)
    {
        if (sums.Count > 0)
        {
            var tempo = Math.Log(Math.Max(_highAt[lane] - sums.PeakAt, 1));
            sums.Fall += sums.Peak - sums.Valley;
            sums.Tempo += tempo;
            sums.TempoSquares += tempo * tempo;
        }

        double size = _high[lane] - sums.Valley;
        sums.Rise += size;
        sums.RiseSquares += size * size;
        sums.Peak = _high[lane];
        sums.PeakAt = (int)_highAt[lane];
        sums.LastCount = row;
        sums.Count++;
        _falling[lane] = _set;
        _settledAt[lane] = row;

        _made[lane] = (float)(sums.Rise + sums.Fall + sums.Peak);
        _counted[lane] = 1;
        _penalty[lane] = (float)(TempoWeight * sums.TempoSpread() + SizeWeight * sums.SizeSpread());
        MoveUp(lane, sums.Count);
    }

    private void MoveUp(int lane, int count)
    {
        var at = _byCount.AsSpan().IndexOf((byte)lane);
        for (; at + 1 < _byCount.Length && Count(_byCount[at + 1]) < count; at++)
            _byCount[at] = _byCount[at + 1];
        _byCount[at] = (byte)lane;
    }

    /// <summary>What a candidate's reps have in common.</summary>
    private struct Sums
    {
        public double Rise, RiseSquares, Fall, Tempo, TempoSquares;
        public float Valley, Peak;
        public int ValleyAt, PeakAt, LastCount, Count;

        /// <summary>Spread of the log time between peaks; 1 where there are not yet two.</summary>
        public readonly double TempoSpread()
        {
            var gaps = Count - 1;
            return gaps == 0 ? 1 : Math.Sqrt((Math.Max(TempoSquares - Tempo * Tempo / gaps, 0) + PriorReps * PriorSpread * PriorSpread) / (gaps + PriorReps));
        }

        /// <summary>Spread of the reps' size, relative to their mean size.</summary>
        public readonly double SizeSpread()
        {
            var mean = Math.Max(Rise / Count, 1e-6);
            var squares = Math.Max(RiseSquares - Rise * Rise / Count, 0) / (mean * mean);
            return Math.Sqrt((squares + PriorReps * PriorSpread * PriorSpread) / (Count + PriorReps));
        }
    }
}
