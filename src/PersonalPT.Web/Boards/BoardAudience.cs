using PersonalPT.Contracts.Access;
using PersonalPT.Contracts.Coaching;

namespace PersonalPT.Web.Boards;

/// <summary>
/// Who looks at a board, and whom he sees there. A coach sees athletes by their grants, which are asked for again all the time; one that was revoked shows
/// nothing from the next answer on, and where nobody can be asked nothing is shown when the lease is over.
/// </summary>
/// <param name="visitor">Who looks.</param>
/// <param name="grants">What is open to him.</param>
/// <param name="time">The clock by which leases run out.</param>
/// <param name="othersOnly">Whether a coach sees those who have let him, and not himself.</param>
internal sealed class BoardAudience(Member visitor, GrantedAccess grants, TimeProvider time, bool othersOnly = false)
{
    private readonly bool _asks = GrantedAccess.AppliesTo(visitor);
    private HashSet<string> _watched = [];
    private Task<IReadOnlyList<AccessGrant>>? _asking;
    private long _askedAt;
    private long? _heldFrom;

    /// <summary>So long the board may be shown as it is, without another look at it.</summary>
    public TimeSpan? LooksAgainAfter => _asks ? AccessGrant.Renewal : null;

    /// <summary>What athletes have granted the visitor, as it was at the last look.</summary>
    public IReadOnlyList<AccessGrant> Granted { get; private set; } = [];

    /// <summary>The board without what the visitor may not see.</summary>
    public async ValueTask<BoardView> Cut(BoardView view, CancellationToken cancellationToken)
    {
        if (visitor.SeesEverybody)
            return view;
        if (_asks)
            await Renew(cancellationToken);
        return new BoardView([.. view.Rows.Where(row => IsOpen(row.Card.AthleteId))]);
    }

    /// <summary>Whether the visitor may see an athlete.</summary>
    public async ValueTask<bool> Sees(string athleteId, CancellationToken cancellationToken)
    {
        if (_asks && !visitor.Sees(athleteId))
            await Renew(cancellationToken);
        return IsOpen(athleteId);
    }

    private bool IsOpen(string athleteId) => _watched.Contains(athleteId) || (visitor.Sees(athleteId) && !(_asks && othersOnly));

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
            (Granted, _heldFrom, _asking) = (given, _askedAt, null);
            _watched = given.Where(g => g.Scopes.HasFlag(GrantScopes.Live)).Select(g => g.AthleteId).ToHashSet();
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            if (_asking is { IsCompleted: true })
                _asking = null;
        }

        // Also where the answer took so long.
        if (Left == TimeSpan.Zero)
            (Granted, _watched) = ([], []);
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
