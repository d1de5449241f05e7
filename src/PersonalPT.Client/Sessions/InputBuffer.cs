namespace PersonalPT.Client;

/// <summary>
/// The inputs that may be needed again, numbered without a hole, as bytes in a ring that grows up to its bounds; then the oldest goes. Not thread-safe.
/// </summary>
internal sealed class InputBuffer
{
    private readonly int _maxInputs;
    private readonly int _maxBytes;

    // Both rings have a power of two of places, so that a position finds its place by masking and keeps it.
    private byte[] _bytes = new byte[1024];
    private Held[] _held = new Held[16];
    private long _start;
    private long _end;

    /// <summary>Makes an empty buffer.</summary>
    /// <param name="firstSeq">Number of the first input to come.</param>
    /// <param name="maxInputs">Inputs to hold at most.</param>
    /// <param name="maxBytes">Bytes to hold at most.</param>
    public InputBuffer(ulong firstSeq, int maxInputs, int maxBytes)
    {
        OldestSeq = NextSeq = firstSeq;
        _maxInputs = maxInputs;
        _maxBytes = maxBytes;
    }

    /// <summary>Number of the oldest input that is held, or of the next one where none is.</summary>
    public ulong OldestSeq { get; private set; }

    /// <summary>Number of the next input.</summary>
    public ulong NextSeq { get; private set; }

    /// <summary>Bytes held.</summary>
    public int ByteCount => (int)(_end - _start);

    /// <summary>Inputs held.</summary>
    public int Count => (int)(NextSeq - OldestSeq);

    /// <summary>Adds an input, and lets go of the oldest ones where there is no room.</summary>
    /// <param name="input">Its bytes; no more than the buffer may hold.</param>
    /// <param name="timestamp">When, by the clock's timestamps.</param>
    public void Append(ReadOnlySpan<byte> input, long timestamp)
    {
        while (Count > 0 && (Count >= _maxInputs || ByteCount + input.Length > _maxBytes))
            DropOldest();
        while (ByteCount + input.Length > _bytes.Length)
            GrowBytes();
        if (Count == _held.Length)
            GrowHeld();

        var at = (int)(_end & (_bytes.Length - 1));
        var before = Math.Min(input.Length, _bytes.Length - at);
        input[..before].CopyTo(_bytes.AsSpan(at));
        input[before..].CopyTo(_bytes);
        _end += input.Length;
        HeldAt(NextSeq) = new Held(_end, timestamp);
        NextSeq++;
    }

    /// <summary>Gives what is held, and all that is to come, higher numbers.</summary>
    /// <param name="by">How much higher.</param>
    public void Renumber(ulong by)
    {
        var moved = new Held[_held.Length];
        for (var seq = OldestSeq; seq < NextSeq; seq++)
            moved[(int)((seq + by) & (ulong)(moved.Length - 1))] = HeldAt(seq);
        _held = moved;
        OldestSeq += by;
        NextSeq += by;
    }

    /// <summary>Lets go of everything below a number.</summary>
    public void DropBelow(ulong inputSeq)
    {
        while (OldestSeq < inputSeq && Count > 0)
            DropOldest();
    }

    /// <summary>Lets go of everything that came before a moment.</summary>
    public void DropOlderThan(long timestamp)
    {
        while (Count > 0 && HeldAt(OldestSeq).Timestamp < timestamp)
            DropOldest();
    }

    /// <summary>When an input came.</summary>
    public long TimestampOf(ulong inputSeq) => HeldAt(inputSeq).Timestamp;

    /// <summary>Copies inputs, as many as there are, are wanted and fit.</summary>
    /// <param name="firstSeq">The first one; held.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="destination">Where to.</param>
    /// <returns>How many inputs and bytes were copied.</returns>
    public (int Inputs, int Bytes) Copy(ulong firstSeq, int most, Span<byte> destination)
    {
        var from = firstSeq == OldestSeq ? _start : HeldAt(firstSeq - 1).End;
        var inputs = 0;
        var to = from;
        while (inputs < most && firstSeq + (ulong)inputs < NextSeq)
        {
            var end = HeldAt(firstSeq + (ulong)inputs).End;
            if (end - from > destination.Length)
                break;
            to = end;
            inputs++;
        }

        CopyBytes(from, destination[..(int)(to - from)]);
        return (inputs, (int)(to - from));
    }

    private ref Held HeldAt(ulong inputSeq) => ref _held[(int)(inputSeq & (ulong)(_held.Length - 1))];

    private void DropOldest()
    {
        _start = HeldAt(OldestSeq).End;
        OldestSeq++;
    }

    private void CopyBytes(long from, Span<byte> destination)
    {
        var at = (int)(from & (_bytes.Length - 1));
        var before = Math.Min(destination.Length, _bytes.Length - at);
        _bytes.AsSpan(at, before).CopyTo(destination);
        _bytes.AsSpan(0, destination.Length - before).CopyTo(destination[before..]);
    }

    private void GrowBytes()
    {
        var larger = new byte[2 * _bytes.Length];
        var at = (int)(_start & (larger.Length - 1));
        var before = Math.Min(ByteCount, larger.Length - at);
        CopyBytes(_start, larger.AsSpan(at, before));
        CopyBytes(_start + before, larger.AsSpan(0, ByteCount - before));
        _bytes = larger;
    }

    private void GrowHeld()
    {
        var larger = new Held[2 * _held.Length];
        for (var seq = OldestSeq; seq < NextSeq; seq++)
            larger[(int)(seq & (ulong)(larger.Length - 1))] = HeldAt(seq);
        _held = larger;
    }

    private readonly record struct Held(long End, long Timestamp);
}
