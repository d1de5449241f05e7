namespace PersonalPT.Grains.Sessions;

/// <summary>
/// The memory that all sessions of a silo together may use for frames held for teaching. Where it is used up, a session that wants more gives up its own
/// oldest frames for its newest, and one that holds none yet holds none until another lets go. No session takes what another one holds.
/// </summary>
internal sealed class HeldFramesMemory(SessionLimits limits)
{
    private readonly long _chunks = limits.HeldFrameBytes / HeldFrames.ChunkBytes;
    private long _taken;

    /// <summary>Bytes that are in use.</summary>
    public long Bytes => Interlocked.Read(ref _taken) * HeldFrames.ChunkBytes;

    /// <summary>Takes memory for one more chunk of frames, if there is any.</summary>
    public bool TryTake()
    {
        if (Interlocked.Increment(ref _taken) <= _chunks)
            return true;

        Interlocked.Decrement(ref _taken);
        return false;
    }

    /// <summary>Gives memory back.</summary>
    public void GiveBack(int chunks) => Interlocked.Add(ref _taken, -chunks);
}
