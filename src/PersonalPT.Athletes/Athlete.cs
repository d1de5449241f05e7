using PersonalPT.Athletes.Bodies;
using PersonalPT.Athletes.Cameras;
using PersonalPT.Athletes.Exercises;
using PersonalPT.Athletes.Workouts;

namespace PersonalPT.Athletes;

/// <summary>
/// Somebody who exercises in front of a phone: a jointed figure with a build and a manner of its own, both drawn from a seed. The same seed and
/// workout give the same frames, bit for bit, on the same machine.
/// </summary>
/// <param name="seed">Any number.</param>
public sealed class Athlete(ulong seed)
{
    /// <summary>The number that everything about the athlete is drawn from.</summary>
    public ulong Seed { get; } = seed;

    /// <summary>The athlete's build.</summary>
    public Body Body { get; } = Body.FromSeed(seed);

    /// <summary>Does a workout. Cheap: the frames are made when they are enumerated.</summary>
    /// <exception cref="ArgumentException">The workout cannot be done; the message says why.</exception>
    public Performance Perform(Workout workout)
    {
        ArgumentNullException.ThrowIfNull(workout);
        workout.Validate();
        var exercises = workout.Sets.Select(set => set.Exercise).Distinct().ToDictionary(name => name, Repertoire.Find);
        var styles = exercises.Values.ToDictionary(exercise => exercise, exercise => Style.FromSeed(Seed, exercise));
        var view = workout.View ?? CameraView.Usual(workout.Sets[0].Exercise, Seed);
        var camera = Camera.Framing(view, Body, Programme.Extremes(Body, exercises.Values, exercise => styles[exercise]));
        return new Performance(Seed, Body, workout, camera, Programme.Of(Seed, Body, camera, workout, exercise => styles[exercise]));
    }
}
