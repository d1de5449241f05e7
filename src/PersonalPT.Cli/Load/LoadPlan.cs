using System.Globalization;

namespace PersonalPT.Cli.Load;

/// <summary>What a load run is to be, as every process of the run knows it.</summary>
internal sealed record LoadPlan
{
    public required int Phones { get; init; }

    public required int FramesPerSecond { get; init; }

    /// <summary>Length of the window that is measured.</summary>
    public required int Seconds { get; init; }

    public required int FramesPerMessage { get; init; }

    /// <summary>Phones that share one connection.</summary>
    public required int PhonesPerConnection { get; init; }

    public required ulong Seed { get; init; }

    /// <summary>How long everything runs before it is measured: connections, compiled code, pools.</summary>
    public required int WarmUpSeconds { get; init; }

    /// <summary>What everybody does; null: each script another exercise.</summary>
    public string? Exercise { get; init; }

    /// <summary>From the first phone's first frame to the end of the measured window.</summary>
    public int StreamedSeconds => WarmUpSeconds + Seconds;

    /// <summary>Messages of a phone, without the one that ends its session.</summary>
    public int Messages => (int)((long)StreamedSeconds * FramesPerSecond / FramesPerMessage);

    /// <summary>Time between two messages of a phone.</summary>
    public TimeSpan Period => TimeSpan.FromSeconds((double)FramesPerMessage / FramesPerSecond);

    /// <summary>The plan on a command line.</summary>
    public IReadOnlyList<string> ToArguments() =>
    [
        "--phones", Text(Phones), "--fps", Text(FramesPerSecond), "--seconds", Text(Seconds), "--frames-per-message", Text(FramesPerMessage),
        "--phones-per-connection", Text(PhonesPerConnection), "--warm-up", Text(WarmUpSeconds), "--seed", Seed.ToString(CultureInfo.InvariantCulture),
    ];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
