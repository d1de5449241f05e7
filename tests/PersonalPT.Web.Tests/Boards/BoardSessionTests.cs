using PersonalPT.Contracts.Models;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Counting;
using PersonalPT.Web.Boards;
using RepCompleted = PersonalPT.Contracts.Sessions.RepCompleted;
using SetEnded = PersonalPT.Contracts.Sessions.SetEnded;
using SetStarted = PersonalPT.Contracts.Sessions.SetStarted;

namespace PersonalPT.Web.Tests.Boards;

public sealed class BoardSessionTests
{
    private static readonly SessionKey s_key = new("gym", "5f0d7c1e-0000-4000-8000-000000000000");
    private static readonly ModelReference s_squat = new("", "squat", 1);
    private static readonly CaptureHeader s_capture = new(1, 1, 1, 30, 0, "");

    [Fact]
    public void A_rep_that_comes_twice_is_shown_once()
    {
        var session = Empty();
        var rep = Rep(3, 1, 1);

        Assert.True(session.Take(Entry(2, new SetStarted(1, 0, s_squat)), 1));
        Assert.True(session.Take(rep, 1));
        Assert.True(session.Take(rep, 1));

        Assert.Equal((1, 1), Shown(session, card => (card.Reps, card.SetNumber)));
    }

    [Fact]
    public void A_hole_in_the_numbers_is_noticed_and_nothing_behind_it_is_taken()
    {
        var session = Empty();

        Assert.False(session.Take(Rep(4, 1, 1), 1));

        Assert.Equal((0, 1L), (Shown(session, card => card.Reps), session.LastEventSeq));
    }

    [Fact]
    public void A_report_that_names_an_event_which_did_not_come_is_noticed()
    {
        var session = Empty();

        Assert.True(session.Take(new SessionStatusReport(s_key, Live(), 1), 1));
        Assert.False(session.Take(new SessionStatusReport(s_key, Live(), 2), 1));
    }

    [Fact]
    public void What_the_journal_holds_and_what_comes_again_behind_it_make_the_same_board()
    {
        Rep[] reps = [new(0, 500_000, 1_000_000), new(2_000_000, 2_500_000, 4_000_000)];
        var history = new SessionHistory(s_key, "anna", 0, null, [new SetHistory(1, s_squat, 0, null, null, reps)]);
        // The row was read before the second rep was written.
        var session = new BoardSession(Stored(3), history, null, 1);

        Assert.True(session.Take(Rep(4, 1, 2), 1));

        Assert.Equal((2, 2), Shown(session, card => (card.Reps, card.SessionReps)));
    }

    [Fact]
    public void The_next_set_begins_at_nothing_and_the_session_goes_on()
    {
        var session = Empty();
        session.Take(Rep(2, 1, 1), 1);
        session.Take(Rep(3, 1, 2), 1);
        session.Take(Entry(4, new SetEnded(1, SetEndReason.Rest, [new(0, 1, 2_000_000), new(2_000_000, 3_000_000, 4_000_000)], 2)), 1);
        session.Take(Entry(5, new SetStarted(2, 0, s_squat)), 1);
        session.Take(Rep(6, 2, 1), 1);

        Assert.Equal((1, 2, 3), Shown(session, card => (card.Reps, card.SetNumber, card.SessionReps)));
    }

    [Fact]
    public void The_tempo_is_that_of_the_last_three_reps_of_the_set()
    {
        var session = Empty();
        Assert.Null(Shown(session, card => card.SecondsPerRep));

        foreach (var (ordinal, seconds) in new[] { (1, 9.0), (2, 1.0), (3, 2.0), (4, 3.0) })
            session.Take(Entry(ordinal + 1, new RepCompleted(1, ordinal, new Rep(0, 1, (long)(seconds * 1e6)), false)), 1);

        Assert.Equal(2.0, Shown(session, card => card.SecondsPerRep));
    }

    [Fact]
    public void Every_way_of_not_being_counted_has_its_own_sign()
    {
        var session = Empty();
        Assert.Equal(BoardSignal.Lost, Shown(session, card => card.Signal));
        session.Take(new SessionStatusReport(s_key, new SessionStatus(SessionPhase.Opened, default), 1), 1);
        Assert.Equal(BoardSignal.Waiting, Shown(session, card => card.Signal));
        session.Take(new SessionStatusReport(s_key, Live(), 1), 1);
        Assert.Equal(BoardSignal.Good, Shown(session, card => card.Signal));
        Assert.Equal(BoardSignal.Lost, session.Show("Squat", isSilent: true).Card.Signal);
        session.Take(new SessionStatusReport(s_key, Live(seen: false), 1), 1);
        Assert.Equal(BoardSignal.NotInPicture, Shown(session, card => card.Signal));
        session.Take(new SessionStatusReport(s_key, new SessionStatus(SessionPhase.Stalled, default), 1), 1);
        Assert.Equal(BoardSignal.Lost, Shown(session, card => card.Signal));
        session.Take(Entry(2, new SessionPaused(5)), 1);
        Assert.Equal(BoardSignal.Paused, Shown(session, card => card.Signal));
        session.Take(Entry(3, new SessionUnpaused(6)), 1);
        session.Take(Entry(4, new SessionEnded(SessionEndReason.Client)), 1);
        Assert.Equal(BoardSignal.Ended, Shown(session, card => card.Signal));
    }

    [Theory]
    [InlineData(-.2f, 0), InlineData(.42f, 42), InlineData(1.7f, 100), InlineData(float.NaN, 0)]
    public void The_meter_stays_between_rest_and_active(float progress, int percent)
    {
        var session = Empty();
        session.Take(new SessionStatusReport(s_key, Live(progress), 1), 1);

        Assert.Equal(percent, session.Show("Squat", isSilent: false).Movement);
    }

    private static BoardSession Empty() => new(Stored(1), new SessionHistory(s_key, "anna", 0, null, []), null, 0);

    private static StoredSession Stored(long lastEventSeq) =>
        new(s_key, "anna", s_capture, false, 1, lastEventSeq, new DurablePoint(1, 1, s_squat, "", 1, false), 0, null);

    private static SessionStatus Live(float progress = 0, bool seen = true) =>
        new(SessionPhase.Live, new CountingStatus(seen, MovementState.Rest, progress, 1, false, 0));

    private static SessionEvent Rep(long eventSeq, int set, int ordinal) =>
        Entry(eventSeq, new RepCompleted(set, ordinal, new Rep(0, 1_000_000, 2_000_000), false));

    private static SessionEvent Entry(long eventSeq, SessionEventBody body) => new(s_key, "anna", eventSeq, 0, body);

    private static T Shown<T>(BoardSession session, Func<BoardCard, T> look) => look(session.Show("Squat", isSilent: false).Card);
}
