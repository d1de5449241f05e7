using PersonalPT.Contracts.Access;

namespace PersonalPT.Contracts.Groups;

/// <summary>The way into a group by its code, for calls and pages alike: wrong guesses are bounded, and what an athlete did best so far is looked up.</summary>
public interface IGroupEntrance
{
    /// <summary>Looks which group a code opens, without joining.</summary>
    /// <param name="caller">Who asks; wrong codes count as his guesses.</param>
    /// <param name="typed">The code as somebody typed it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task<GroupEntry> Find(Member caller, string typed, CancellationToken cancellationToken);

    /// <summary>Lets an athlete in. Whether the caller may act for him, and whether the session is his, has been looked at before.</summary>
    /// <param name="caller">Who asks; wrong codes count as his guesses.</param>
    /// <param name="typed">The code as somebody typed it.</param>
    /// <param name="command">Who joins and how; his bests are filled in here.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task<GroupEntry> Join(Member caller, string typed, JoinGroup command, CancellationToken cancellationToken);
}

/// <summary>What came of a code.</summary>
/// <param name="Outcome">Whether it opens a group.</param>
/// <param name="Answer">What the group said; null where the code opens none.</param>
public sealed record GroupEntry(GroupEntryOutcome Outcome, GroupAnswer? Answer);

/// <summary>Whether a code opens a group.</summary>
public enum GroupEntryOutcome
{
    /// <summary>It does.</summary>
    Opened = 1,
    /// <summary>No open group has it.</summary>
    NoSuchCode = 2,
    /// <summary>The caller, or his gym, has guessed too often: come again in a minute.</summary>
    GuessedTooOften = 3,
}
