using PersonalPT.Contracts.Sessions;

namespace PersonalPT.Grains.Groups;

/// <summary>
/// What the gym's feed has brought for one group: filled by the feed, emptied by the group's grain. Bounded: what does not fit is left out, which shows as a hole
/// in event numbers. Safe for concurrent use.
/// </summary>
internal sealed class GroupInbox
{
    private const int HeldEvents = 1000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Slot> _slots = [];

    /// <summary>From now on what concerns this session is kept.</summary>
    public void Follow(string sessionId)
    {
        lock (_lock)
            _slots.TryAdd(sessionId, new Slot());
    }

    /// <summary>Something came through the gym's feed.</summary>
    public void Deliver(GymFeedItem item)
    {
        lock (_lock)
        {
            foreach (var entry in item.Events)
            {
                if (_slots.TryGetValue(entry.Session.SessionId, out var slot) && slot.Events.Count < HeldEvents)
                    slot.Events.Add(entry);
            }

            foreach (var report in item.Statuses)
            {
                if (_slots.TryGetValue(report.Session.SessionId, out var slot))
                    slot.Report = report;
            }
        }
    }

    /// <summary>Everything that came since the last time.</summary>
    public IReadOnlyList<Mail> Empty()
    {
        lock (_lock)
        {
            var mail = new List<Mail>();
            foreach (var (session, slot) in _slots)
            {
                if (slot.Events.Count == 0 && slot.Report is null)
                    continue;

                mail.Add(new Mail(session, slot.Events, slot.Report));
                (slot.Events, slot.Report) = ([], null);
            }

            return mail;
        }
    }

    /// <summary>What came for one session.</summary>
    /// <param name="SessionId">The session.</param>
    /// <param name="Events">New entries of its log.</param>
    /// <param name="Report">Its newest status; null where none came.</param>
    public sealed record Mail(string SessionId, IReadOnlyList<SessionEvent> Events, SessionStatusReport? Report);

    private sealed class Slot
    {
        public List<SessionEvent> Events { get; set; } = [];

        public SessionStatusReport? Report { get; set; }
    }
}
