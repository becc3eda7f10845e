using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Sockeye.EventLoops.Tests.Fixture;
using Sockeye.Tests.Support;

namespace Sockeye.EventLoops.Tests.Transports;

/// <summary>What a connection says of itself.</summary>
public sealed class FeatureTests
{
    [Theory, OnBothTransports]
    public async Task Connection_OfAClient_KnowsItsSocketAndItsEnds(Transport transport) =>
        await InspectAsync(transport, (connection, app, client) =>
        {
            Socket socket = connection.Features.Get<IConnectionSocketFeature>()!.Socket;
            Assert.Equal(ProtocolType.Tcp, socket.ProtocolType);
            Assert.Equal(client.LocalEndPoint, socket.RemoteEndPoint);
            Assert.Equal(client.LocalEndPoint, connection.RemoteEndPoint);
            Assert.Equal(new IPEndPoint(IPAddress.Loopback, app.Port), connection.LocalEndPoint);
        });

    [Theory, OnBothTransports]
    public async Task Connection_OfAClient_HasTheFeaturesOfATransport(Transport transport) =>
        await InspectAsync(transport, (connection, _, _) =>
        {
            Assert.NotEmpty(connection.ConnectionId);
            Assert.Equal(connection.ConnectionId, connection.Features.Get<IConnectionIdFeature>()!.ConnectionId);
            connection.Items["a"] = "b";
            Assert.Equal("b", connection.Features.Get<IConnectionItemsFeature>()!.Items["a"]);
            Assert.Same(connection.Transport, connection.Features.Get<IConnectionTransportFeature>()!.Transport);
            Assert.Equal(connection.ConnectionClosed, connection.Features.Get<IConnectionLifetimeFeature>()!.ConnectionClosed);
            using IMemoryOwner<byte> block = connection.Features.Get<IMemoryPoolFeature>()!.MemoryPool.Rent();
            Assert.NotEqual(0, block.Memory.Length);
            Assert.NotNull(connection.Features.Get<IConnectionLifetimeNotificationFeature>());
        });

    [Theory, OnBothTransports]
    public async Task Connection_OptionsOfItsSocket_AreTheApplications(Transport transport)
    {
        await InspectAsync(transport, (connection, _, _) => Assert.True(connection.Features.Get<IConnectionSocketFeature>()!.Socket.NoDelay));
        await InspectAsync(transport, (connection, _, _) => Assert.False(connection.Features.Get<IConnectionSocketFeature>()!.Socket.NoDelay), noDelay: false);
    }

    [Theory]
    [OnBothTransports(0, true, false)]
    [OnBothTransports(1, true, false)]
    [OnBothTransports(2, false, false)]
    [OnBothTransports(64, true, true)]
    [OnBothTransports(0, false, true)]
    public async Task Options_OfTheTransport_AllServe(Transport transport, int queues, bool waits, bool inline)
    {
        await using TransportApp app = await TransportApp.StartAsync(
            transport,
            async context =>
            {
                context.Response.ContentLength = context.Request.ContentLength;
                await context.Request.Body.CopyToAsync(context.Response.Body);
            },
            sockets: options =>
            {
                options.IOQueueCount = queues;
                options.WaitForDataBeforeAllocatingBuffer = waits;
                options.UnsafePreferInlineScheduling = inline;
            });
        await Parallel.ForEachAsync(Enumerable.Range(0, 8), async (i, _) =>
        {
            using RawClient client = await app.ConnectAsync();
            for (int request = 0; request < 20; request++)
            {
                string text = new((char)('a' + i), 10_000 * (i + 1));
                await client.PostAsync(text.Length);
                Task sending = client.SendAsync(text);
                await client.ReadHeadAsync();
                Assert.Equal(text, await client.ReadAsync(text.Length));
                await sending;
            }
        });
    }

    private static async Task InspectAsync(Transport transport, Action<ConnectionContext, TransportApp, RawClient> inspect, bool noDelay = true)
    {
        TransportApp? app = null;
        var ready = new TaskCompletionSource<RawClient>();
        var inspected = new TaskCompletionSource();
        app = await TransportApp.StartAsync(
            transport,
            _ => Task.CompletedTask,
            listen => listen.Use(_ => async connection =>
            {
                RawClient client = await ready.Task;
                if (Record.Exception(() => inspect(connection, app!, client)) is { } exception)
                {
                    inspected.SetException(exception);
                }
                else
                {
                    inspected.SetResult();
                }
            }),
            sockets: options => options.NoDelay = noDelay);
        await using (app)
        {
            using RawClient client = await app.ConnectAsync();
            ready.SetResult(client);
            await inspected.Task.Within();
        }
    }
}
