using PersonalPT.Counting.Models;

namespace PersonalPT.Counting.Sets;

/// <summary>
/// How signals and candidates lie in memory. Nine groups times two smoothings make 18 signals, padded to 24 lanes (three vectors of eight); times
/// three step sizes they make 54 candidates in three runs of 24 lanes, so that a candidate's signal needs no gathering.
/// </summary>
internal static class CandidateLayout
{
    public const int Smoothings = 2;

    /// <summary>Signals: nine groups unsmoothed, then the same nine smoothed.</summary>
    public const int Signals = FeatureGroups.Count * Smoothings;

    /// <summary>Lanes of one run of signals.</summary>
    public const int SignalLanes = 24;

    public const int Steps = 3;

    public const int Candidates = Signals * Steps;

    /// <summary>Lanes of all candidates; those of padding never move.</summary>
    public const int Lanes = SignalLanes * Steps;

    /// <summary>Exponential smoothing of the first and of the second nine signals.</summary>
    public const float Unsmoothed = 1f, Smoothed = .3f;

    /// <summary>Rows that the median of three and the smoothing make a signal late.</summary>
    public const int LagUnsmoothed = 1, LagSmoothed = 3;

    /// <summary>Step of a turning point as a share of the range of movement.</summary>
    public static ReadOnlySpan<float> StepShares => [.4f, .5f, .6f];

    public static int Signal(int lane) => lane % SignalLanes;

    public static bool IsCandidate(int lane) => Signal(lane) < Signals;

    /// <summary>Number of a candidate among the 54.</summary>
    public static int Index(int lane) => lane / SignalLanes * Signals + Signal(lane);

    public static int Group(int lane) => Signal(lane) % FeatureGroups.Count;

    public static bool IsSmoothed(int lane) => Signal(lane) >= FeatureGroups.Count;

    public static int Lag(int lane) => IsSmoothed(lane) ? LagSmoothed : LagUnsmoothed;
}
