using System.Collections.Immutable;

namespace PersonalPT.Web.Boards;

/// <summary>A board at one moment.</summary>
/// <param name="Rows">Who began first stands first, so nobody changes places.</param>
public sealed record BoardView(ImmutableArray<BoardRow> Rows)
{
    /// <summary>A board with nobody on it.</summary>
    public static BoardView Empty { get; } = new([]);
}

/// <summary>One session on a board.</summary>
/// <param name="Card">What stands there.</param>
/// <param name="Movement">Where the movement is, percent: 0 is the demonstration's rest, 100 its active pose.</param>
/// <param name="LastEventSeq">The newest event of its log that the board knows.</param>
public sealed record BoardRow(BoardCard Card, int Movement, long LastEventSeq = 0);
