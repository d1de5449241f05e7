namespace PersonalPT.Chaos.Faults;

/// <summary>What can go wrong.</summary>
internal enum FaultKind
{
    /// <summary>One phone's connection is cut by RST.</summary>
    Reset,
    /// <summary>One phone's connection is closed by FIN.</summary>
    Finish,
    /// <summary>All connections are cut.</summary>
    CutAll,
    /// <summary>One phone's connection swallows what is sent, for good.</summary>
    HalfOpen,
    /// <summary>One phone's network takes connections and swallows everything, for a while.</summary>
    BlackHole,
    /// <summary>One phone's network holds everything up, for a while.</summary>
    Hold,
    /// <summary>One phone's network is narrow, for a while.</summary>
    Throttle,
    /// <summary>One phone's network is slow to arrive, for a while.</summary>
    Delay,
    /// <summary>kill -9 of the server, which is started again.</summary>
    KillServer,
    /// <summary>The server stands still for a while.</summary>
    FreezeServer,
    /// <summary>The server is stopped in good order and started again.</summary>
    RestartServer,
    /// <summary>The server's disk is full for a while.</summary>
    FillDisk,
    /// <summary>Another version of a model is activated.</summary>
    ActivateModel,
    /// <summary>A phone's app is killed and started again, with its session.</summary>
    KillApp,
    /// <summary>Another phone takes a session over.</summary>
    TakeOver,
    /// <summary>An athlete takes his coach's grant away for a while.</summary>
    Revoke,
    /// <summary>Staff skip the round of the group session.</summary>
    SkipRound,
}
