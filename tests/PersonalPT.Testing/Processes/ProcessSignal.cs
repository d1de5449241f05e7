namespace PersonalPT.Testing.Processes;

/// <summary>What a process can be told, with Linux's numbers.</summary>
public enum ProcessSignal
{
    /// <summary>SIGINT: Ctrl+C.</summary>
    Interrupt = 2,
    /// <summary>SIGKILL: gone, without a word.</summary>
    Kill = 9,
    /// <summary>SIGTERM: end in good order.</summary>
    Terminate = 15,
    /// <summary>SIGCONT: go on.</summary>
    Continue = 18,
    /// <summary>SIGSTOP: stand still.</summary>
    Stop = 19,
}
