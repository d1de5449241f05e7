using PersonalPT.Fuzz.Targets;

namespace PersonalPT.Fuzz;

/// <summary>
/// All targets by name. From outside, <c>Fuzzer.LibFuzzer.Run(FuzzTargets.Find(name))</c> of SharpFuzz runs one under libFuzzer, after its tool has
/// instrumented PersonalPT.Protocol, .Counting, .Evaluation and .Api; nothing here depends on it.
/// </summary>
public static class FuzzTargets
{
    /// <summary>The names of the targets.</summary>
    public static IReadOnlyList<string> Names => [.. All.Select(t => t.Name)];

    internal static IReadOnlyList<FuzzTarget> All { get; } =
        [CompactFrameTarget.Create(), RecordingChunkTarget.Create(), ModelFileTarget.Create(), SequenceListTarget.Create(), PoseArrayTarget.Create(), .. RequestTargets.Create()];

    /// <summary>A target by its name.</summary>
    /// <exception cref="ArgumentException">There is no such target; the message names those that there are.</exception>
    public static Fuzz Find(string name) =>
        All.FirstOrDefault(t => t.Name == name)?.Fuzz
        ?? throw new ArgumentException($"There is no target '{name}'; choose one of {string.Join(", ", Names)}.", nameof(name));
}
