using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;

namespace PersonalPT.Grains.Sessions;

/// <summary>Whether something that somebody says about a set is taken.</summary>
internal static class SetChangeRules
{
    /// <summary>Changes that a set may have, so that what is read with it stays bounded.</summary>
    public const int MostOfSet = 100;

    /// <summary>What comes of a change before anything is written; null: it is to be written.</summary>
    public static SetChangeResult? Answer(SetChange change, SetStanding standing) => standing switch
    {
        { Written: { } written } => written.Change == change
            ? new SetChangeResult(SetChangeOutcome.Written, written)
            : new SetChangeResult(SetChangeOutcome.Conflict),
        { Exists: false } => new SetChangeResult(SetChangeOutcome.NoSuchSet),
        { HasEnded: false } => new SetChangeResult(SetChangeOutcome.StillRunning),
        { Changes: >= MostOfSet } => new SetChangeResult(SetChangeOutcome.TooMany),
        _ => null,
    };
}
