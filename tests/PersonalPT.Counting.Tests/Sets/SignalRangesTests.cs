using PersonalPT.Counting.Models;
using PersonalPT.Counting.Sets;
using CsCheck;

namespace PersonalPT.Counting.Tests.Sets;

public sealed class SignalRangesTests
{
    [Fact]
    public void Ranges_of_the_head_are_those_of_every_fourth_row_of_each_signal() =>
        RandomSignals.Rows(1, ProjectionHead.Rows).Sample(rows =>
        {
            var filter = new SignalFilter();
            var all = rows.Select((row, i) => { if (i == 0) filter.Start(row); else filter.Advance(row); return filter.Values.ToArray(); }).ToArray();
            var ranges = new float[CandidateLayout.SignalLanes];

            SignalRanges.OfHead(RandomSignals.Head(rows), rows.Length, new SignalFilter(), firstSignal: 0, ranges);

            for (var s = 0; s < CandidateLayout.Signals; s++)
            {
                var samples = all.Reverse().Where((_, i) => i % 4 == 0).Select(v => v[s]).ToArray();
                Assert.Equal(MovementRange.Of(samples, rows.Length), ranges[s]);
            }
        }, iter: 30);

    [Fact]
    public void Ranges_of_some_signals_are_those_among_the_ranges_of_all() =>
        RandomSignals.Rows(1, ProjectionHead.Rows).Sample(rows =>
        {
            var all = new float[CandidateLayout.SignalLanes];
            var smoothed = new float[FeatureGroups.Count];
            SignalRanges.OfHead(RandomSignals.Head(rows), rows.Length, new SignalFilter(), firstSignal: 0, all);

            SignalRanges.OfHead(RandomSignals.Head(rows), rows.Length, new SignalFilter(), FeatureGroups.Count, smoothed);

            Assert.Equal(all[FeatureGroups.Count..CandidateLayout.Signals], smoothed);
        }, iter: 30);

    [Fact]
    public void Ranges_of_the_memory_are_those_of_its_last_rows()
    {
        var memory = new SetMemory();
        var signals = new float[CandidateLayout.SignalLanes];
        for (var k = 0; k < 500; k++)
        {
            signals.AsSpan().Fill(k < 400 ? 5 : k % 2);
            memory.AddThin(signals);
        }

        var ranges = new float[FeatureGroups.Count];
        SignalRanges.OfMemory(memory, 400, FeatureGroups.Count, ranges);

        Assert.All(ranges, r => Assert.Equal(1, r, 1e-5f));
    }
}
