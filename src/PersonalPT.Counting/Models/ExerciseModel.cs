namespace PersonalPT.Counting.Models;

/// <summary>What one demonstration taught: how State R and State A of an exercise look. Immutable; may be shared by any number of counters.</summary>
public sealed partial class ExerciseModel
{
    internal ExerciseModel(TwoStateGaussian gaussian)
    {
        Gaussian = gaussian;
        Directions = new Directions(gaussian);
    }

    internal TwoStateGaussian Gaussian { get; }

    internal Directions Directions { get; }
}
