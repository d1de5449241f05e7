namespace PersonalPT.Chaos;

/// <summary>What a run is to be.</summary>
/// <param name="Length">How long faults and new sessions go on.</param>
/// <param name="Seed">Of everything that is drawn.</param>
/// <param name="Phones">How many people train at once.</param>
/// <param name="Speed">Times real time at which films are shown.</param>
/// <param name="Every">The mean time between two faults.</param>
/// <param name="Storage">The server's options that say where its data are.</param>
/// <param name="OnSqlite">Whether it is a SQLite file.</param>
/// <param name="Json">Lines of JSON instead of text.</param>
internal sealed record ChaosOptions(
    TimeSpan Length, int Seed, int Phones, double Speed, TimeSpan Every, IReadOnlyList<string> Storage, bool OnSqlite, bool Json);
