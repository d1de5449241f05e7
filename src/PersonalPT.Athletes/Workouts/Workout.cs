using PersonalPT.Athletes.Cameras;
using PersonalPT.Athletes.Exercises;

namespace PersonalPT.Athletes.Workouts;

/// <summary>What an athlete is asked to do, and how it is filmed.</summary>
public sealed record Workout
{
    /// <summary>The sets, in order. At least one.</summary>
    public required IReadOnlyList<PlannedSet> Sets { get; init; }

    /// <summary>Capture time of the first frame, microseconds since the Unix epoch. Default: 2026-01-05 07:00 UTC.</summary>
    public long StartMicros { get; init; } = 1_767_596_400_000_000;

    /// <summary>Whether the athlete walks into the picture at the start. Default: false.</summary>
    public bool WalksIn { get; init; }

    /// <summary>How long the athlete stands or lies still before the first set. Default: 2 s.</summary>
    public TimeSpan LeadIn { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long the athlete rests, still, after each set and after each other movement. Above 6 s a counter sees that the set has ended. Default: 8 s.</summary>
    public TimeSpan Rest { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>Where the phone stands. Default: somewhere usual for the first exercise, drawn by the athlete's seed.</summary>
    public CameraView? View { get; init; }

    /// <summary>How well the landmarks are found. Default: <see cref="LandmarkNoise.Phone"/>.</summary>
    public LandmarkNoise Noise { get; init; } = LandmarkNoise.Phone;

    /// <summary>Frames a second, 5 to 120. Default: 30.</summary>
    public double FrameRate { get; init; } = 30;

    /// <summary>How far a frame may come early or late, as a share of the time between two; below 0.5. Default: 0.1.</summary>
    public double FrameJitter { get; init; } = .1;

    /// <summary>Share of frames that the phone never delivers, below 0.9. Default: 0.</summary>
    public double DroppedFrames { get; init; }

    /// <summary>Share of frames in which the person is not found though in the picture, below 0.9. Default: 0.005.</summary>
    public double PersonLost { get; init; } = .005;

    /// <summary>The longest stretch in which the person is not found. Default: 0.15 s.</summary>
    public TimeSpan LongestLoss { get; init; } = TimeSpan.FromSeconds(.15);

    /// <exception cref="ArgumentException">Something cannot be done; the message says what.</exception>
    internal void Validate()
    {
        if (Sets.Count == 0)
            throw new ArgumentException("A workout needs at least one set.", nameof(Sets));
        foreach (var set in Sets)
        {
            Repertoire.Find(set.Exercise);
            if (set.Reps < 1)
                throw new ArgumentException($"A set needs at least one rep, not {set.Reps}.", nameof(Sets));
            if (set.SecondsPerRep is { } seconds && !(seconds is >= .5 and <= 60))
                throw new ArgumentException("A rep takes between 0.5 and 60 seconds.", nameof(Sets));
        }

        if (LeadIn < TimeSpan.Zero || Rest < TimeSpan.Zero || LongestLoss < TimeSpan.Zero)
            throw new ArgumentException("Lengths of time must not be negative.", nameof(Rest));
        if (!(FrameRate is >= 5 and <= 120))
            throw new ArgumentException($"Frames a second must be 5 to 120, not {FrameRate}.", nameof(FrameRate));
        if (!(FrameJitter is >= 0 and < .5))
            throw new ArgumentException("Frame jitter must be at least 0 and below 0.5 of the time between frames.", nameof(FrameJitter));
        if (!(DroppedFrames is >= 0 and < .9) || !(PersonLost is >= 0 and < .9))
            throw new ArgumentException("Shares of missing frames must be at least 0 and below 0.9.", nameof(DroppedFrames));
        Noise.Validate();
        View?.Validate();
    }
}

/// <summary>One set to be done.</summary>
public sealed record PlannedSet
{
    /// <summary>One of <see cref="Repertoire.Exercises"/>.</summary>
    public required string Exercise { get; init; }

    /// <summary>At least 1.</summary>
    public required int Reps { get; init; }

    /// <summary>Mean length of a rep in seconds, 0.5 to 60. Default: what comes naturally to the athlete, 1.2 to 4.</summary>
    public double? SecondsPerRep { get; init; }

    /// <summary>What else the athlete does after the rest that follows the set; each is followed by another rest. Default: nothing.</summary>
    public IReadOnlyList<OtherMovement> Afterwards { get; init; } = [];
}

/// <summary>What people do between sets: no reps, whatever it looks like.</summary>
public enum OtherMovement
{
    /// <summary>A few steps on the spot.</summary>
    StepOnTheSpot = 1,

    /// <summary>A few steps to somewhere near, and back.</summary>
    WalkAbout,

    /// <summary>Bending down to pick something up.</summary>
    PickUp,

    /// <summary>A sip from a bottle.</summary>
    Drink,

    /// <summary>Out of the picture and back after some seconds.</summary>
    LeaveAndReturn,
}
