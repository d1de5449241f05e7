namespace PersonalPT.Chaos.Faults;

/// <summary>All faults of a run, drawn from a seed before it begins: the same seed gives the same faults at the same times.</summary>
internal static class FaultPlan
{
    // Nothing but sessions in the first seconds, and the last are left to recover in.
    private static readonly TimeSpan s_quiet = TimeSpan.FromSeconds(2);

    private static readonly (FaultKind Kind, int Weight, bool OnSqliteOnly)[] s_weights =
    [
        (FaultKind.Reset, 20, false),
        (FaultKind.Finish, 10, false),
        (FaultKind.CutAll, 4, false),
        (FaultKind.HalfOpen, 6, false),
        (FaultKind.BlackHole, 4, false),
        (FaultKind.Hold, 6, false),
        (FaultKind.Throttle, 8, false),
        (FaultKind.Delay, 8, false),
        (FaultKind.KillServer, 5, false),
        (FaultKind.FreezeServer, 4, false),
        (FaultKind.RestartServer, 3, false),
        (FaultKind.FillDisk, 3, true),
        (FaultKind.ActivateModel, 8, false),
        (FaultKind.KillApp, 10, false),
        (FaultKind.TakeOver, 8, false),
        (FaultKind.Revoke, 8, false),
        (FaultKind.SkipRound, 4, false),
    ];

    /// <summary>Draws them.</summary>
    /// <param name="seed">Any number.</param>
    /// <param name="length">How long the run is.</param>
    /// <param name="every">The mean time between two.</param>
    /// <param name="phones">How many phones there are.</param>
    /// <param name="onSqlite">Whether the server's disk can be filled.</param>
    public static IReadOnlyList<Fault> Draw(int seed, TimeSpan length, TimeSpan every, int phones, bool onSqlite)
    {
        var dice = new Random(seed);
        var kinds = s_weights.Where(w => onSqlite || !w.OnSqliteOnly).ToArray();
        var all = kinds.Sum(w => w.Weight);
        var faults = new List<Fault>();
        for (var at = s_quiet; ;)
        {
            // What comes independently of what came before: exponential times in between.
            at += every * -Math.Log(1 - dice.NextDouble());
            if (at >= length)
                return faults;
            faults.Add(DrawOne(dice, at, kinds, all, phones));
        }
    }

    private static Fault DrawOne(Random dice, TimeSpan at, (FaultKind Kind, int Weight, bool OnSqliteOnly)[] kinds, int all, int phones)
    {
        var drawn = dice.Next(all);
        var kind = kinds[0].Kind;
        foreach (var (candidate, weight, _) in kinds)
        {
            kind = candidate;
            if ((drawn -= weight) < 0)
                break;
        }

        // Always drawn, whether or not the kind needs it: what follows does not depend on the kinds before.
        var phone = dice.Next(phones);
        var lasts = TimeSpan.FromSeconds(0.5 + (dice.NextDouble() * 5.5));
        var amount = dice.Next(1, 1000);
        return new Fault(at, kind, phone, lasts, kind switch
        {
            FaultKind.Throttle => 2_000 + (amount * 30),
            FaultKind.Delay => amount,
            FaultKind.ActivateModel => amount,
            _ => 0,
        });
    }
}
