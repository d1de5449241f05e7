using PersonalPT.Athletes.Bodies;
using PersonalPT.Athletes.Cameras;
using PersonalPT.Counting;
using PersonalPT.Counting.Skeletons;
using PersonalPT.Counting.Training;

namespace PersonalPT.Athletes.Workouts;

/// <summary>A workout as one athlete does it: the frames that a phone captures of it, and the truth about them.</summary>
public sealed class Performance
{
    private readonly ulong _seed;
    private readonly Body _body;
    private readonly Workout _workout;
    private readonly Camera _camera;
    private readonly IReadOnlyList<Stretch> _stretches;

    internal Performance(ulong seed, Body body, Workout workout, Camera camera, Programme programme)
    {
        (_seed, _body, _workout, _camera, _stretches) = (seed, body, workout, camera, programme.Stretches);
        Sets = programme.Sets;
        OtherMovements = programme.OtherMovements;
        EndMicros = programme.EndMicros;
    }

    /// <summary>The true sets and reps, in order of time. A rep starts when the athlete leaves rest and ends when back.</summary>
    public IReadOnlyList<PerformedSet> Sets { get; }

    /// <summary>When the athlete did something else, walking in included.</summary>
    public IReadOnlyList<CaptureSpan> OtherMovements { get; }

    /// <summary>Where the phone stood.</summary>
    public CameraView View => _camera.View;

    /// <summary>Capture time at which the workout begins.</summary>
    public long StartMicros => _workout.StartMicros;

    /// <summary>Capture time at which it is over; the last frame lies less than two frames before.</summary>
    public long EndMicros { get; }

    /// <summary>
    /// The frames, made as they are asked for; every enumeration gives the same ones. Isotropic units: the picture is 1 high and as wide as
    /// <see cref="CameraView.Aspect"/>, from its upper left corner; z is 0 at the hips. A frame in which nobody is found has no landmarks.
    /// </summary>
    public IEnumerable<CapturedFrame> Frames
    {
        get
        {
            var detector = new Detector(_camera, _workout.Noise, _seed);
            var sway = new Sway(_seed);
            var clock = Dice.For(_seed, Purpose.Clock);
            var losses = Dice.For(_seed, Purpose.Detection);
            var longest = Math.Max(1, (int)(_workout.LongestLoss.TotalSeconds * _workout.FrameRate));
            var loses = _workout.PersonLost / (1 - _workout.PersonLost) * 2 / (longest + 1);
            var lost = 0;
            var at = 0;
            var end = _stretches[^1].End;
            Landmark[]? landmarks = null;
            for (long frame = 0; ; frame++)
            {
                var late = frame == 0 ? 0 : _workout.FrameJitter * clock.Between(-1, 1);
                var dropped = clock.Chance(_workout.DroppedFrames) && frame > 0;
                var seconds = (frame + late) / _workout.FrameRate;
                if (seconds > end)
                    yield break;
                while (_stretches[at].End < seconds)
                    at++;
                var pose = _stretches[at].At(seconds);
                sway.Apply(ref pose, (float)seconds);
                landmarks ??= new Landmark[Skeleton.LandmarkCount];
                var found = detector.Find(_body, pose, seconds, landmarks);
                if (lost > 0)
                    lost--;
                else if (losses.Chance(loses))
                    lost = 1 + losses.Below(longest);
                if (dropped)
                    continue;
                var micros = _workout.StartMicros + (long)Math.Round(seconds * 1e6);
                if (found && _stretches[at].InPicture && lost == 0)
                {
                    yield return new CapturedFrame(micros, landmarks);
                    landmarks = null;
                }
                else
                {
                    yield return new CapturedFrame(micros, default);
                }
            }
        }
    }
}

/// <summary>A set as it was really done.</summary>
/// <param name="Exercise">What was done.</param>
/// <param name="Reps">Its reps, in order of time.</param>
public sealed record PerformedSet(string Exercise, IReadOnlyList<Rep> Reps);
