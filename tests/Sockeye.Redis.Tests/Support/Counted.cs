using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace Sockeye.Redis.Tests.Support;

/// <summary>What one server counts under a name, from now on.</summary>
internal sealed class Counted : IDisposable
{
    private readonly MeterListener _listener = new();
    private long _value;

    public Counted(TestServer server, string instrument)
    {
        var meters = server.App.Services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (found, listener) =>
        {
            if (found.Name == instrument && ReferenceEquals(found.Meter.Scope, meters))
            {
                listener.EnableMeasurementEvents(found);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref _value, value));
        _listener.Start();
    }

    public long Value => Interlocked.Read(ref _value);

    public void Dispose() => _listener.Dispose();
}
