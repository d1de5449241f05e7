using System.Numerics;
using PersonalPT.Athletes.Bodies;
using PersonalPT.Athletes.Cameras;
using PersonalPT.Athletes.Exercises;
using PersonalPT.Counting;
using PersonalPT.Counting.Training;

namespace PersonalPT.Athletes.Workouts;

/// <summary>A workout laid out in time: what is done when, down to the length and depth of every rep.</summary>
internal sealed class Programme
{
    private readonly List<Stretch> _stretches = [];
    private readonly List<PerformedSet> _sets = [];
    private readonly List<CaptureSpan> _others = [];
    private readonly Body _body;
    private readonly Camera _camera;
    private readonly long _startMicros;
    private Dice _dice;
    private Posture _posture;
    private double _now;

    private Programme(ulong seed, Body body, Camera camera, long startMicros)
    {
        (_body, _camera, _startMicros) = (body, camera, startMicros);
        _dice = Dice.For(seed, Purpose.Plan);
    }

    public IReadOnlyList<Stretch> Stretches => _stretches;

    public IReadOnlyList<PerformedSet> Sets => _sets;

    public IReadOnlyList<CaptureSpan> OtherMovements => _others;

    public long EndMicros => Micros(_now);

    /// <summary>A workout with all that goes with it.</summary>
    public static Programme Of(ulong seed, Body body, Camera camera, Workout workout, Func<Exercise, Style> style)
    {
        var programme = new Programme(seed, body, camera, workout.StartMicros);
        var rest = workout.Rest.TotalSeconds;
        programme._posture = workout.WalksIn ? Posture.Standing : Repertoire.Find(workout.Sets[0].Exercise).Resting;
        if (workout.WalksIn)
            programme.During(programme.WalkIn);
        programme.Wait(workout.LeadIn.TotalSeconds);
        foreach (var set in workout.Sets)
        {
            var exercise = Repertoire.Find(set.Exercise);
            programme.Set(exercise, style(exercise), set, upToRest: true);
            programme.Wait(rest);
            foreach (var movement in set.Afterwards)
            {
                programme.Assume(Posture.Standing);
                programme.During(() => programme.Do(movement));
                programme.Wait(rest);
            }
        }

        return programme;
    }

    /// <summary>Nothing but one set, with a still second before and after it.</summary>
    public static Programme OfDemonstration(ulong seed, Body body, Camera camera, long startMicros, Exercise exercise, Style style, PlannedSet set)
    {
        var programme = new Programme(seed, body, camera, startMicros);
        programme.Set(exercise, style, set, upToRest: false);
        return programme;
    }

    /// <summary>The poses that the camera must have in its picture.</summary>
    public static IEnumerable<Pose> Extremes(Body body, IEnumerable<Exercise> exercises, Func<Exercise, Style> style)
    {
        foreach (var exercise in exercises)
        {
            var own = style(exercise);
            yield return exercise.Resting.Pose(body);
            foreach (var lead in Posing.Sides)
            {
                for (var depth = 0f; depth <= 1; depth += .5f)
                    yield return exercise.Pose(body, own, new Stroke(depth, depth, lead));
            }
        }
    }

    private void Set(Exercise exercise, Style style, PlannedSet set, bool upToRest)
    {
        var ready = exercise.Ready(_body, style);
        if (upToRest)
        {
            Assume(exercise.Resting);
            Change(_posture.Pose(_body), ready, _dice.Between(1, 1.6f));
        }

        Add(new Still(_now, _dice.Between(.8f, 1.4f), ready));
        var reps = new Rep[set.Reps];
        var lead = _dice.Chance(.5) ? Side.Left : Side.Right;
        for (var i = 0; i < reps.Length; i++)
        {
            var tired = 1 + style.Fatigue * Math.Min(i / 10f, 1.5f);
            var length = (set.SecondsPerRep ?? style.SecondsPerRep) * tired * Math.Exp(style.Unevenness * _dice.Normal());
            var depth = style.Depth * (1 + .03f * _dice.Normal());
            var rep = new RepStretch(_now, length, exercise, _body, style, depth, lead);
            Add(rep);
            reps[i] = new Rep(Micros(rep.Start), Micros(rep.Peak), Micros(rep.Back));
            if (style.TakesTurns)
                lead = (Side)(-(int)lead);
        }

        _sets.Add(new PerformedSet(exercise.Name, reps));
        Add(new Still(_now, _dice.Between(.8f, 1.4f), ready));
        if (upToRest)
            Change(ready, _posture.Pose(_body), _dice.Between(1, 1.6f));
    }

