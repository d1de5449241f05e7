using CsCheck;
using PersonalPT.Counting.Models;
using PersonalPT.Counting.Sets;

namespace PersonalPT.Counting.Tests.Sets;

public sealed class SignalFilterTests
{
    [Fact]
    public void Nine_signals_are_as_stored_and_nine_are_smoothed() =>
        RandomSignals.Rows(1, 100).Sample(rows =>
        {
            var filter = new SignalFilter();
            var smoothed = new double[FeatureGroups.Count];
            var path = new double[FeatureGroups.Count];
            for (var i = 0; i < rows.Length; i++)
            {
                if (i == 0)
                    filter.Start(rows[i]);
                else
                    filter.Advance(rows[i]);

                for (var g = 0; g < FeatureGroups.Count; g++)
                {
                    double stored = Quantised.ToFloat(rows[i][g]);
                    var next = i == 0 ? stored : smoothed[g] + .3 * (stored - smoothed[g]);
                    path[g] += i == 0 ? 0 : Math.Abs(next - smoothed[g]);
                    smoothed[g] = next;
                    Assert.Equal(stored, filter.Values[g]);
                    Assert.Equal(next, filter.Values[FeatureGroups.Count + g], 1e-5);
                    Assert.Equal(path[g], filter.Path[FeatureGroups.Count + g], 1e-3);
                }
            }

            Assert.All(filter.Values[CandidateLayout.Signals..].ToArray(), v => Assert.Equal(0, v));
        }, iter: 50);
}
