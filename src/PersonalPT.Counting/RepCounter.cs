using PersonalPT.Counting.Models;
using PersonalPT.Counting.Sets;
using PersonalPT.Counting.Signals;
using PersonalPT.Counting.Skeletons;

namespace PersonalPT.Counting;

/// <summary>
/// Counts one session's reps: inputs in, events out, at once and deterministically. State is rebuilt, never stored: a fresh counter that is given the
/// inputs from <see cref="RestartPoint"/> on gives the same events. Not safe for concurrent use.
/// </summary>
/// <remarks>
/// While nothing has been found a second counter runs five seconds behind the first one and holds back what it finds; when the first has found
/// nothing for ten seconds, the second takes its place. So the restart point moves on, and what the counter at it gives does not depend on what was
/// before.
/// </remarks>
public sealed class RepCounter
{
    /// <summary>Changes when the same inputs may give other events.</summary>
    public const int Version = 2;

    private const long ShadowAfterMicros = 5_000_000;
    private const long IdleMicros = 10_000_000;

    private readonly bool _splits;
    private readonly List<CountingEvent> _held = [];
    private SetLane _primary;
    private SetLane _shadow;
    private long _nextInputSeq;
    private bool _personSeen;

    /// <summary>A counter at the start of a session, or at a restart point.</summary>
    /// <param name="model">The exercise. Counters share it.</param>
    /// <param name="settings">How to count.</param>
    /// <param name="setNumber">Number of the first set, from 1.</param>
    /// <param name="nextInputSeq">The first input that will be fed to it.</param>
    public RepCounter(ExerciseModel model, CountingSettings settings, int setNumber = 1, long nextInputSeq = 1)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentOutOfRangeException.ThrowIfLessThan(setNumber, 1);

        _splits = settings.SplitSets;
        _nextInputSeq = nextInputSeq;
        var memory = new SetMemory();
        _primary = new SetLane(model, settings, memory, place: 0);
        _shadow = new SetLane(model, settings, memory, place: 1);
        _primary.Clear(setNumber);
        _shadow.Clear(setNumber);
    }

    /// <summary>What a screen shows between events.</summary>
    public CountingStatus Status =>
        new(_personSeen, _primary.State, _primary.Progress, _primary.SetNumber, _primary.Reps > 0, _primary.Reps);

    /// <summary>From here a fresh counter gives the same events. Moves on at least every five seconds while no set is running.</summary>
    public RestartPoint RestartPoint => new(_primary.IsRunning ? _primary.FirstInputSeq : _nextInputSeq, _primary.SetNumber);

    /// <summary>Takes a frame.</summary>
    /// <param name="inputSeq">Its place in the session's inputs; rises from call to call.</param>
    /// <param name="captureMicros">
    /// When it was captured, microseconds since the Unix epoch. A frame that is not later than the one before is passed over; one that is more than a
    /// second earlier means another clock, and ends the set.
    /// </param>
    /// <param name="landmarks">The 33 landmarks of the person, or none where nobody was found. Values that are not finite mean nobody too.</param>
    /// <param name="events">Gets what was found.</param>
    /// <exception cref="ArgumentException">Neither 0 nor 33 landmarks.</exception>
    public void Push(long inputSeq, long captureMicros, ReadOnlySpan<Landmark> landmarks, ICollection<CountingEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        if (landmarks.Length is not (0 or Skeleton.LandmarkCount))
            throw new ArgumentException($"A frame has {Skeleton.LandmarkCount} landmarks or none, not {landmarks.Length}.", nameof(landmarks));

        _nextInputSeq = inputSeq + 1;
        captureMicros = Math.Clamp(captureMicros, 0, CaptureTimeline.LatestMicros);
        var isPerson = SkeletonFeatures.IsPerson(landmarks);
        if (_primary.IsOutOfOrder(captureMicros))
        {
            // Each lane has its own clock, or what the second one finds would depend on what was before it.
            if (_shadow.IsRunning || _held.Count > 0)
                PushToShadow(inputSeq, captureMicros, landmarks, isPerson);
            return;
        }

        _personSeen = isPerson;
        var startsAnew = _primary.EndsBefore(captureMicros);
        if (!startsAnew)
            HandOverWhenIdle(captureMicros, events);

        _primary.Push(inputSeq, captureMicros, landmarks, isPerson, events);
        if (startsAnew || !_primary.IsIdle)
            DropShadow();
        else if (_splits && (_shadow.IsRunning || _held.Count > 0 || captureMicros - _primary.StartMicros >= ShadowAfterMicros))
            PushToShadow(inputSeq, captureMicros, landmarks, isPerson);
    }

    /// <summary>Ends the running set. An input like a frame: it has a place in the session's inputs.</summary>
    /// <param name="inputSeq">Its place in the session's inputs.</param>
    /// <param name="reason">Why.</param>
    /// <param name="events">Gets what was found; nothing, where no set was running and none comes to light.</param>
    public void EndSet(long inputSeq, SetEndReason reason, ICollection<CountingEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        _nextInputSeq = inputSeq + 1;
        _primary.End(inputSeq, reason, events);
        DropShadow();
    }

    /// <summary>Inputs are missing that nobody holds any more: ends the running set, and starts anew behind them.</summary>
    /// <param name="firstMissingSeq">The first input that is missing.</param>
    /// <param name="nextInputSeq">The first input after the gap, which will be fed next.</param>
    /// <param name="events">Gets the end of the running set and the gap.</param>
    public void Gap(long firstMissingSeq, long nextInputSeq, ICollection<CountingEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        _primary.End(nextInputSeq, SetEndReason.Gap, events);
        DropShadow();
        _nextInputSeq = nextInputSeq;
        events.Add(new Gap(_primary.SetNumber, nextInputSeq, firstMissingSeq));
    }

    private void HandOverWhenIdle(long captureMicros, ICollection<CountingEvent> events)
    {
        if (!_splits || !_primary.IsIdle || captureMicros - _primary.StartMicros < IdleMicros)
            return;

        (_primary, _shadow) = (_shadow, _primary);
        foreach (var held in _held)
            events.Add(held);
        DropShadow();
    }

    private void PushToShadow(long inputSeq, long captureMicros, ReadOnlySpan<Landmark> landmarks, bool isPerson)
    {
        if (!_shadow.IsOutOfOrder(captureMicros))
            _shadow.Push(inputSeq, captureMicros, landmarks, isPerson, _held);
    }

    private void DropShadow()
    {
        _held.Clear();
        _shadow.Clear(_primary.SetNumber);
    }
}
