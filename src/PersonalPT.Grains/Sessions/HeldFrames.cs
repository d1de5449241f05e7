using PersonalPT.Contracts.Models;
using PersonalPT.Counting.Skeletons;
using PersonalPT.Counting.Training;

namespace PersonalPT.Grains.Sessions;

/// <summary>
/// The last five minutes of a session's landmarks, in memory only, so that a coach can teach from what was just done. Bounded by time, by frames and by
/// the silo's memory for all sessions; once it is full it allocates nothing.
/// </summary>
/// <param name="memory">The memory that it shares with other sessions.</param>
/// <param name="maxFrames">Frames to hold at most.</param>
internal sealed class HeldFrames(HeldFramesMemory memory, int maxFrames = HeldFrames.DefaultMaxFrames) : IDisposable
{
    /// <summary>Five minutes at 60 frames a second; about 10 MB.</summary>
    public const int DefaultMaxFrames = 5 * 60 * 60;

    /// <summary>Memory is taken in chunks of so many bytes.</summary>
    public const int ChunkBytes = Chunk.Size * ((Skeleton.LandmarkCount * 4 * sizeof(float)) + sizeof(long) + sizeof(bool));

    private const long SpanMicros = 5 * 60 * 1_000_000L;
    private const long ClockJumpMicros = 1_000_000;

    private readonly Queue<Chunk> _chunks = [];
    private Chunk? _newest;
    private Chunk? _spare;
    private long _lastMicros = long.MinValue;

    /// <summary>Frames that are held.</summary>
    public int Count { get; private set; }

    /// <summary>Takes a frame; one that is not later than the one before is passed over, one that is much earlier means another clock and starts anew.</summary>
    public void Add(long captureMicros, ReadOnlySpan<Landmark> landmarks)
    {
        if (Count > 0 && captureMicros <= _lastMicros)
        {
            if (_lastMicros - captureMicros < ClockJumpMicros)
                return;

            Clear();
        }

        _lastMicros = captureMicros;
        if (_newest is null || _newest.Count == Chunk.Size)
        {
            _newest = NextChunk();
            if (_newest is null)
                return;

            _chunks.Enqueue(_newest);
        }

        _newest.Add(captureMicros, landmarks);
        Count++;
        while (_chunks.TryPeek(out var oldest) && oldest != _newest &&
            (oldest.LastMicros < captureMicros - SpanMicros || Count - oldest.Count >= maxFrames))
        {
            GiveUpOldest();
        }
    }

    /// <summary>Lets go of everything.</summary>
    public void Dispose()
    {
        Clear();
        if (_spare is not null)
            memory.GiveBack(1);
        _spare = null;
    }

    /// <summary>A copy of what lies within the span.</summary>
    public PackedFrames Within(CaptureSpan span)
    {
        var micros = new List<long>();
        var seen = new List<bool>();
        var landmarks = new List<Landmark>();
        var oldest = Math.Max(span.StartMicros, _lastMicros - SpanMicros);
        foreach (var chunk in _chunks)
            chunk.CopyTo(new CaptureSpan(oldest, span.EndMicros), micros, seen, landmarks);
        return new PackedFrames([.. micros], [.. seen], [.. landmarks]);
    }

    private Chunk? NextChunk()
    {
        if (_spare is null && !memory.TryTake())
        {
            if (_chunks.Count == 0)
                return null;

            GiveUpOldest();
        }

        var next = _spare ?? new Chunk();
        _spare = null;
        return next;
    }

    private void GiveUpOldest()
    {
        var oldest = _chunks.Dequeue();
        Count -= oldest.Count;
        oldest.Clear();
        if (_spare is not null)
            memory.GiveBack(1);
        _spare = oldest;
    }

    private void Clear()
    {
        memory.GiveBack(_chunks.Count);
        _chunks.Clear();
        (_newest, Count) = (null, 0);
    }

    private sealed class Chunk
    {
        // Small enough to stay off the large object heap.
        public const int Size = 128;

        private readonly long[] _micros = new long[Size];
        private readonly bool[] _seen = new bool[Size];
        private readonly Landmark[] _landmarks = new Landmark[Size * Skeleton.LandmarkCount];

        public int Count { get; private set; }

        public long LastMicros => _micros[Count - 1];

        public void Clear() => Count = 0;

        public void Add(long captureMicros, ReadOnlySpan<Landmark> landmarks)
        {
            _micros[Count] = captureMicros;
            _seen[Count] = !landmarks.IsEmpty;
            landmarks.CopyTo(_landmarks.AsSpan(Count * Skeleton.LandmarkCount));
            Count++;
        }

        public void CopyTo(CaptureSpan span, List<long> micros, List<bool> seen, List<Landmark> landmarks)
        {
            for (var i = 0; i < Count; i++)
            {
                if (_micros[i] < span.StartMicros || _micros[i] > span.EndMicros)
                    continue;

                micros.Add(_micros[i]);
                seen.Add(_seen[i]);
                if (_seen[i])
                    landmarks.AddRange(_landmarks.AsSpan(i * Skeleton.LandmarkCount, Skeleton.LandmarkCount));
            }
        }
    }
}
