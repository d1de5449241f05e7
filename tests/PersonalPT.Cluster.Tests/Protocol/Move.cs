using CsCheck;

namespace PersonalPT.Cluster.Tests.Protocol;

/// <summary>Something that can happen next; the generator does not know the world, so every move makes sense, or does nothing, wherever it comes.</summary>
internal enum MoveKind
{
    /// <summary>The app pushes inputs: a few as they come, or many that were held up.</summary>
    Push,
    /// <summary>The phone leaves its stream without a word, as on a change of networks, and opens another one by some gateway.</summary>
    Open,
    /// <summary>The phone sends a batch by its stream.</summary>
    Send,
    /// <summary>A batch that was sent arrives at its gateway; that of a stream which the phone has left may, too.</summary>
    Arrive,
    /// <summary>A stream breaks, and what is on its wire is lost.</summary>
    Cut,
    /// <summary>What a gateway says arrives at the phone.</summary>
    Hear,
    /// <summary>A batch that was called in before is called in once more, without a stream.</summary>
    Repeat,
    /// <summary>A write that waits reaches the journal.</summary>
    Commit,
    /// <summary>A write that waits fails.</summary>
    FailCommit,
    /// <summary>A write that waits reaches the journal, and its caller is not told.</summary>
    CommitUnheard,
    /// <summary>An activation dies.</summary>
    Crash,
    /// <summary>Somebody claims the session and is never heard of again.</summary>
    Claim,
    /// <summary>Somebody looks at the session.</summary>
    Look,
    /// <summary>Another version of the model is activated.</summary>
    ActivateModel,
    /// <summary>Time passes.</summary>
    Wait,
}

/// <summary>One move.</summary>
/// <param name="Kind">What happens.</param>
/// <param name="Number">To which, or how much.</param>
internal readonly record struct Move(MoveKind Kind, int Number)
{
    /// <summary>Anything, in any order; what happens often in life happens more often.</summary>
    public static Gen<Move> Any { get; } = Gen.Select(
        Gen.Frequency(
            (5, Gen.Const(MoveKind.Push)), (3, Gen.Const(MoveKind.Open)), (8, Gen.Const(MoveKind.Send)), (8, Gen.Const(MoveKind.Arrive)),
            (1, Gen.Const(MoveKind.Cut)), (8, Gen.Const(MoveKind.Hear)), (1, Gen.Const(MoveKind.Repeat)), (9, Gen.Const(MoveKind.Commit)),
            (1, Gen.Const(MoveKind.FailCommit)), (1, Gen.Const(MoveKind.CommitUnheard)), (1, Gen.Const(MoveKind.Crash)), (1, Gen.Const(MoveKind.Claim)),
            (1, Gen.Const(MoveKind.Look)), (1, Gen.Const(MoveKind.ActivateModel)), (1, Gen.Const(MoveKind.Wait))),
        Gen.Int[0, 99],
        (kind, number) => new Move(kind, number));

    /// <summary>A phone that changes networks and gateways all the time while nothing is wrong with the servers.</summary>
    public static Gen<Move> Hopping { get; } = Gen.Select(
        Gen.Frequency(
            (5, Gen.Const(MoveKind.Push)), (3, Gen.Const(MoveKind.Open)), (8, Gen.Const(MoveKind.Send)), (8, Gen.Const(MoveKind.Arrive)),
            (2, Gen.Const(MoveKind.Cut)), (8, Gen.Const(MoveKind.Hear)), (9, Gen.Const(MoveKind.Commit)), (1, Gen.Const(MoveKind.Look)),
            (1, Gen.Const(MoveKind.Wait))),
        Gen.Int[0, 99],
        (kind, number) => new Move(kind, number));

    public override string ToString() => $"{Kind}:{Number}";
}
