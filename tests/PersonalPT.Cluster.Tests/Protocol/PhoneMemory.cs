namespace PersonalPT.Cluster.Tests.Protocol;

/// <summary>What a phone keeps, and which of it goes next.</summary>
internal interface IPhoneMemory
{
    /// <summary>The oldest input that could still be sent, or the next one where none is held.</summary>
    long OldestHeld { get; }

    /// <summary>A stream is about to be opened.</summary>
    /// <returns>What it says to be the oldest input.</returns>
    long Open();

    /// <summary>The stream is over.</summary>
    void Leave();

    /// <summary>The app makes its next inputs.</summary>
    void Push(int count);

    /// <summary>A stream was opened, and this is its first word.</summary>
    /// <returns>False where the server has inputs that were never made.</returns>
    bool Begin(long next, long durable);

    /// <summary>Another acknowledgement.</summary>
    /// <returns>False where the server has inputs that were never made.</returns>
    bool Acknowledge(long next, long durable);

    /// <summary>The server wants inputs again.</summary>
    /// <returns>False where such inputs were never made.</returns>
    bool Rewind(long inputSeq);

    /// <summary>Takes the next batch out.</summary>
    /// <param name="isLost">Whether the input that goes next is held no more.</param>
    /// <returns>Its first and last input; null where there is none.</returns>
    (long First, long Last)? Take(out bool isLost);
}

/// <summary>The model of it: a few numbers. May forget what it must not, to see whether that is noticed.</summary>
internal sealed class ModelPhoneMemory(int room, bool forgetsTooMuch = false) : IPhoneMemory
{
    private const int FullBatch = 12;

    private long _made = 1;
    private long _next = 1;
    private long _acknowledged = 1;

    public long OldestHeld { get; private set; } = 1;

    public long Open() => OldestHeld;

    public void Leave()
    {
        // It keeps no account of what a stream may still deliver.
    }

    public void Push(int count)
    {
        _made += count;
        OldestHeld = Math.Max(OldestHeld, _made - room);
    }

    public bool Begin(long next, long durable)
    {
        if (next > _made)
            return false;

        Forget(next, durable);
        _next = Math.Max(next, OldestHeld);
        _acknowledged = next;
        return true;
    }

    public bool Acknowledge(long next, long durable)
    {
        if (next > _made)
            return false;

        Forget(next, durable);
        if (next < _acknowledged || next > _next)
            _next = next;
        _acknowledged = next;
        return true;
    }

    public bool Rewind(long inputSeq)
    {
        if (inputSeq > _made)
            return false;

        _next = inputSeq;
        return true;
    }

    public (long First, long Last)? Take(out bool isLost)
    {
        isLost = _next < OldestHeld;
        if (isLost || _next == _made)
            return null;

        var first = _next;
        _next = Math.Min(_made, _next + FullBatch);
        return (first, _next - 1);
    }

    private void Forget(long next, long durable) => OldestHeld = Math.Max(OldestHeld, forgetsTooMuch ? next : durable);
}
