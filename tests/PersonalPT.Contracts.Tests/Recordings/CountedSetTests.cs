using PersonalPT.Contracts.Models;
using PersonalPT.Contracts.Recordings;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Counting;
using RepCompleted = PersonalPT.Contracts.Sessions.RepCompleted;
using SetEnded = PersonalPT.Contracts.Sessions.SetEnded;
using SetStarted = PersonalPT.Contracts.Sessions.SetStarted;

namespace PersonalPT.Contracts.Tests.Recordings;

public sealed class CountedSetTests
{
    private static readonly ModelReference s_squat = new("", "squat", 2);

    [Fact]
    public void A_set_that_has_ended_has_its_final_reps_and_one_that_runs_those_found_so_far_in_the_order_of_time()
    {
        var (early, late, final) = (new Rep(1, 2, 3), new Rep(4, 5, 6), new Rep(2, 3, 4));

        var sets = CountedSet.Of(
        [
            new SessionStarted(), new SetStarted(1, 1, s_squat), new RepCompleted(1, 1, early, false), new SetEnded(1, SetEndReason.Rest, [final], 1),
            new SetStarted(2, 4, s_squat), new RepCompleted(2, 1, late, false), new RepCompleted(2, 2, early, true), new InputGap(7, 9),
        ]);

        Assert.Equal([(1, SetEndReason.Rest), (2, null)], sets.Select(s => (s.SetNumber, s.Reason)));
        Assert.Equal([final], sets[0].Reps);
        Assert.Equal([early, late], sets[1].Reps);
        Assert.All(sets, s => Assert.Equal(s_squat, s.Model));
    }
}
