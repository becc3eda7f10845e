using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Sockeye.Diagnostics;
using Sockeye.Engine.Listening;
using Sockeye.Engine.Tests.Fixture;

namespace Sockeye.Engine.Tests.Listening;

public sealed class BoundedListenerTests
{
    [Fact]
    public async Task AcceptAsync_WhenAcceptingFails_TriesAgainAfterAWhile()
    {
        var time = new FakeTimeProvider();
        var inner = new FailingListener();
        await using var listener = new BoundedListener(inner, NullLogger.Instance, new LogSampler(time), time);

        Task<ConnectionContext?> accepting = listener.AcceptAsync().AsTask();
        Assert.False(accepting.IsCompleted);
        Assert.Equal(1, inner.Calls);
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Same(inner.Connection, await accepting.Within());
        Assert.Equal(2, inner.Calls);
    }

    [Fact]
    public async Task AcceptAsync_OfOneThatIsUnbound_EndsAsTheWebServerExpects()
    {
        var time = new FakeTimeProvider();
        await using var listener = new BoundedListener(new FailingListener(), NullLogger.Instance, new LogSampler(time), time);

        await listener.UnbindAsync();

        Assert.Null(await listener.AcceptAsync());
    }

    [Fact]
    public async Task UnbindAsync_WhileItWaitsToTryAgain_EndsTheWaiting()
    {
        var time = new FakeTimeProvider();
        var inner = new FailingListener();
        await using var listener = new BoundedListener(inner, NullLogger.Instance, new LogSampler(time), time);
        Task<ConnectionContext?> accepting = listener.AcceptAsync().AsTask();

        // The clock stands still.
        await listener.UnbindAsync();

        await accepting.Within();
        Assert.Equal(2, inner.Calls);
    }

    // What .NET throws if a library cannot be opened because no descriptor is left.
    private sealed class FailingListener : IConnectionListener
    {
        public int Calls { get; private set; }

        public ConnectionContext Connection { get; } = new DefaultConnectionContext();

        public EndPoint EndPoint { get; } = new IPEndPoint(IPAddress.Loopback, 0);

        public ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) =>
            ++Calls == 1 ? throw new FileNotFoundException("Could not load file or assembly 'Microsoft.Win32.Primitives'.") : ValueTask.FromResult<ConnectionContext?>(Connection);

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => default;

        public ValueTask DisposeAsync() => default;
    }
}
