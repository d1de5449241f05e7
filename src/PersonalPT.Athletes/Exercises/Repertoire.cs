namespace PersonalPT.Athletes.Exercises;

/// <summary>The exercises that the athletes know.</summary>
public static class Repertoire
{
    private static readonly Exercise[] All =
    [
        new Squat(), new PushUp(), new PullUp(), new Situp(), new JumpJack(), new FrontRaise(), new Lunge(), new BicepsCurl(), new OverheadPress(),
        new BenchPressing(),
    ];

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Exercises { get; } = Array.AsReadOnly(Array.ConvertAll(All, exercise => exercise.Name));

    /// <exception cref="ArgumentException">Nobody knows it; the message names those that are known.</exception>
    internal static Exercise Find(string name) => Array.Find(All, exercise => exercise.Name == name)
        ?? throw new ArgumentException($"No athlete knows the exercise '{name}'. Known: {string.Join(", ", Exercises)}.", nameof(name));
}
