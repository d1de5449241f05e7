using PersonalPT.Contracts.Gyms;
using PersonalPT.Contracts.Storage;
using PersonalPT.Counting.Models;

namespace PersonalPT.Grains.Gyms;

/// <summary>The models that a new gym begins with: files within this assembly, named after their exercises.</summary>
internal static class StarterModels
{
    private const string Folder = "starters/";
    private const string Ending = ".model";

    /// <summary>All of them, by exercise; none where the assembly was built without.</summary>
    /// <param name="atMicros">When the gym is made.</param>
    public static IReadOnlyList<(Exercise Exercise, NewModel Model)> Read(long atMicros)
    {
        var assembly = typeof(StarterModels).Assembly;
        var starters = new List<(Exercise, NewModel)>();
        foreach (var name in assembly.GetManifestResourceNames().Order(StringComparer.Ordinal))
        {
            if (!name.StartsWith(Folder, StringComparison.Ordinal) || !name.EndsWith(Ending, StringComparison.Ordinal))
                continue;

            var exerciseId = name[Folder.Length..^Ending.Length];
            using var stream = assembly.GetManifestResourceStream(name)!;
            var file = new byte[stream.Length];
            stream.ReadExactly(file);
            var model = ExerciseModel.Parse(file);
            starters.Add((
                new Exercise(exerciseId, DisplayName(exerciseId)),
                new NewModel($"starter:{exerciseId}", file, model.Origin, model.Report, atMicros, "PersonalPT")));
        }

        return starters;
    }

    /// <summary>An exercise's name for people, made of its name for programs.</summary>
    public static string DisplayName(string exerciseId)
    {
        var words = exerciseId.Replace('_', ' ').Replace('-', ' ').Trim();
        return words.Length == 0 ? exerciseId : char.ToUpperInvariant(words[0]) + words[1..];
    }
}
