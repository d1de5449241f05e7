using System.Collections.Concurrent;
using PersonalPT.Athletes;
using PersonalPT.Counting.Models;

namespace PersonalPT.Client.Offline.Tests.House;

/// <summary>What the gym can count.</summary>
internal static class Models
{
    private static readonly ConcurrentDictionary<string, ExerciseModel> _models = [];

    /// <summary>An exercise's model; null where nobody has taught it.</summary>
    public static ExerciseModel? Of(string exercise) => exercise is "squat" or "push_up" ? _models.GetOrAdd(exercise, StarterModels.Create) : null;
}
