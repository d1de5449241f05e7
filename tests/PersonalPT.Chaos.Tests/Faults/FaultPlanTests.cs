using CsCheck;
using PersonalPT.Chaos.Faults;

namespace PersonalPT.Chaos.Tests.Faults;

public sealed class FaultPlanTests
{
    private static readonly TimeSpan s_length = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_every = TimeSpan.FromSeconds(.5);

    [Fact]
    public void The_same_seed_gives_the_same_faults_at_the_same_times() => Gen.Select(Gen.Int, Gen.Bool).Sample(
        (seed, onSqlite) => Assert.Equal(Draw(seed, onSqlite), Draw(seed, onSqlite)), iter: 50);

    [Fact]
    public void Faults_come_in_order_within_the_run_and_to_phones_that_there_are() => Gen.Int.Sample(
        seed =>
        {
            var plan = Draw(seed, onSqlite: true);
            Assert.Equal(plan.OrderBy(f => f.At), plan);
            Assert.All(plan, f => Assert.InRange(f.At, TimeSpan.FromSeconds(2), s_length));
            Assert.All(plan, f => Assert.InRange(f.Phone, 0, 6));
        },
        iter: 50);

    [Fact]
    public void A_disk_is_filled_only_where_it_is_the_servers() =>
        Assert.DoesNotContain(FaultPlan.Draw(1, TimeSpan.FromHours(1), s_every, 7, onSqlite: false), f => f.Kind == FaultKind.FillDisk);

    private static IReadOnlyList<Fault> Draw(int seed, bool onSqlite) => FaultPlan.Draw(seed, s_length, s_every, 7, onSqlite);
}
