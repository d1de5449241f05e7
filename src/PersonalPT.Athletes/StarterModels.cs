using PersonalPT.Athletes.Cameras;
using PersonalPT.Athletes.Exercises;
using PersonalPT.Counting.Models;
using PersonalPT.Counting.Training;

namespace PersonalPT.Athletes;

/// <summary>
/// The models that a new installation counts with at once, each taught by one generated demonstration. A model of one's own replaces them.
/// </summary>
public static class StarterModels
{
    private const int Reps = 6;

    /// <summary>Any coach will do; it is written down so that the models are the same whenever they are made.</summary>
    private const ulong Coach = 20_260_105;

    /// <summary>The exercises that there are starter models for.</summary>
    public static IReadOnlyList<string> Exercises { get; } =
        Array.AsReadOnly<string>(["squat", "push_up", "pull_up", "situp", "jump_jack", "front_raise", "lunge", "biceps_curl"]);

    /// <summary>The demonstration that a starter model is made of, filmed from the middle of where cameras usually stand for the exercise.</summary>
    /// <param name="exercise">One of <see cref="Repertoire.Exercises"/>.</param>
    /// <exception cref="ArgumentException">The exercise is not known.</exception>
    public static Demonstration Demonstrate(string exercise)
    {
        var (from, to) = Repertoire.Find(exercise).UsualAzimuth;
        return Demonstration.Film(exercise, Coach, Reps, new CameraView { Azimuth = (from + to) / 2 });
    }

    /// <summary>Makes a starter model. The same on every call.</summary>
    /// <param name="exercise">One of <see cref="Repertoire.Exercises"/>.</param>
    /// <exception cref="ArgumentException">The exercise is not known.</exception>
    public static ExerciseModel Create(string exercise)
    {
        var demonstration = Demonstrate(exercise);
        return OneShotTrainer.Train(demonstration.Frames, demonstration.Labels).WithOrigin(ModelOrigin.Starter);
    }
}
