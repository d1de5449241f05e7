using PersonalPT.Counting.Models;
using PersonalPT.Counting.Signals;

namespace PersonalPT.Counting.Sets;

/// <summary>
/// What the two counters of a session share. Each keeps the first half of its head in a block of its own; by its 400th row the other one is idle,
/// and gives its block for the second half. Thinned rows and each candidate's last swings are for what comes after the head.
/// </summary>
internal sealed class SetMemory
{
    /// <summary>Swings kept a candidate.</summary>
    public const int SwingsKept = 24;

    /// <summary>Thinned rows kept: as many as the head has.</summary>
    public const int ThinKept = ProjectionHead.Rows / MovementRange.Thinning;

    /// <summary>Rows after the head of which the signal of all features is kept: forty seconds.</summary>
    public const int DepthsKept = 40 * CaptureTimeline.RowsPerSecond;

    private readonly short[][] _blocks =
        [new short[ProjectionHead.BlockRows * FeatureGroups.Count], new short[ProjectionHead.BlockRows * FeatureGroups.Count]];

    private readonly short[] _thin = new short[ThinKept * CandidateLayout.Signals];
    private readonly PackedSwing[] _swings = new PackedSwing[CandidateLayout.Candidates * SwingsKept];
    private readonly int[] _swingCounts = new int[CandidateLayout.Candidates];
    private readonly short[] _depths = new short[DepthsKept];
    private int _thinCount;

    /// <summary>The head of one of the session's two counters, 0 or 1.</summary>
    public ProjectionHead HeadOf(int counter) => new(_blocks[counter], _blocks[1 - counter]);

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

    /// <summary>Keeps the signal of all features of a row after the head.</summary>
    public void AddDepth(int row, short signal) => _depths[row % DepthsKept] = signal;

    /// <summary>What was kept of one of the last <see cref="DepthsKept"/> rows.</summary>
    public short DepthOf(int row) => _depths[row % DepthsKept];

    public void AddSwing(int lane, Swing swing)
    {
        var c = CandidateLayout.Index(lane);
        _swings[c * SwingsKept + _swingCounts[c]++ % SwingsKept] = new PackedSwing((ushort)swing.Low, (ushort)swing.High, (ushort)swing.Confirmed);
    }

    /// <summary>Copies a candidate's swings since the head, as many as are kept, in time order.</summary>
    public int CopySwings(int lane, int row, Span<Swing> to)
    {
        var c = CandidateLayout.Index(lane);
        var count = Math.Min(_swingCounts[c], SwingsKept);
        for (var k = 0; k < count; k++)
        {
            var packed = _swings[c * SwingsKept + (_swingCounts[c] - count + k) % SwingsKept];
            to[k] = new Swing(Unpacked(packed.Low, row), Unpacked(packed.High, row), Unpacked(packed.Confirmed, row));
        }

        return count;
    }

    // Sixteen bits hold the distance from now of anything in the last 36 minutes; a set that is cut at five needs no more.
    private static int Unpacked(ushort stored, int row) => Math.Max(row - (ushort)(row - stored), 0);

    private readonly record struct PackedSwing(ushort Low, ushort High, ushort Confirmed);
}