    private void Do(OtherMovement movement)
    {
        var standing = _posture.Pose(_body);
        switch (movement)
        {
            case OtherMovement.StepOnTheSpot:
                Add(new Walk(_now, _dice.Between(3, 6), _body, Vector3.Zero, Vector3.Zero));
                break;
            case OtherMovement.WalkAbout:
                var angle = _dice.Between(-MathF.PI, MathF.PI);
                var there = _dice.Between(.7f, 1.2f) * new Vector3(MathF.Sin(angle), 0, MathF.Cos(angle));
                Add(new Walk(_now, _dice.Between(2, 3), _body, Vector3.Zero, there));
                Add(new Walk(_now, _dice.Between(2, 3), _body, there, Vector3.Zero));
                break;
            case OtherMovement.PickUp:
                var down = Postures.Crouching(_body);
                Change(standing, down, _dice.Between(1, 1.6f));
                Add(new Still(_now, _dice.Between(.2f, .6f), down));
                Change(down, standing, _dice.Between(1, 1.6f));
                break;
            case OtherMovement.Drink:
                var drinking = Drinking(standing, _dice.Chance(.8) ? Side.Right : Side.Left);
                Change(standing, drinking, _dice.Between(.9f, 1.4f));
                Add(new Still(_now, _dice.Between(1.5f, 3), drinking));
                Change(drinking, standing, _dice.Between(.9f, 1.4f));
                break;
            case OtherMovement.LeaveAndReturn:
                var outside = Outside();
                Add(new Walk(_now, WalkingTime(outside), _body, Vector3.Zero, outside));
                Add(new Away(_now, _dice.Between(2, 8), standing.Placed(0, outside)));
                Add(new Walk(_now, WalkingTime(outside), _body, outside, Vector3.Zero));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(movement), movement, "No athlete knows this movement.");
        }
    }

    private void WalkIn()
    {
        var outside = Outside();
        Add(new Walk(_now, WalkingTime(outside), _body, outside, Vector3.Zero));
    }

    private Vector3 Outside() => (_dice.Chance(.5) ? 1 : -1) * (1.3f * _camera.HalfWidth + .8f) * _camera.Aside;

    /// <summary>At a stroll of a metre a second.</summary>
    private static double WalkingTime(Vector3 way) => 1 + way.Length();

    private Pose Drinking(Pose pose, Side side)
    {
        pose.Head = Posing.Direction(0, 1, -.1f);
        pose.Gaze = Posing.Direction(0, .35f, 1);
        var mouth = pose.HeadCentre(_body) + _body.Height * new Vector3((int)side * .02f, -.01f, .09f);
        pose.Reach(_body, side, mouth, new Vector3((int)side * .5f, -1, .3f));
        pose.Of(side).Hand = Posing.Direction(-(int)side * .5f, .6f, -.1f);
        return pose;
    }

    /// <summary>Gets up or lies down where the next thing needs it, by way of a crouch.</summary>
    private void Assume(Posture posture)
    {
        if (posture == _posture)
            return;
        var (from, to, crouching) = (_posture.Pose(_body), posture.Pose(_body), Postures.Crouching(_body));
        if (_posture != Posture.Standing)
        {
            Change(from, crouching, 1.6);
            from = crouching;
            if (posture == Posture.Standing)
            {
                Change(from, to, 1.4);
                _posture = posture;
                return;
            }
        }
        else
        {
            Change(from, crouching, 1.4);
        }

        Change(crouching, to, 1.6);
        _posture = posture;
    }

    private void During(Action movement)
    {
        var start = _now;
        movement();
        _others.Add(new CaptureSpan(Micros(start), Micros(_now)));
    }

    private void Wait(double seconds) => Add(new Still(_now, seconds, _posture.Pose(_body)));

    private void Change(in Pose from, in Pose to, double seconds) => Add(new Change(_now, seconds, _body, from, to));

    private void Add(Stretch stretch)
    {
        if (stretch.End <= stretch.Start)
            return;
        _stretches.Add(stretch);
        _now = stretch.End;
    }

    private long Micros(double seconds) => _startMicros + (long)Math.Round(seconds * 1e6);
}
