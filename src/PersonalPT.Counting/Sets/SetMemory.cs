using PersonalPT.Counting.Models;

namespace PersonalPT.Counting.Sets;

/// <summary>
/// What a set needs from its 400th row on: the second half of the head, thinned rows, and each candidate's last swings. A session has one, because
/// of the two counters that run while nothing has been found, neither gets that far.
/// </summary>
internal sealed class SetMemory
{
    /// <summary>Swings kept a candidate.</summary>
    public const int SwingsKept = 24;

    /// <summary>Thinned rows kept: as many as the head has.</summary>
    public const int ThinKept = ProjectionHead.Rows / MovementRange.Thinning;

    private const int CandidateCount = CandidateLayout.Signals * CandidateLayout.Steps;

    private readonly short[] _thin = new short[ThinKept * CandidateLayout.Signals];
    private readonly PackedSwing[] _swings = new PackedSwing[CandidateCount * SwingsKept];
    private readonly int[] _swingCounts = new int[CandidateCount];
    private int _thinCount;

    /// <summary>The second half of the head.</summary>
    public short[] LateHead { get; } = new short[(ProjectionHead.Rows - ProjectionHead.EarlyRows) * FeatureGroups.Count];

    /// <summary>For going over stored rows again while the set's own filter stands at the last row.</summary>
    public SignalFilter Replay { get; } = new();

    public void Clear()
    {
        Array.Clear(_swingCounts);
        _thinCount = 0;
    }

    public void AddThin(ReadOnlySpan<float> signals)
    {
        var to = _thin.AsSpan(_thinCount++ % ThinKept * CandidateLayout.Signals, CandidateLayout.Signals);
        for (var s = 0; s < to.Length; s++)
            to[s] = Quantised.From(signals[s]);
    }

    /// <summary>A signal's last thinned rows, in no order.</summary>
    public int CopyThin(int signal, Span<float> to)
    {
        var count = Math.Min(to.Length, Math.Min(_thinCount, ThinKept));
        var slot = _thinCount % ThinKept;
        for (var i = 0; i < count; i++)
        {
            slot = slot == 0 ? ThinKept - 1 : slot - 1;
            to[i] = Quantised.ToFloat(_thin[slot * CandidateLayout.Signals + signal]);
        }

        return count;
    }

    public void AddSwing(int lane, Swing swing)
    {
        var c = Compact(lane);
        _swings[c * SwingsKept + _swingCounts[c]++ % SwingsKept] = new PackedSwing((ushort)swing.Low, (ushort)swing.High, (ushort)swing.Confirmed);
    }

    /// <summary>Copies a candidate's swings since the head, as many as are kept, in time order.</summary>
    public int CopySwings(int lane, int row, Span<Swing> to)
    {
        var c = Compact(lane);
        var count = Math.Min(_swingCounts[c], SwingsKept);
        for (var k = 0; k < count; k++)
        {
            var packed = _swings[c * SwingsKept + (_swingCounts[c] - count + k) % SwingsKept];
            to[k] = new Swing(Unpacked(packed.Low, row), Unpacked(packed.High, row), Unpacked(packed.Confirmed, row));
        }

        return count;
    }

    private static int Compact(int lane) => lane / CandidateLayout.SignalLanes * CandidateLayout.Signals + CandidateLayout.Signal(lane);

    // Sixteen bits hold the distance from now of anything in the last 36 minutes; a set that is cut at five needs no more.
    private static int Unpacked(ushort stored, int row) => Math.Max(row - (ushort)(row - stored), 0);

    private readonly record struct PackedSwing(ushort Low, ushort High, ushort Confirmed);
}
