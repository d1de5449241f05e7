namespace PersonalPT.Cli;

/// <summary>What the process answers to its caller.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>It could not be done; one line on standard error says why.</summary>
    public const int Failed = 1;

    /// <summary>The command line was not understood.</summary>
    public const int WrongUsage = 2;

    /// <summary>Stopped by Ctrl+C, as shells count it: 128 + SIGINT.</summary>
    public const int Cancelled = 130;
}
