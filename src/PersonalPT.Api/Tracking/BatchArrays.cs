using System.Buffers;
using Google.Protobuf.Collections;
using PersonalPT.Api.Wire;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Protocol;
using PersonalPT.Protocol.V1;
using CaptureHeader = PersonalPT.Contracts.Sessions.CaptureHeader;

namespace PersonalPT.Api.Tracking;

/// <summary>
/// The arrays of one session's batches: filled, sent, filled again. They belong to the gateway, and the grain reads them while a call runs; so after a
/// call whose outcome is unknown they are given up and never returned to the pool.
/// </summary>
internal sealed class BatchArrays(CaptureHeader capture) : IDisposable
{
    private const int KeptFrames = 64;

    private SessionInput[] _inputs = [];
    private float[] _landmarks = [];
    private int _frames;
    private bool _givenUp;

    /// <summary>Number of the first input.</summary>
    public long First { get; private set; }

    /// <summary>Inputs that are in.</summary>
    public int Count { get; private set; }

    /// <summary>Whether inputs from this number on go on where the batch ends, and fit in.</summary>
    public bool Continues(ulong firstInputSeq, int count) =>
        Count == 0 || ((long)firstInputSeq == First + Count && Count + count <= InputChecks.MaxInputs);

    /// <summary>Adds inputs that were checked.</summary>
    public void Add(ulong firstInputSeq, RepeatedField<Input> inputs)
    {
        if (Count == 0)
            First = (long)firstInputSeq;
        Grow(ref _inputs, Count, Count + inputs.Count);
        for (var i = 0; i < inputs.Count; i++)
            _inputs[Count++] = Read(inputs[i]);
    }

    /// <summary>The batch. It is these arrays: gone after <see cref="Clear"/>.</summary>
    public InputBatch ToBatch(long oldestHeldInputSeq, long arrivedMicros, long streamNumber = 0, bool takesStatus = false) => new()
    {
        FirstInputSeq = First,
        Inputs = _inputs.AsMemory(0, Count),
        Landmarks = _landmarks.AsMemory(0, _frames * CompactFrame.FloatCount),
        OldestHeldInputSeq = oldestHeldInputSeq,
        ArrivedMicros = arrivedMicros,
        StreamNumber = streamNumber,
        TakesStatus = takesStatus,
    };

    /// <summary>The call has returned: the arrays may be filled again. Those of a long replay are not kept.</summary>
    public void Clear()
    {
        Count = 0;
        _frames = 0;
        if (_landmarks.Length > 2 * KeptFrames * CompactFrame.FloatCount)
        {
            ArrayPool<float>.Shared.Return(_landmarks);
            _landmarks = [];
        }
    }

    /// <summary>Somebody may still read the arrays: leave them to him.</summary>
    public void GiveUp() => _givenUp = true;

    public void Dispose()
    {
        if (_givenUp)
            return;

        GiveUp();
        if (_landmarks.Length > 0)
            ArrayPool<float>.Shared.Return(_landmarks);
        if (_inputs.Length > 0)
            ArrayPool<SessionInput>.Shared.Return(_inputs, clearArray: true);
    }

    /// <summary>One control as a batch of its own.</summary>
    public static InputBatch Single(ulong inputSeq, SessionInput input) => new()
    {
        FirstInputSeq = (long)inputSeq,
        Inputs = new[] { input },
        Landmarks = ReadOnlyMemory<float>.Empty,
    };

    private SessionInput Read(Input input)
    {
        var at = capture.CaptureEpochMicros + (long)input.TimeUs;
        switch (input.InputCase)
        {
            case Input.InputOneofCase.Compact:
                LandmarkReader.Read(input.Compact, capture, NextFrame());
                return new SessionInput(InputKind.Frame, at);
            case Input.InputOneofCase.Floats:
                LandmarkReader.Read(input.Floats, capture, NextFrame());
                return new SessionInput(InputKind.Frame, at);
            case Input.InputOneofCase.NobodySeen:
                return new SessionInput(InputKind.NobodySeen, at);
            case Input.InputOneofCase.SelectExercise:
                return new SessionInput(InputKind.SelectExercise, at, input.SelectExercise.ExerciseId);
            case Input.InputOneofCase.EndSet:
                return new SessionInput(InputKind.EndSet, at);
            case Input.InputOneofCase.Pause:
                return new SessionInput(InputKind.Pause, at);
            case Input.InputOneofCase.Unpause:
                return new SessionInput(InputKind.Unpause, at);
            case Input.InputOneofCase.EndSession:
                return new SessionInput(InputKind.EndSession, at);
            default:
                throw new ArgumentOutOfRangeException(nameof(input), input.InputCase, "Not checked.");
        }
    }

    private Span<float> NextFrame()
    {
        var start = _frames++ * CompactFrame.FloatCount;
        Grow(ref _landmarks, start, start + CompactFrame.FloatCount);
        return _landmarks.AsSpan(start, CompactFrame.FloatCount);
    }

    private static void Grow<T>(ref T[] array, int used, int needed)
    {
        if (array.Length >= needed)
            return;

        var larger = ArrayPool<T>.Shared.Rent(Math.Max(needed, 2 * used));
        array.AsSpan(0, used).CopyTo(larger);
        if (array.Length > 0)
            ArrayPool<T>.Shared.Return(array);
        array = larger;
    }
}
