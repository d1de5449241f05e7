using System.Runtime.InteropServices;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Counting.Skeletons;

namespace PersonalPT.Grains.Sessions;

/// <summary>A place in a batch: the next input and, where it is a frame with a person, its landmarks. Allocates nothing.</summary>
internal struct InputCursor(InputBatch batch)
{
    private const int FloatsPerLandmark = 4;

    private int _index;
    private int _frame;

    /// <summary>Floats of a frame with a person.</summary>
    public const int FloatsPerFrame = Skeleton.LandmarkCount * FloatsPerLandmark;

    /// <summary>Whether nothing is left.</summary>
    public readonly bool AtEnd => _index == batch.Inputs.Length;

    /// <summary>The number of the next input.</summary>
    public readonly long Seq => batch.FirstInputSeq + _index;

    /// <summary>The next input.</summary>
    public readonly SessionInput Current => batch.Inputs.Span[_index];

    /// <summary>The next input's landmarks; empty where it shows nobody.</summary>
    public readonly ReadOnlySpan<Landmark> Landmarks => Current.Kind == InputKind.Frame
        ? MemoryMarshal.Cast<float, Landmark>(batch.Landmarks.Span.Slice(_frame * FloatsPerFrame, FloatsPerFrame))
        : default;

    /// <summary>Goes on to the next input.</summary>
    public void Advance()
    {
        if (Current.Kind == InputKind.Frame)
            _frame++;
        _index++;
    }

    /// <summary>Passes over what comes before an input.</summary>
    public void SkipTo(long seq)
    {
        while (!AtEnd && Seq < seq)
            Advance();
    }

    /// <summary>Why a batch cannot be read; null where it can.</summary>
    public static string? Fault(InputBatch batch)
    {
        if (batch.FirstInputSeq < 1)
            return "Inputs are numbered from 1.";

        var frames = 0;
        foreach (ref readonly var input in batch.Inputs.Span)
        {
            if (!Enum.IsDefined(input.Kind))
                return $"There is no input of kind {(int)input.Kind}.";
            if (input.Kind == InputKind.Frame)
                frames++;
        }

        return frames * FloatsPerFrame == batch.Landmarks.Length
            ? null
            : $"{frames} frames need {frames * FloatsPerFrame} landmark values; there are {batch.Landmarks.Length}.";
    }
}
