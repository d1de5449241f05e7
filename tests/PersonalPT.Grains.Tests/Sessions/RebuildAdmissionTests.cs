using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using PersonalPT.Grains.Sessions;

namespace PersonalPT.Grains.Tests.Sessions;

public sealed class RebuildAdmissionTests : IDisposable
{
    private static readonly SessionLimits s_limits = new() { RebuildsAtOnce = 2, RebuildsWaiting = 1 };

    private readonly FakeTimeProvider _time = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly RebuildAdmission _admission;

    public RebuildAdmissionTests() =>
        _admission = new RebuildAdmission(s_limits, new SessionInstruments(_services.GetRequiredService<IMeterFactory>()), _time);

    public void Dispose()
    {
        _admission.Dispose();
        _services.Dispose();
    }

    [Fact]
    public async Task So_many_are_let_in_so_many_wait_and_the_others_are_sent_away()
    {
        var cancel = TestContext.Current.CancellationToken;
        using var first = await _admission.Enter(cancel);
        using var second = await _admission.Enter(cancel);
        var third = _admission.Enter(cancel);
        Assert.Equal((2, 1), (_admission.Held, _admission.Waiting));
        Assert.Null(await _admission.Enter(cancel));

        first!.Dispose();
        first.Dispose();
        using var place = await third;
        Assert.NotNull(place);
        Assert.Equal((2, 0), (_admission.Held, _admission.Waiting));
    }

    [Fact]
    public async Task A_place_that_is_not_given_back_falls_back_by_itself()
    {
        var cancel = TestContext.Current.CancellationToken;
        var first = await _admission.Enter(cancel);
        using var second = await _admission.Enter(cancel);
        var third = _admission.Enter(cancel);
        _time.Advance(s_limits.RebuildTime - TimeSpan.FromMilliseconds(1));
        Assert.False(third.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.NotNull(await third);

        // Late: its place is another one's now.
        first!.Dispose();
        Assert.Equal(1, _admission.Held);
    }

    [Fact]
    public async Task Nobody_waits_for_ever()
    {
        var limits = s_limits with { RebuildTime = TimeSpan.FromHours(1) };
        using var admission = new RebuildAdmission(limits, new SessionInstruments(_services.GetRequiredService<IMeterFactory>()), _time);
        using var first = await admission.Enter(TestContext.Current.CancellationToken);
        using var second = await admission.Enter(TestContext.Current.CancellationToken);
        var third = admission.Enter(TestContext.Current.CancellationToken);
        _time.Advance(limits.RebuildPatience);
        Assert.Null(await third);
        Assert.Equal(0, admission.Waiting);
    }
}
