namespace PersonalPT.Identity.Tests;

public sealed class PasswordTurnsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_person_has_one_turn_at_a_time_all_together_two_and_who_finds_the_queue_full_is_refused()
    {
        using var turns = new PasswordTurns(new LocalAccountOptions { PasswordsAtOnce = 2, PasswordsWaiting = 1 });
        var ann = await turns.Take("ann", Cancel);
        var anns = turns.Take("ann", Cancel).AsTask();
        using (var refused = await turns.Take("ann", Cancel))
            Assert.Equal((true, false, false), (ann.IsAcquired, anns.IsCompleted, refused.IsAcquired));

        using var ben = await turns.Take("ben", Cancel);
        var eve = turns.Take("eve", Cancel).AsTask();
        using (var refused = await turns.Take("zoe", Cancel))
            Assert.Equal((true, false, false), (ben.IsAcquired, eve.IsCompleted, refused.IsAcquired));

        ben.Dispose();
        using var next = await eve;
        Assert.True(next.IsAcquired);
        ann.Dispose();
        using var last = await anns;
        Assert.True(last.IsAcquired);
    }

    [Theory, InlineData(0, 1), InlineData(1, -1)]
    public void Nobody_can_work_without_a_turn(int atOnce, int waiting) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new PasswordTurns(new LocalAccountOptions { PasswordsAtOnce = atOnce, PasswordsWaiting = waiting }));
}
