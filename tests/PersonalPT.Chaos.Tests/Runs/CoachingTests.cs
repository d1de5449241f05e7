using PersonalPT.Chaos.Runs;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Chaos.Tests.Runs;

public sealed class CoachingTests
{
    private readonly Coaching _coaching = new();

    public CoachingTests()
    {
        _coaching.Says("a", "Lower");
        _coaching.Says("b", "Higher");
        _coaching.Heard("a");
        _coaching.Acknowledged("a");
    }

    [Fact]
    public void What_was_told_to_be_written_stands_there_once_and_what_nobody_heard_of_may() =>
        Assert.Equal(((0, 0), (0, 0)), (_coaching.Judge([Cue("a", "Lower"), Seen("a")]), _coaching.Judge([Cue("b", "Higher"), Cue("a", "Lower"), Seen("a"), Seen("b")])));

    [Fact]
    public void What_is_missing_is_lost() =>
        Assert.Equal(((2, 0), (1, 0)), (_coaching.Judge([Cue("b", "Higher")]), _coaching.Judge([Cue("a", "Lower")])));

    [Fact]
    public void What_stands_twice_or_was_never_said_or_said_otherwise_is_too_much()
    {
        Assert.Equal((0, 1), _coaching.Judge([Cue("a", "Lower"), Cue("a", "Lower"), Seen("a")]));
        Assert.Equal((0, 1), _coaching.Judge([Cue("a", "Lower"), Seen("a"), Seen("a")]));
        Assert.Equal((0, 1), _coaching.Judge([Cue("a", "Lower"), Seen("a"), Cue("c", "Stop")]));
        Assert.Equal((0, 1), _coaching.Judge([Cue("a", "Higher"), Seen("a")]));
    }

    private static SessionEvent Cue(string id, string text) => new() { CueSent = new CueSent { CueId = id, Text = text } };

    private static SessionEvent Seen(string id) => new() { CueAcknowledged = new CueAcknowledged { CueId = id } };
}
