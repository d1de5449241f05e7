using CsCheck;
using PersonalPT.Grains.Models;

namespace PersonalPT.Grains.Tests.Models;

public sealed class ActivationHistoryTests
{
    [Theory]
    [InlineData(new int[0], 0, 0)]
    [InlineData(new[] { 1 }, 1, 0)]
    [InlineData(new[] { 1, 1 }, 1, 0)]
    [InlineData(new[] { 1, 2 }, 2, 1)]
    [InlineData(new[] { 1, 2, 3, 2 }, 2, 1)]
    [InlineData(new[] { 1, 2, 3, 2, 1 }, 1, 0)]
    [InlineData(new[] { 1, 2, 3, 2, 4 }, 4, 2)]
    [InlineData(new[] { 1, 3, 2 }, 2, 3)]
    public void The_list_says_what_is_active_and_what_was_before(int[] activations, int active, int before)
    {
        var history = new ActivationHistory(activations);
        Assert.Equal((active, before), (history.Active, history.Before));
    }

    [Fact]
    public void Rolling_back_again_and_again_goes_through_all_activations_backwards_and_ends() =>
        Gen.Int[1, 5].List[1, 20].Sample(versions =>
        {
            // New versions are activated one after the other; none is activated again while it lies right below.
            var activations = new List<int>();
            foreach (var version in versions)
            {
                if (activations is not [.., var last] || last != version)
                    if (activations is not [.., var below, _] || below != version)
                        activations.Add(version);
            }

            var expected = Enumerable.Reverse(activations).Skip(1).ToArray();
            var rolledBack = new List<int>();
            for (var before = new ActivationHistory(activations).Before; before != 0; before = new ActivationHistory(activations).Before)
            {
                activations.Add(before);
                rolledBack.Add(before);
            }

            Assert.Equal(expected, rolledBack);
        });
}
