namespace PersonalPT.Contracts.Groups;

/// <summary>
/// The boards of groups, for everybody in this process who shows them: the server's streams and its pages. However many watch a group, its grain tells
/// this process once. Heals by itself when the group moves to another server or its server dies.
/// </summary>
public interface IGroupBoards
{
    /// <summary>
    /// The board of a group: as it stands at first, then whenever it changed, at most ten times a second and about once a second where nothing changed. A
    /// reader that is slow misses boards and gets the newest. Ends ten seconds after the group, so that its last reps are seen; at once where
    /// there is no such group.
    /// </summary>
    /// <remarks>Who may look, and what of it (muted rows, athletes' ids), is the caller's to decide.</remarks>
    /// <param name="group">The group.</param>
    /// <param name="cancellationToken">Stops it, with an <see cref="OperationCanceledException"/>.</param>
    IAsyncEnumerable<GroupBoard> Watch(GroupKey group, CancellationToken cancellationToken);
}
