using PersonalPT.Contracts.Models;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Counting;
using PersonalPT.Web.Coaching;
using RepCompleted = PersonalPT.Contracts.Sessions.RepCompleted;
using SetEnded = PersonalPT.Contracts.Sessions.SetEnded;
using SetStarted = PersonalPT.Contracts.Sessions.SetStarted;

namespace PersonalPT.Web.Tests.Coaching;

public sealed class SessionLogTests
{
    private static readonly SessionKey s_key = new("gym", "5f0d7c1e-0000-4000-8000-000000000000");
    private static readonly ModelReference s_squat = new("", "squat", 1);

    private readonly SessionLog _log = new();
    private long _seq;

    [Fact]
    public void A_running_set_has_its_reps_in_the_order_of_time_and_an_ended_one_the_final_times()
    {
        Take(new SetStarted(1, 0, s_squat), new RepCompleted(1, 1, At(9), false), new RepCompleted(1, 2, At(3), false));

        var set = Assert.Single(_log.Sets);
        Assert.Equal((1, "squat", false), (set.Number, set.ExerciseId, set.IsOver));
        Assert.Equal([At(3), At(9)], set.Reps);

        Take(new SetEnded(1, SetEndReason.Rest, [At(3.5), At(9.5)], 2));
        set = Assert.Single(_log.Sets);
        Assert.True(set.IsOver);
        Assert.Equal([At(3.5), At(9.5)], set.Reps);
    }

    [Fact]
    public void An_event_that_comes_again_changes_nothing()
    {
        Take(new SetStarted(1, 0, s_squat), new RepCompleted(1, 1, At(9), false), new SetEnded(1, SetEndReason.Rest, [At(9)], 1));

        _log.Take(new SessionEvent(s_key, "anna", 2, 0, new RepCompleted(1, 1, At(20), false)));

        Assert.Equal([At(9)], Assert.Single(_log.Sets).Reps);
        Assert.Equal(3, _log.LastEventSeq);
    }

    [Fact]
    public void A_cue_is_sent_and_then_seen()
    {
        Take(new CueSent("one", "carl", "Chin up", null), new CueSent("two", "carl", null, CuePreset.Breathe), new CueAcknowledged("two"), new CueAcknowledged("three"));

        Assert.Equal([("one", 1L, null), ("two", 2L, (long?)3L)], _log.Cues.Select(cue => (cue.Cue.CueId, cue.SentMicros, cue.SeenMicros)));
    }

    [Fact]
    public void Another_exercise_makes_another_set()
    {
        Take(
            new SetStarted(1, 0, s_squat), new SetEnded(1, SetEndReason.ExerciseChanged, [], 0), new ExerciseSelected(7, s_squat with { ExerciseId = "lunge" }),
            new RepCompleted(2, 1, At(1), false));

        Assert.Equal([(1, "squat"), (2, "lunge")], _log.Sets.Select(set => (set.Number, set.ExerciseId)));
    }

    private static Rep At(double seconds) => new((long)(seconds * 1e6), (long)((seconds + 1) * 1e6), (long)((seconds + 2) * 1e6));

    // An event is recorded at the microsecond of its number.
    private void Take(params SessionEventBody[] bodies)
    {
        foreach (var body in bodies)
        {
            _seq++;
            _log.Take(new SessionEvent(s_key, "anna", _seq, _seq, body));
        }
    }
}
