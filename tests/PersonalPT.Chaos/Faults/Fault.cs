namespace PersonalPT.Chaos.Faults;

/// <summary>One thing that goes wrong.</summary>
/// <param name="At">When, from the run's beginning.</param>
/// <param name="Kind">What.</param>
/// <param name="Phone">Whose; where it is one phone's.</param>
/// <param name="Lasts">How long; where it does.</param>
/// <param name="Amount">Bytes a second, milliseconds, or the number of a model; by kind.</param>
internal sealed record Fault(TimeSpan At, FaultKind Kind, int Phone, TimeSpan Lasts, int Amount)
{
    /// <summary>Whether it is the server that suffers: one of these at a time.</summary>
    public bool IsServers => Kind is FaultKind.KillServer or FaultKind.FreezeServer or FaultKind.RestartServer or FaultKind.FillDisk;
}
