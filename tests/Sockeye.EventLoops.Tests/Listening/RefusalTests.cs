using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sockeye.EventLoops.Tests.Fixture;

namespace Sockeye.EventLoops.Tests.Listening;

/// <summary>Connections are refused before there are no descriptors left.</summary>
public sealed class RefusalTests
{
    [Fact]
    public async Task Connection_OfTheLastDescriptors_GetsA503()
    {
        // A server needs some itself, and the first one needs most.
        await (await StartAsync(int.MaxValue)).DisposeAsync();
        await using TransportApp app = await StartAsync(LowestDescriptor() + 150);
        long refused = 0;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Name == "sockeye.event_loops.connections.refused" && Equals(instrument.Meter.Scope, app.Services.GetRequiredService<IMeterFactory>()))
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, count, _, _) => Interlocked.Add(ref refused, count));
        listener.Start();
        var open = new List<RawClient>();
        string answer = "";
        while (!answer.StartsWith("HTTP/1.1 503", StringComparison.Ordinal))
        {
            Assert.InRange(open.Count, 0, 400);
            RawClient client = await app.ConnectAsync();
            open.Add(client);
            await client.GetAsync();
            answer = await client.ReadHeadAsync();
        }

        Assert.Contains("Connection: close", answer, StringComparison.Ordinal);
        Assert.Equal("", await open[^1].ReadToEndAsync());
        Assert.NotEqual(0, Interlocked.Read(ref refused));
        LogEntry entry = Assert.Single(app.Log, entry => entry.Event.Name == "ConnectionRefused");
        Assert.Equal(LogLevel.Warning, entry.Level);

        // When some have gone, there is room again.
        open.ForEach(client => client.Dispose());
        do
        {
            using RawClient client = await app.ConnectAsync();
            await client.GetAsync();
            answer = await client.ReadHeadAsync();
        }
        while (!answer.StartsWith("HTTP/1.1 200", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Connection_OfTheLastDescriptorsThatMayNotBeHttp_IsClosed()
    {
        await using TransportApp app = await StartAsync(first: 1);
        using RawClient client = await app.ConnectAsync();
        Assert.Equal(0, await client.DrainAsync());
    }

    // The web server gives up a listener at the first exception.
    [Fact]
    public async Task Connection_WhoseRefusalCannotBeLogged_IsNotTheLastOne()
    {
        await using TransportApp app = await TransportApp.StartAsync(
            Transport.Sockets,
            _ => Task.CompletedTask,
            configure: builder =>
            {
                builder.WebHost.UseEventLoops(static options => options.ReservedDescriptors = MostDescriptors() - 1);
                builder.Logging.AddProvider(new BrokenLog());
            });
        for (int i = 0; i < 3; i++)
        {
            using RawClient client = await app.ConnectAsync();
            Assert.Equal(0, await client.DrainAsync());
        }
    }

    [Fact]
    public void Limit_OfTheProcess_LeavesSomeDescriptors()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        Assert.False(new DescriptorLimit().IsReachedBy(socket));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DescriptorLimit(-1));
    }

    private static Task<TransportApp> StartAsync(int first) =>
        TransportApp.StartAsync(
            Transport.Sockets,
            _ => Task.CompletedTask,
            configure: builder => builder.WebHost.UseEventLoops(options => options.ReservedDescriptors = Math.Max(MostDescriptors() - first, 0)));

    private static int LowestDescriptor()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        return (int)socket.Handle;
    }

    private sealed class BrokenLog : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public void Dispose()
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (eventId.Name == "ConnectionRefused")
            {
                throw new IOException("The disk is full.");
            }
        }
    }

    private static int MostDescriptors() =>
        int.Parse(File.ReadLines("/proc/self/limits").Single(line => line.StartsWith("Max open files", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[3], CultureInfo.InvariantCulture);
}
