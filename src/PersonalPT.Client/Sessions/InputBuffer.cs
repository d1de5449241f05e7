using PersonalPT.Protocol.V1;

namespace PersonalPT.Client;

/// <summary>
/// The inputs that may be needed again, numbered without a hole, as bytes in a ring that grows as far as its bounds let it. Not thread-safe.
/// </summary>
internal sealed class InputBuffer
{
    // Above the bounds there is a reserve, or a buffer that is full would go on losing what a stream is just about to send.
    private const int ReserveShare = 16;

    private readonly int _maxInputs;
    private readonly int _maxBytes;

    // Both rings have a power of two of places, so that a position finds its place by masking and keeps it.
    private byte[] _bytes = new byte[1024];
    private Held[] _held = new Held[16];
    private long _start;
    private long _end;

    /// <summary>Makes an empty buffer.</summary>
    /// <param name="firstSeq">Number of the first input to come.</param>
    /// <param name="maxInputs">Inputs to hold.</param>
    /// <param name="maxBytes">Bytes to hold.</param>
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

    /// <summary>What the oldest input is.</summary>
    public Input.InputOneofCase OldestKind => HeldAt(OldestSeq).Kind;

    /// <summary>The oldest input.</summary>
    public byte[] OldestBytes
    {
        get
        {
            var bytes = new byte[(int)(HeldAt(OldestSeq).End - _start)];
            CopyBytes(_start, bytes);
            return bytes;
        }
    }

    /// <summary>How much of a bound is added to it as the reserve: a sixteenth.</summary>
    public static long ReserveOf(long bound) => (bound + ReserveShare - 1) / ReserveShare;

    /// <summary>Whether what is held uses nothing of the reserve.</summary>
    public bool IsWithinBounds => Count <= _maxInputs && ByteCount <= _maxBytes;

    /// <summary>Whether an input fits within the bounds.</summary>
    /// <param name="bytes">Its size.</param>
    /// <param name="withReserve">Within the bounds and the reserve above them.</param>
    public bool HasRoomFor(int bytes, bool withReserve) =>
        Count + 1 <= _maxInputs + (withReserve ? ReserveOf(_maxInputs) : 0) && ByteCount + bytes <= _maxBytes + (withReserve ? ReserveOf(_maxBytes) : 0);

    /// <summary>Adds an input, whether it fits within the bounds or not.</summary>
    /// <param name="input">Its bytes.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="timestamp">When, by the clock's timestamps.</param>
    public void Append(ReadOnlySpan<byte> input, Input.InputOneofCase kind, long timestamp)
    {
        Reserve(input.Length);
        WriteBytes(_end, input);
        _end += input.Length;
        HeldAt(NextSeq) = new Held(_end, timestamp, kind);
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

    /// <summary>Adds an input before the oldest one; it gets the number before.</summary>
    /// <inheritdoc cref="Append"/>
    public void Prepend(ReadOnlySpan<byte> input, Input.InputOneofCase kind, long timestamp)
    {
        Reserve(input.Length);
        OldestSeq--;
        HeldAt(OldestSeq) = new Held(_start, timestamp, kind);
        _start -= input.Length;
        WriteBytes(_start, input);
    }

    /// <summary>Passes over numbers that no input gets; nothing may be held.</summary>
    public void SkipTo(ulong nextSeq)
    {
        if (Count > 0)
            throw new InvalidOperationException("Numbers can be passed over only where no input is held.");
        OldestSeq = NextSeq = Math.Max(NextSeq, nextSeq);
    }

    /// <summary>Lets go of the oldest input.</summary>
    public void DropOldest()
    {
        _start = HeldAt(OldestSeq).End;
        OldestSeq++;
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

    private void Reserve(int bytes)
    {
        while (ByteCount + bytes > _bytes.Length)
            GrowBytes();
        if (Count == _held.Length)
            GrowHeld();
    }

    private void WriteBytes(long to, ReadOnlySpan<byte> input)
    {
        var at = (int)(to & (_bytes.Length - 1));
        var before = Math.Min(input.Length, _bytes.Length - at);
        input[..before].CopyTo(_bytes.AsSpan(at));
        input[before..].CopyTo(_bytes);
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

    private readonly record struct Held(long End, long Timestamp, Input.InputOneofCase Kind);
}
