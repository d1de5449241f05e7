using CsCheck;
using PersonalPT.Counting.Sets;

namespace PersonalPT.Counting.Tests.Sets;

public sealed class StateMachineTests
{
    [Fact]
    public void The_state_follows_the_posterior_of_the_two_gaussians_with_two_thresholds() =>
        Gen.Select(Gen.Double[.1, 400], Gen.Float[-1, 2].Array[1, 100]).Sample((squaredDistance, signals) =>
        {
            var machine = new StateMachine(squaredDistance);
            var active = false;
            foreach (var signal in signals)
            {
                // In double: what a float's difference leaves out would be multiplied by D².
                double at = signal;

                // Posterior of State A where the signal's variance within a state is 1/D².
                var (toActive, toRest) = (Math.Exp(-squaredDistance * (at - 1) * (at - 1) / 2), Math.Exp(-squaredDistance * at * at / 2));
                var posterior = 1 / (1 + Math.Exp(-squaredDistance * (at - .5)));
                if (toActive + toRest > 1e-100)
                    Assert.Equal(toActive / (toActive + toRest), posterior, 1e-6);
                if (Math.Abs(posterior - .78) < 1e-6 || Math.Abs(posterior - .4) < 1e-6)
                    return;

                active = active ? posterior >= .4 : posterior > .78;
                machine.Push(signal);
                Assert.Equal(active ? MovementState.Active : MovementState.Rest, machine.State);
                Assert.Equal(Math.Clamp(signal, 0, 1), machine.Progress);
            }
        });

    [Fact]
    public void Where_the_states_are_the_same_it_stays_at_rest()
    {
        var machine = new StateMachine(0);
        machine.Push(5);
        Assert.Equal(MovementState.Rest, machine.State);
    }
}
