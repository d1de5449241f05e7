using System.Collections.Concurrent;
using PersonalPT.Athletes;
using PersonalPT.Counting.Models;
using PersonalPT.Counting.Training;

namespace PersonalPT.Grains.Tests.House;

/// <summary>Models that a generated coach taught.</summary>
internal static class Taught
{
    private static readonly ConcurrentDictionary<string, byte[]> s_files = [];

    public static byte[] File(string exercise) => s_files.GetOrAdd(exercise, name =>
    {
        var demonstration = Demonstration.Film(name, seed: 1);
        return OneShotTrainer.Train(demonstration.Frames, demonstration.Labels).ToBytes();
    });

    public static ExerciseModel Model(string exercise) => ExerciseModel.Parse(File(exercise));
}
