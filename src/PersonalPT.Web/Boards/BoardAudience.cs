using PersonalPT.Contracts.Coaching;
using PersonalPT.Web.Access;

namespace PersonalPT.Web.Boards;

/// <summary>
/// Who looks at a board, and whom he sees there. A coach sees athletes by their grants, which are asked for again all the time; one that was revoked shows
/// nothing from the next answer on, and where nobody can be asked nothing is shown when the lease is over.
/// </summary>
internal sealed class BoardAudience(Visitor visitor, PageGrants grants, TimeProvider time)
{
    private readonly bool _asks = PageGrants.AppliesTo(visitor);
    private HashSet<string> _granted = [];
    private Task<IReadOnlyList<AccessGrant>>? _asking;
    private long _askedAt;
    private long? _heldFrom;

    /// <summary>So long the board may be shown as it is, without another look at it.</summary>
    public TimeSpan? LooksAgainAfter => _asks ? AccessGrant.Renewal : null;

    /// <summary>The board without what the visitor may not see.</summary>
    public async ValueTask<BoardView> Cut(BoardView view, CancellationToken cancellationToken)
    {
        if (visitor.SeesEverybody)
            return view;
        if (_asks)
            await Renew(cancellationToken);
        return new BoardView([.. view.Rows.Where(row => visitor.Sees(row.Card.AthleteId) || _granted.Contains(row.Card.AthleteId))]);
    }

    private async ValueTask Renew(CancellationToken cancellationToken)
    {
        if (_asking is null)
        {
            if (_heldFrom is { } held && time.GetElapsedTime(held) < AccessGrant.Renewal)
                return;
            _askedAt = time.GetTimestamp();
            _asking = grants.Of(visitor, cancellationToken).AsTask();
        }

        try
        {
            // Held from before the question, not from the answer. One question at a time: one that is not answered must not pile up others.
            var given = await _asking.WaitAsync(Left, time, cancellationToken);
            (_granted, _heldFrom, _asking) = (given.Where(g => g.Scopes.HasFlag(GrantScopes.Live)).Select(g => g.AthleteId).ToHashSet(), _askedAt, null);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            if (_asking is { IsCompleted: true })
                _asking = null;
        }

        // Also where the answer took so long.
        if (Left == TimeSpan.Zero)
            _granted = [];
    }

    private TimeSpan Left
    {
        get
        {
            var left = AccessGrant.Lease - time.GetElapsedTime(_heldFrom ?? _askedAt);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }
}
