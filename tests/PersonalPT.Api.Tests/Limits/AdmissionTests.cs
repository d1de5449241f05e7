using System.Diagnostics.Metrics;
using Google.Rpc;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using PersonalPT.Api.Limits;
using PersonalPT.Api.Telemetry;
using PersonalPT.Contracts.Telemetry;

namespace PersonalPT.Api.Tests.Limits;

public sealed class AdmissionTests : IDisposable
{
    private static readonly LimitOptions s_limits = new()
    {
        LiveSessions = 3,
        PhoneStreams = 4,
        WatchStreams = 2,
        ThreadWait = TimeSpan.FromHours(1),
        RetryAfter = TimeSpan.FromSeconds(2),
    };

    private readonly FakeTimeProvider _time = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly LoadGauge _gauge;
    private readonly Admission _admission;
    private readonly Histogram<double> _frameAge;
    private readonly UpDownCounter<long> _live;

    public AdmissionTests()
    {
        var (meters, options) = (_services.GetRequiredService<IMeterFactory>(), new ApiOptions { Limits = s_limits });
        _gauge = new LoadGauge(options, meters, _time, work => work());
        _admission = new Admission(options, _gauge, new ApiInstruments(meters), NullLogger<Admission>.Instance);
        var meter = meters.Create(PersonalPTTelemetry.Name);
        _frameAge = meter.CreateHistogram<double>(PersonalPTTelemetry.FrameAge);
        _live = meter.CreateUpDownCounter<long>(PersonalPTTelemetry.LiveSessions);
    }

    [Fact]
    public void No_more_sessions_begin_than_the_server_holds_and_those_that_are_beginning_count()
    {
        _live.Add(1);
        using var second = _admission.EnterSession();
        var third = _admission.EnterSession();
        Refused(() => _admission.EnterSession());

        third.Dispose();
        third.Dispose();
        using var another = _admission.EnterSession();
        Refused(() => _admission.EnterSession());
    }

    [Fact]
    public void No_more_sessions_begin_at_the_same_moment_than_may_whatever_room_there_is()
    {
        var options = new ApiOptions { Limits = s_limits with { LiveSessions = 100, PhoneStreams = null, SessionsBeginningAtOnce = 2 } };
        var admission = new Admission(options, _gauge, new ApiInstruments(_services.GetRequiredService<IMeterFactory>()), NullLogger<Admission>.Instance);
        var first = admission.EnterSession();
        using var second = admission.EnterSession();
        Refused(() => admission.EnterSession());

        first.Dispose();
        admission.EnterSession().Dispose();
    }

    [Fact]
    public void A_session_that_ended_makes_room()
    {
        _live.Add(3);
        Refused(() => _admission.EnterSession());
        _live.Add(-1);
        _admission.EnterSession().Dispose();
    }

    [Fact]
    public void While_there_is_too_much_to_do_phones_come_back_and_nobody_else_comes_in()
    {
        Overload();

        Refused(() => _admission.EnterSession());
        Refused(() => _admission.EnterWatcher());
        _admission.EnterPhone().Dispose();
    }

    [Fact]
    public void When_it_is_calm_again_everybody_comes_in()
    {
        Overload();
        for (var i = 0; i < s_limits.SecondsUntilCalm; i++)
            _time.Advance(TimeSpan.FromSeconds(1));

        _admission.EnterSession().Dispose();
        _admission.EnterWatcher().Dispose();
    }

    [Fact]
    public void Streams_have_places_of_their_own_kind()
    {
        using var one = _admission.EnterWatcher();
        using var two = _admission.EnterWatcher();
        Refused(() => _admission.EnterWatcher());

        var phones = Enumerable.Range(0, 4).Select(_ => _admission.EnterPhone()).ToList();
        Refused(() => _admission.EnterPhone());
        phones[0].Dispose();
        _admission.EnterPhone().Dispose();
    }

    [Fact]
    public void Those_who_are_refused_together_are_not_asked_to_come_back_together()
    {
        Overload();
        var waits = Enumerable.Range(0, 20).Select(_ => Refused(() => _admission.EnterSession())).ToList();

        Assert.All(waits, w => Assert.InRange(w, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4)));
        Assert.True(waits.Distinct().Count() > 10);
    }

    public void Dispose()
    {
        _gauge.Dispose();
        _services.Dispose();
    }

    private void Overload()
    {
        for (var i = 0; i < s_limits.SecondsUntilOverloaded; i++)
        {
            _frameAge.Record(1);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.True(_gauge.IsOverloaded);
    }

    private static TimeSpan Refused(Func<IDisposable> enter)
    {
        var error = Assert.Throws<RpcException>(enter);
        Assert.Equal(StatusCode.ResourceExhausted, error.StatusCode);
        var status = error.GetRpcStatus()!;
        Assert.Equal("OVERLOADED", status.GetDetail<ErrorInfo>().Reason);
        return status.GetDetail<RetryInfo>().RetryDelay.ToTimeSpan();
    }
}
