using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Time.Testing;
using Sockeye.Diagnostics;
using Sockeye.EventLoops.Listening;
using Sockeye.EventLoops.Tests.Fixture;
using Sockeye.Tests.Support;

namespace Sockeye.EventLoops.Tests.Listening;

/// <summary>What goes wrong with the socket of a listener.</summary>
public sealed class SocketListenerTests
{
    [Fact]
    public async Task AcceptAsync_OfASocketThatDoesNotListenAnyMore_IsTriedOnceInAWhileUntilItIsUnbound()
    {
        var time = new FakeTimeProvider();
        using var log = new LogEntries();
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        socket.Listen();
        var settings = new ConnectionSettings(new SocketTransportOptions(), null, isCounted: false, log.CreateLogger("Sockeye"));
        using var metrics = new ListenerMetrics(null);
        await using var listener = new SocketListener(socket, settings, new DescriptorLimit(), new RefusedConnections(time), metrics, new LogSampler(time), time);

        Task<ConnectionContext?> accepting = listener.AcceptAsync().AsTask();
        socket.Shutdown(SocketShutdown.Both);
        await Waiting.Until(() => log.All.Any(static entry => entry.Event.Name == "OutOfResources"));
        Assert.DoesNotContain(log.All, static entry => entry.Event.Name == "AcceptFailed");

        // The clock stands still.
        await listener.UnbindAsync();
        Assert.Null(await accepting.Within());
    }
}
