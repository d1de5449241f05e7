using Microsoft.Extensions.Time.Testing;
using PersonalPT.Storage.Writing;

namespace PersonalPT.Storage.Tests.Writing;

public sealed class PatienceTests
{
    [Fact]
    public void Pauses_grow_to_a_second_and_end_with_the_patience()
    {
        var time = new FakeTimeProvider();
        var patience = new Patience(TimeSpan.FromSeconds(5), time);
        var pauses = new List<TimeSpan>();
        while (patience.Pause() is { } pause)
        {
            pauses.Add(pause);
            time.Advance(pause);
        }

        Assert.Equal(pauses.SkipLast(1).Order(), pauses.SkipLast(1));
        Assert.Equal(TimeSpan.FromSeconds(1), pauses.Max());
        Assert.Equal(TimeSpan.FromSeconds(5).Ticks, pauses.Sum(pause => pause.Ticks));
        Assert.True(pauses[0] <= TimeSpan.FromMilliseconds(20));
    }

    [Fact]
    public void Who_has_none_does_not_wait() => Assert.Null(new Patience(TimeSpan.Zero, new FakeTimeProvider()).Pause());
}
