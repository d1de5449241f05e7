using PersonalPT.Contracts.Models;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Counting;
using RepCompleted = PersonalPT.Contracts.Sessions.RepCompleted;
using SetEnded = PersonalPT.Contracts.Sessions.SetEnded;
using SetStarted = PersonalPT.Contracts.Sessions.SetStarted;

namespace PersonalPT.Contracts.Tests.Sessions;

public sealed class SessionEventTests
{
    private static readonly ModelReference s_model = Samples.Model;

    // Stored in gyms' databases, where the key refuses a second one. A line of this table never changes; a new kind of event adds one.
    public static TheoryData<SessionEventBody, string> Keys => new()
    {
        { new SessionStarted(), "started" },
        { new ExerciseSelected(3, s_model), "exercise:3" },
        { new ExerciseUnknown(3, "pistol_squat"), "exercise_unknown:3" },
        { new SetStarted(2, 5, s_model), "set:2:started" },
        { new RepCompleted(2, 4, new Rep(1, 2, 3), true), "set:2:rep:4" },
        { new SetEnded(2, SetEndReason.Rest, [new Rep(1, 2, 3)], 1), "set:2:ended" },
        { new InputGap(7, 9), "gap:7" },
        { new SessionPaused(7), "pause:7" },
        { new SessionUnpaused(8), "unpause:8" },
        { new SessionEnded(SessionEndReason.Abandoned), "ended" },
        { new CueSent("5f8f", "carl", "Lower!", null), "cue:5f8f" },
        { new CueAcknowledged("5f8f"), "cue:5f8f:seen" },
        { new SetAnnotated("5f8f", 1, "carl", 60_000, null, null, SetAnnotationParts.None), "set_change:5f8f" },
        { new SetCorrected("5f8f", 1, "carl", 9), "set_change:5f8f" },
    };

    [Theory, MemberData(nameof(Keys))]
    public void An_event_that_is_written_again_is_known_by_its_key(SessionEventBody body, string key) => Assert.Equal(key, body.IdempotencyKey);

    [Fact]
    public void Every_kind_of_event_stands_in_the_table()
    {
        var kinds = typeof(SessionEventBody).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(SessionEventBody)) && !t.IsAbstract);
        Assert.Equal(kinds.OrderBy(t => t.Name), Keys.Select(row => row.Data.Item1.GetType()).OrderBy(t => t.Name));
    }
}
