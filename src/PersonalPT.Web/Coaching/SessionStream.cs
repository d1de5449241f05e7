using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using PersonalPT.Contracts.Storage;
using PersonalPT.Web.Boards;
using PersonalPT.Web.Live;

namespace PersonalPT.Web.Coaching;

/// <summary>
/// One session in depth as server-sent events: what the board knows of it, and what its log says, read on from the journal when the board has heard of an event.
/// Nothing is remembered for a page that connects again, and nothing is queued. The visitor's grant is asked for all the time, as for a board; when it is gone
/// the page is told to close and the events end.
/// </summary>
internal sealed class SessionStream(
    GymBoard board, BoardAudience audience, StoredSession session, IJournal journal, SessionRendering rendering, LivePace pace)
{
    /// <summary>The events, until it is cancelled.</summary>
    public async IAsyncEnumerable<SseItem<string>> Events([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        SessionLog? log = null;
        BoardRow? shown = null;
        while (!cancellationToken.IsCancellationRequested)
        {
            var moment = board.Now;
            if (!await audience.Sees(session.AthleteId, cancellationToken))
            {
                yield return new SseItem<string>("", "closed");
                yield break;
            }

            if (moment.IsRead)
            {
                var row = moment.View.Rows.FirstOrDefault(r => r.Card.SessionId == session.Session.SessionId);
                // It leaves the board some time after its end, or when its phone stays away; or it was erased.
                if (row is null && await journal.Find(session.Session, cancellationToken) is not { EndedMicros: null })
                {
                    yield return new SseItem<string>("", "over");
                    yield break;
                }

                row ??= SessionRendering.Unheard(session, shown);
                if (row.Card != shown?.Card)
                    yield return new SseItem<string>(await rendering.Now(row.Card), "part");
                if (log is null || row.LastEventSeq > log.LastEventSeq)
                {
                    log ??= new SessionLog();
                    await log.Read(journal, session.Session, cancellationToken);
                    yield return new SseItem<string>(await rendering.Sets(log), "part");
                    yield return new SseItem<string>(await rendering.Cues(log), "part");
                }

                if (row.Movement != shown?.Movement)
                    yield return new SseItem<string>($"{row.Movement}", "movement");
                shown = row;
            }

            if (!await pace.Next(moment.Past, audience.LooksAgainAfter, cancellationToken))
                yield return new SseItem<string>("", "beat");
        }
    }
}
