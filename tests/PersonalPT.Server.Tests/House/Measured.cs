using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using PersonalPT.Contracts.Telemetry;

namespace PersonalPT.Server.Tests.House;

/// <summary>What one server measures from here on; other servers of the same process do not count.</summary>
internal sealed class Measured : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, (double Sum, int Count)> _values = new();

    public Measured(RunningHost server)
    {
        var meters = server.Services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name != PersonalPTTelemetry.Name || !ReferenceEquals(instrument.Meter.Scope, meters))
                return;

            _values.TryAdd(instrument.Name, default);
            listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<int>((instrument, value, _, _) => Add(instrument, value));
        _listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => Add(instrument, value));
        _listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => Add(instrument, value));
        _listener.Start();
    }

    /// <summary>The instruments that there are, without "personalpt." before their names.</summary>
    public IEnumerable<string> Instruments => _values.Keys.Select(name => name["personalpt.".Length..]);

    /// <summary>The value of a counter or gauge, or all that a histogram was told.</summary>
    public double Sum(string instrument) => _values[$"personalpt.{instrument}"].Sum;

    /// <summary>How often an instrument was told something.</summary>
    public int Count(string instrument) => _values[$"personalpt.{instrument}"].Count;

    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, double value) =>
        _values.AddOrUpdate(instrument.Name, (value, 1), (_, before) => (before.Sum + value, before.Count + 1));
}
