using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace PersonalPT.Storage.Tests;

/// <summary>Collects what one instrument of one storage measures.</summary>
internal sealed class Measurements<T> : IDisposable
    where T : struct
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<T> _values = new();

    public Measurements(IServiceProvider services, string instrument)
    {
        // Other tests run beside this one: only the meters of these services count.
        var factory = services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (found, listener) =>
        {
            if (found.Meter.Name == "PersonalPT" && found.Name == instrument && ReferenceEquals(found.Meter.Scope, factory))
                listener.EnableMeasurementEvents(found);
        };
        _listener.SetMeasurementEventCallback<T>((_, value, tags, _) =>
        {
            Assert.True(tags.IsEmpty);
            _values.Enqueue(value);
        });
        _listener.Start();
    }

    public IReadOnlyCollection<T> Values => _values;

    public void Dispose() => _listener.Dispose();
}
