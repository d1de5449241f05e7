using System.Collections.Immutable;
using PersonalPT.Contracts.Sessions;

namespace PersonalPT.Grains.Sessions;

/// <summary>
/// Who looks on at a session: the gateways' observers. Changed by the session's grain and read by the silo's announcer at the same time, which
/// Orleans' ObserverManager does not allow; and it knows the phone, of which there is only one. Calls are one-way and never wait.
/// </summary>
internal sealed class SessionAudience(TimeProvider clock)
{
    /// <summary>An observer that was not renewed for so long is forgotten.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private ImmutableArray<Seat> _seats = [];

    /// <summary>Observers that are not forgotten.</summary>
    public int Count => Seats().Length;

    /// <summary>Lets an observer in, or renews it. A phone's stream takes the place of the one before.</summary>
    /// <param name="observer">The observer.</param>
    /// <param name="asPhone">Whether it is a phone's stream.</param>
    /// <param name="phoneId">The phone; null where it did not say. A phone that takes its own place is not told that it is superseded: it must come again.</param>
    public void Admit(ISessionObserver observer, bool asPhone, string? phoneId = null)
    {
        var seats = Seats();
        foreach (var seat in seats)
        {
            if (asPhone && seat.IsPhone && !seat.Observer.Equals(observer))
            {
                seats = seats.Remove(seat);
                var reason = phoneId is not null && phoneId == seat.PhoneId ? ClosingReason.Resume : ClosingReason.Superseded;
                Send(seat.Observer, o => o.OnClosing(reason));
            }
        }

        var others = seats.RemoveAll(s => s.Observer.Equals(observer));
        ImmutableInterlocked.InterlockedExchange(ref _seats, others.Add(new Seat(observer, asPhone, phoneId, clock.GetTimestamp())));
    }

    /// <summary>An observer leaves.</summary>
    public void Dismiss(ISessionObserver observer) =>
        ImmutableInterlocked.InterlockedExchange(ref _seats, Seats().RemoveAll(s => s.Observer.Equals(observer)));

    /// <summary>Sends new entries of the log.</summary>
    public void Tell(IReadOnlyList<SessionEvent> events)
    {
        foreach (var seat in Seats())
            Send(seat.Observer, o => o.OnEvents(events));
    }

    /// <summary>Sends the newest status.</summary>
    /// <param name="status">The status.</param>
    /// <param name="phoneKnows">Whether the phone was told already.</param>
    public void Tell(SessionStatus status, bool phoneKnows = false)
    {
        foreach (var seat in Seats())
        {
            if (!phoneKnows || !seat.IsPhone)
                Tell(seat.Observer, status);
        }
    }

    /// <summary>Tells everyone that no more will come, and sends them away.</summary>
    public void Close(ClosingReason reason)
    {
        var seats = Seats();
        ImmutableInterlocked.InterlockedExchange(ref _seats, []);
        foreach (var seat in seats)
            Send(seat.Observer, o => o.OnClosing(reason));
    }

    // Apart, so that nothing is allocated where nobody is told.
    private static void Tell(ISessionObserver observer, SessionStatus status) => Send(observer, o => o.OnStatus(status));

    // One that cannot be reached sees a hole in event numbers later, or is not renewed.
    private static void Send(ISessionObserver observer, Func<ISessionObserver, Task> call)
    {
        try
        {
            call(observer).Ignore();
        }
        catch (Exception e) when (e is OrleansException or ObjectDisposedException or InvalidOperationException)
        {
        }
    }

    private ImmutableArray<Seat> Seats()
    {
        var seats = _seats;
        foreach (var seat in seats)
        {
            if (clock.GetElapsedTime(seat.Renewed) >= Patience)
                return seats.RemoveAll(s => clock.GetElapsedTime(s.Renewed) >= Patience);
        }

        return seats;
    }

    private sealed record Seat(ISessionObserver Observer, bool IsPhone, string? PhoneId, long Renewed);
}
