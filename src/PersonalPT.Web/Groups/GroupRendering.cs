using PersonalPT.Web.Live;
using PersonalPT.Web.Text;

namespace PersonalPT.Web.Groups;

/// <summary>Turns a group's board into HTML, in one language, for one kind of page.</summary>
/// <param name="rendering">The way.</param>
/// <param name="words">What it says.</param>
/// <param name="join">Where people join.</param>
/// <param name="forControl">Whether the page is staff's control.</param>
internal sealed class GroupRendering(LiveRendering rendering, Words words, JoinAddress join, bool forControl)
{
    /// <summary>What stands over the board.</summary>
    public Task<string> Clock(GroupView view) => rendering.Html<GroupClockFace>(new()
    {
        [nameof(GroupClockFace.View)] = view,
        [nameof(GroupClockFace.Words)] = words,
        [nameof(GroupClockFace.Join)] = join,
        [nameof(GroupClockFace.ForControl)] = forControl,
    });

    /// <summary>All rows.</summary>
    public Task<string> Board(GroupView view) => rendering.Html<GroupRows>(new()
    {
        [nameof(GroupRows.View)] = view,
        [nameof(GroupRows.Words)] = words,
        [nameof(GroupRows.ForControl)] = forControl,
    });

    /// <summary>One row.</summary>
    public Task<string> Row(GroupView view, GroupRow row) => rendering.Html<GroupRowFace>(new()
    {
        [nameof(GroupRowFace.Row)] = row,
        [nameof(GroupRowFace.Head)] = view.Head,
        [nameof(GroupRowFace.Words)] = words,
        [nameof(GroupRowFace.ForControl)] = forControl,
    });
}
