using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Sockeye.Tests.Rooms;

/// <summary>What listens to the library's reports may throw too: nothing that happens is lost for that.</summary>
public sealed class ThrowingTelemetryTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Report_OfAFailedListenerThatThrows_LeavesNoMemberBehind(bool byLogger)
    {
        var left = new Inbox<string>();
        Presence presence = null!;
        await using var scene = await Scene.StartAsync(
            0,
            io =>
            {
                presence = io.Of("/throwing").UsePresence(static options => options.GracePeriod = TimeSpan.Zero);
                presence.OnChanged(change => left.Add($"{change.Kind} {change.Room}"));
            },
            "/throwing",
            services: services =>
            {
                if (byLogger)
                {
                    services.AddLogging(static logging => logging.AddProvider(new ThrowingLogs()));
                }
            });
        using var meters = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (!byLogger && instrument.Meter.Name.StartsWith("Sockeye", StringComparison.Ordinal) && instrument.Name.Contains("fail", StringComparison.Ordinal))
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        meters.SetMeasurementEventCallback<long>(static (_, _, tags, _) => ThrowFor(tags));
        meters.Start();
        scene.Server.Log.Expect("The room listener fails.");
        scene.Namespace.Adapter.OnRoomLeft(static (_, _) => throw new InvalidOperationException("The room listener fails."));
        var socket = await scene.AddAsync();
        await socket.JoinAsync("tea");
        Assert.Equal("Joined tea", await left.NextAsync());

        await socket.LeaveAsync("tea");
        Assert.Equal("Left tea", await left.NextAsync());
        await socket.JoinAsync("milk");
        Assert.Equal("Joined milk", await left.NextAsync());
        socket.Disconnect();

        Assert.Equal("Left milk", await left.NextAsync());
        Assert.Equal(0, presence.Count("milk"));
        await scene.Server.Log.FindAsync("The room listener fails.");
    }

    // Other tests count failures too.
    private static void ThrowFor(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var (_, value) in tags)
        {
            if (value is "/throwing")
            {
                throw new InvalidOperationException("The meter listener fails.");
            }
        }
    }

    private sealed class ThrowingLogs : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (exception is InvalidOperationException)
            {
                throw new InvalidOperationException("The log fails.");
            }
        }

        public void Dispose()
        {
        }
    }
}
