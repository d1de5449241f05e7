using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using PersonalPT.Api.Limits;
using PersonalPT.Contracts.Telemetry;

namespace PersonalPT.Api.Tests.Limits;

public sealed class LoadGaugeTests : IDisposable
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _time = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly LoadGauge _gauge;
    private readonly Histogram<double> _frameAge;
    private readonly Histogram<double> _commitTime;
    private readonly UpDownCounter<long> _live;
    private long _buffered;

    public LoadGaugeTests()
    {
        var meters = _services.GetRequiredService<IMeterFactory>();
        // Threads of a machine that is busy with other tests must not decide here, nor move the clock.
        _gauge = new LoadGauge(new ApiOptions { Limits = new LimitOptions { ThreadWait = TimeSpan.FromHours(1) } }, meters, _time, work => work());
        var meter = meters.Create(PersonalPTTelemetry.Name);
        _frameAge = meter.CreateHistogram<double>(PersonalPTTelemetry.FrameAge);
        _commitTime = meter.CreateHistogram<double>(PersonalPTTelemetry.CommitTime);
        _live = meter.CreateUpDownCounter<long>(PersonalPTTelemetry.LiveSessions);
        meter.CreateObservableUpDownCounter(PersonalPTTelemetry.BufferedInputs, () => _buffered);
    }

    [Fact]
    public void Old_frames_for_two_seconds_mean_overloaded_and_fresh_ones_for_three_mean_calm()
    {
        Second(frames: .3);
        Assert.False(_gauge.IsOverloaded);
        Second(frames: .3);
        Assert.True(_gauge.IsOverloaded);

        Second(frames: .03);
        Second(frames: .03);
        Assert.True(_gauge.IsOverloaded);
        Second(frames: .03);
        Assert.False(_gauge.IsOverloaded);
    }

    [Fact]
    public void One_bad_second_is_no_overload_and_one_bad_second_begins_the_calm_anew()
    {
        Second(frames: .3);
        Second(frames: .03);
        Second(frames: .3);
        Assert.False(_gauge.IsOverloaded);

        Second(frames: .3);
        Second(frames: .03);
        Second(frames: .03);
        Second(frames: .3);
        Second(frames: .03);
        Second(frames: .03);
        Assert.True(_gauge.IsOverloaded);
    }

    [Fact]
    public void Between_the_two_limits_it_stays_what_it_is()
    {
        for (var i = 0; i < 10; i++)
            Second(frames: .15);
        Assert.False(_gauge.IsOverloaded);

        Overload();
        for (var i = 0; i < 10; i++)
            Second(frames: .15);
        Assert.True(_gauge.IsOverloaded);
    }

    [Fact]
    public void Slow_commits_mean_overloaded()
    {
        for (var i = 0; i < 2; i++)
        {
            _commitTime.Record(.8);
            Second(frames: .01);
        }

        Assert.True(_gauge.IsOverloaded);
    }

    [Fact]
    public void Work_that_waits_for_a_thread_means_overloaded()
    {
        using var gauge = new LoadGauge(new ApiOptions(), _services.GetRequiredService<IMeterFactory>(), _time, work => work());
        for (var i = 0; i < 2; i++)
        {
            // Many, so that what the clock's own probes find is the lesser part.
            for (var n = 0; n < 50; n++)
                gauge.MeasureThreadWait(TimeSpan.FromMilliseconds(400));
            _time.Advance(s_second);
        }

        Assert.True(gauge.IsOverloaded);
    }

    [Fact]
    public void Under_strain_sessions_begin_slowly_and_at_twice_that_none_does()
    {
        using var gauge = Strained(live: 10);
        Assert.True(Enumerable.Range(0, 1000).All(_ => gauge.LetBegin(out StrainedSecond? _)));

        Second(gauge, milliseconds: 40);
        Assert.Equal(3, Enumerable.Range(0, 1000).Count(_ => gauge.LetBegin(out StrainedSecond? _)));
        Second(gauge, milliseconds: 40);
        Assert.Equal(3, Enumerable.Range(0, 1000).Count(_ => gauge.LetBegin(out StrainedSecond? _)));
        Second(gauge, milliseconds: 60);
        Assert.False(gauge.LetBegin(out _));
        Assert.False(gauge.IsOverloaded);
    }

    [Fact]
    public void A_turn_that_came_to_nothing_is_somebody_elses_in_the_same_second_and_no_more_in_the_next()
    {
        using var gauge = Strained(live: 10);
        Second(gauge, milliseconds: 40);
        for (var i = 0; i < 10; i++)
        {
            Assert.True(gauge.MayBegin);
            Assert.True(gauge.LetBegin(out var unused));
            unused!.GiveBack();
        }

        Assert.True(gauge.LetBegin(out var old));
        Assert.Equal(2, Enumerable.Range(0, 1000).Count(_ => gauge.LetBegin(out StrainedSecond? _)));
        Assert.False(gauge.MayBegin);

        Second(gauge, milliseconds: 40);
        old!.GiveBack();
        Assert.Equal(3, Enumerable.Range(0, 1000).Count(_ => gauge.LetBegin(out StrainedSecond? _)));
    }

    [Fact]
    public void Strain_is_over_when_there_was_none_for_three_seconds_and_until_then_sessions_begin_slowly()
    {
        using var gauge = Strained(live: 10);
        Second(gauge, milliseconds: 60);
        for (var i = 0; i < 2; i++)
        {
            Second(gauge, milliseconds: 1);
            Assert.Equal(3, Enumerable.Range(0, 1000).Count(_ => gauge.LetBegin(out StrainedSecond? _)));
        }

        Second(gauge, milliseconds: 1);
        Assert.True(Enumerable.Range(0, 1000).All(_ => gauge.LetBegin(out StrainedSecond? _)));
    }

    [Fact]
    public void A_second_in_which_no_work_got_a_thread_is_the_hardest_strain()
    {
        var limits = new LimitOptions { SessionsWithoutStrain = 10 };
        using var gauge = new LoadGauge(new ApiOptions { Limits = limits }, _services.GetRequiredService<IMeterFactory>(), _time, _ => { });
        _live.Add(10);
        Assert.True(gauge.LetBegin(out _));
        _time.Advance(s_second);
        Assert.False(gauge.LetBegin(out _));
    }

    [Fact]
    public void Strain_with_few_sessions_is_not_theirs()
    {
        using var gauge = Strained(live: 9);
        Second(gauge, milliseconds: 60);
        Second(gauge, milliseconds: 60);
        Assert.True(gauge.LetBegin(out _));
    }

    [Fact]
    public void While_there_is_too_much_to_do_no_session_begins_however_few_there_are()
    {
        Overload();
        Assert.False(_gauge.LetBegin(out _));
    }

    [Fact]
    public void Frames_that_wait_while_none_reaches_a_counter_mean_overloaded()
    {
        _buffered = 10;
        Second();
        Second();
        Assert.True(_gauge.IsOverloaded);

        _buffered = 0;
        for (var i = 0; i < 3; i++)
            Second();
        Assert.False(_gauge.IsOverloaded);
    }

    [Fact]
    public void It_is_calm_within_ten_seconds_after_the_surplus_has_gone()
    {
        Overload();
        var seconds = 0;
        for (; _gauge.IsOverloaded; seconds++)
            Second(frames: .02);

        Assert.InRange(seconds, 1, 9);
    }

    [Fact]
    public void Live_sessions_are_those_that_entered_and_did_not_leave()
    {
        _live.Add(1);
        _live.Add(1);
        _live.Add(-1);
        Assert.Equal(1, _gauge.LiveSessions);
    }

    [Fact]
    public void Another_servers_measurements_are_not_its_own()
    {
        using var other = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var theirs = other.GetRequiredService<IMeterFactory>().Create(PersonalPTTelemetry.Name);
        var age = theirs.CreateHistogram<double>(PersonalPTTelemetry.FrameAge);
        theirs.CreateUpDownCounter<long>(PersonalPTTelemetry.LiveSessions).Add(5);
        for (var i = 0; i < 3; i++)
        {
            age.Record(9);
            Second();
        }

        Assert.False(_gauge.IsOverloaded);
        Assert.Equal(0, _gauge.LiveSessions);
    }

    public void Dispose()
    {
        _gauge.Dispose();
        _services.Dispose();
    }

    private LoadGauge Strained(int live)
    {
        var limits = new LimitOptions { ThreadStrain = TimeSpan.FromMilliseconds(25), SessionsPerStrainedSecond = 3, SessionsWithoutStrain = 10 };
        var gauge = new LoadGauge(new ApiOptions { Limits = limits }, _services.GetRequiredService<IMeterFactory>(), _time, work => work());
        _live.Add(live);
        return gauge;
    }

    private void Second(LoadGauge gauge, int milliseconds)
    {
        // Many, so that what the clock's own probes find is the lesser part.
        for (var n = 0; n < 50; n++)
            gauge.MeasureThreadWait(TimeSpan.FromMilliseconds(milliseconds));
        _time.Advance(s_second);
    }

    private void Overload()
    {
        Second(frames: .3);
        Second(frames: .3);
        Assert.True(_gauge.IsOverloaded);
    }

    private void Second(double? frames = null)
    {
        if (frames is { } age)
        {
            for (var i = 0; i < 5; i++)
                _frameAge.Record(age);
        }

        _time.Advance(s_second);
    }
}
