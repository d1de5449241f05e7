using CsCheck;
using PersonalPT.Counting.Sets;

namespace PersonalPT.Counting.Tests.Sets;

public sealed class QuantisedTests
{
    [Fact]
    public void A_stored_value_is_read_back_as_it_was_counted() =>
        Gen.Short.Sample(stored => Assert.Equal(stored, Quantised.From(Quantised.ToFloat(stored))));

    [Fact]
    public void Storing_changes_a_value_by_half_a_step_at_most_and_cuts_it_off_at_32() =>
        Gen.Float[-40, 40].Sample(value => Assert.Equal(Math.Clamp(value, -32, 32 - 1 / 1024f), Quantised.ToFloat(Quantised.From(value)), .5f / 1024 + 1e-6f));

    [Fact]
    public void The_infinite_is_cut_off_too() =>
        Assert.Equal((short.MaxValue, short.MinValue), (Quantised.From(float.PositiveInfinity), Quantised.From(float.NegativeInfinity)));
}
