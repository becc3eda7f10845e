using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Sockeye.Tests.Memory;

/// <summary>What is over is not kept alive.</summary>
[CollectionDefinition(nameof(LifetimeTests), DisableParallelization = true)]
[Collection(nameof(LifetimeTests))]
public sealed class LifetimeTests
{
    private const int Connections = 20;

    [Theory]
    [InlineData(TestTransport.WebSocket)]
    [InlineData(TestTransport.Polling)]
    public async Task Connections_ThatAreOver_LeaveNoObjects(TestTransport transport)
    {
        var objects = new List<WeakReference>();
        await using var server = await TestServer.StartAsync(io =>
        {
            io.Of(static (name, _) => name.StartsWith("/t-", StringComparison.Ordinal)).OnConnection(Watch);
            io.OnConnection(Watch);
        });

        for (var i = 0; i < Connections; i++)
        {
            await UseAsync(server, transport, i);
        }

        // A session is counted no longer before its sockets have left.
        await Waiting.Until(() => server.IO.Engine.ClientsCount == 0 && server.IO.Namespaces.Count == 1 && server.IO.MainNamespace.Adapter.Rooms.Count == 0);
        Assert.Equal(Connections * 2 * 4, objects.Count);
        await AssertCollectedAsync(objects, allowed: 0);

        void Watch(Socket socket)
        {
            lock (objects)
            {
                objects.AddRange([new(socket), new(socket.Client), new(socket.Session), new(socket.Handshake)]);
            }

            socket.On("join", async (string room) => await socket.JoinAsync(room, "common"));
            socket.On("ask", async () => await socket.EmitWithAckAsync("question"));
        }
    }

    [Theory]
    [InlineData(TestTransport.Polling, false)]
    [InlineData(TestTransport.Polling, true)]
    [InlineData(TestTransport.WebSocket, true)]
    public async Task HttpContext_OfTheHandshake_IsNotHeldByALiveSocket(TestTransport transport, bool eventLoops)
    {
        var contexts = new List<WeakReference>();
        await using var server = await TestServer.StartAsync(eventLoops: eventLoops, app: app => app.Use(async (HttpContext context, RequestDelegate next) =>
        {
            // A server takes the object of one request again for the next of that connection: what is looked at is what hangs on it.
            Mark(context);
            await next(context);
        }));
        await using var client = await server.ConnectAsync(transport: transport);
        for (var i = 0; i < 5; i++)
        {
            await client.ExpectNothingAsync();
        }

        // A poll that waits is a request; a WebSocket that has left the web server is none any more.
        var requests = transport == TestTransport.Polling ? 2 : OperatingSystem.IsLinux() ? 0 : contexts.Count;
        await AssertCollectedAsync(contexts, allowed: requests);
        Assert.True(server.IO.Sockets[client.Id].Connected);

        void Mark(HttpContext context)
        {
            var mark = new object();
            context.Items["mark"] = mark;
            lock (contexts)
            {
                contexts.Add(new WeakReference(mark));
            }
        }
    }

    [Fact]
    public async Task Acknowledgements_AnsweredOrNot_LeaveNoObjects()
    {
        var objects = new List<WeakReference>();
        await using var server = await TestServer.StartAsync(fakeTime: true);
        await using var client = await server.ConnectAsync();
        var timers = server.IO.Timers.Count;

        await AskAsync(server, client, objects);

        Assert.Equal(timers, server.IO.Timers.Count);
        Assert.Empty(server.IO.MainNamespace.AckCollectors);
        await AssertCollectedAsync(objects, allowed: 0);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task AskAsync(TestServer server, TestClient client, List<WeakReference> objects)
    {
        var socket = server.IO.Sockets[client.Id];
        for (var i = 0; i < 50; i++)
        {
            var alone = socket.Timeout(TimeSpan.FromSeconds(2)).EmitWithAckAsync("ask");
            var many = server.IO.Timeout(TimeSpan.FromSeconds(2)).EmitWithAckAsync("ask");
            objects.AddRange([new(alone), new(many)]);
            if (i % 2 == 0)
            {
                await client.SendAsync($"43{i * 2}[]", $"43{(i * 2) + 1}[]");
                await Task.WhenAll(alone, many).Within();
            }
            else
            {
                await client.DrainAsync();
                server.Time.Advance(TimeSpan.FromSeconds(3));
                await Assert.ThrowsAsync<TimeoutException>(() => alone.Within());
                await many.Within();
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task UseAsync(TestServer server, TestTransport transport, int i)
    {
        await using var client = await server.ConnectAsync(transport: transport);
        await client.JoinAsync($"/t-{i}");
        await client.SendAsync($"42[\"join\",\"{i}\"]", $"42/t-{i},[\"join\",\"x\"]", """42["ask"]""");
        await client.ExpectAsync($"42{i}[\"question\"]");
        if (i % 4 == 0)
        {
            await client.SendAsync("41");
        }

        if (i % 2 == 0)
        {
            await client.CloseAsync();
            return;
        }

        // A client that breaks off between two polls would be missed only with the next ping.
        await Waiting.Until(() => server.IO.Engine.ClientsCount == 0 || IsPolled(server));
    }

    // Apart, so that no reference to a socket stays in the frame that waits.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool IsPolled(TestServer server) => server.IO.Sockets.Values.All(static socket => socket.Session.IsWritable);

    private static async Task AssertCollectedAsync(List<WeakReference> objects, int allowed)
    {
        var alive = objects.Count;
        for (var attempt = 0; attempt < 40 && alive > allowed; attempt++)
        {
            await Task.Delay(25);
            GC.Collect();
            GC.WaitForPendingFinalizers();
            GC.Collect();
            alive = objects.Count(static reference => reference.IsAlive);
        }

        Assert.True(alive <= allowed, $"{alive} of {objects.Count} objects are alive: "
            + string.Join(", ", objects.Select(static reference => reference.Target?.GetType().Name).Where(static name => name is not null).Distinct()));
    }
}
