using PersonalPT.Athletes.Bodies;
using PersonalPT.Athletes.Cameras;
using PersonalPT.Athletes.Exercises;
using PersonalPT.Athletes.Workouts;

namespace PersonalPT.Athletes.Tests.Workouts;

/// <summary>Workouts laid out in time, before any camera noise.</summary>
internal static class Programmes
{
    public static Programme Of(ulong seed, Body body, Workout workout)
    {
        var camera = Camera.Framing(CameraView.Front, body, [Posing.Standing(body, .3f)]);
        return Programme.Of(seed, body, camera, workout, exercise => Style.FromSeed(seed, exercise));
    }
}
