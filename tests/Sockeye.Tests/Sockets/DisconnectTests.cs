namespace Sockeye.Tests.Sockets;

public sealed class DisconnectTests
{
    [Theory]
    [InlineData(TestTransport.WebSocket)]
    [InlineData(TestTransport.Polling)]
    public async Task Disconnect_ByClosingTheTransport_IsTransportClose(TestTransport transport)
    {
        await using var scene = await Scene.StartAsync(transport);

        await scene.Client.CloseAsync();

        await scene.ExpectAsync(DisconnectReason.TransportClose, "closed by the client");
    }

    [Theory]
    [InlineData(TestTransport.WebSocket)]
    [InlineData(TestTransport.Polling)]
    public async Task Disconnect_ByBreakingTheTransport_IsAFailureOfTheTransport(TestTransport transport)
    {
        await using var scene = await Scene.StartAsync(transport);
        if (transport == TestTransport.Polling)
        {
            await Waiting.Until(() => scene.Socket.Session.IsWritable);
        }

        scene.Client.Abort();

        // A WebSocket that ends without a close frame is a close in the reference, too.
        if (transport == TestTransport.Polling)
        {
            await scene.ExpectAsync(DisconnectReason.TransportError, "poll connection closed prematurely");
        }
        else
        {
            await scene.ExpectAsync(DisconnectReason.TransportClose, "connection closed");
        }
    }

    [Theory]
    [InlineData(TestTransport.WebSocket)]
    [InlineData(TestTransport.Polling)]
    public async Task Disconnect_WithoutAPong_IsPingTimeout(TestTransport transport)
    {
        await using var scene = await Scene.StartAsync(transport, fakeTime: true);
        scene.Client.AnswersPings = false;

        scene.Server.Time.Advance(TimeSpan.FromSeconds(26));
        await scene.Client.ExpectNothingAsync();
        scene.Server.Time.Advance(TimeSpan.FromSeconds(21));
        scene.Server.Time.Advance(TimeSpan.FromSeconds(21));

        await scene.ExpectAsync(DisconnectReason.PingTimeout, "no pong came in time");
    }

    [Fact]
    public async Task Disconnect_ByAnEnginePacketThatIsNone_IsParseError()
    {
        await using var scene = await Scene.StartAsync();

        await scene.Client.SendAsync("9");

        await scene.ExpectAsync(DisconnectReason.ParseError, "UnknownPacketType");
    }

    [Fact]
    public async Task Disconnect_ByAPingOfTheClient_IsTransportError()
    {
        await using var scene = await Scene.StartAsync();

        await scene.Client.SendAsync("2");

        await scene.ExpectAsync(DisconnectReason.TransportError, "invalid heartbeat direction");
    }

    [Fact]
    public async Task Disconnect_ByAnInvalidPacket_IsForcedClose()
    {
        await using var scene = await Scene.StartAsync();

        await scene.Client.SendAsync("4nonsense");

        await scene.ExpectAsync(DisconnectReason.ForcedClose, "invalid packet: UnknownPacketType");
    }

    [Fact]
    public async Task Disconnect_ByAPacketOutOfState_IsForcedServerClose()
    {
        await using var scene = await Scene.StartAsync();

        await scene.Client.SendAsync("40");

        await scene.ExpectAsync(DisconnectReason.ForcedServerClose, "a packet of type Connect is not allowed in this state");
    }

    [Fact]
    public async Task Disconnect_ByTheClient_IsClientNamespaceDisconnect()
    {
        await using var scene = await Scene.StartAsync();

        await scene.Client.SendAsync("41");

        await scene.ExpectAsync(DisconnectReason.ClientNamespaceDisconnect, "the client left the namespace");
    }

    [Fact]
    public async Task Disconnect_ByTheServer_IsServerNamespaceDisconnect()
    {
        await using var scene = await Scene.StartAsync();

        scene.Socket.Disconnect();

        await scene.ExpectAsync(DisconnectReason.ServerNamespaceDisconnect, "the server disconnected the socket");
        await scene.Client.ExpectAsync("41");
        await scene.Client.ExpectNothingAsync();
    }

    [Theory]
    [InlineData(TestTransport.WebSocket)]
    [InlineData(TestTransport.Polling)]
    public async Task Disconnect_WithClose_EndsTheConnectionWithAllItsSockets(TestTransport transport)
    {
        await using var scene = await Scene.StartAsync(transport);
        await scene.Client.JoinAsync("/other");

        scene.Socket.Disconnect(close: true);

        await scene.ExpectAsync(DisconnectReason.ServerNamespaceDisconnect, "the server disconnected the socket");
        Assert.Equal(["41", "41/other,"], await scene.Client.ClosedAsync());
        Assert.Empty(scene.Server.IO.Of("/other").Sockets);
    }

    [Fact]
    public async Task Disconnect_ByShutdown_IsServerShuttingDown()
    {
        await using var scene = await Scene.StartAsync();

        await scene.Server.IO.CloseAsync().Within();

        await scene.ExpectAsync(DisconnectReason.ServerShuttingDown, "the server is being shut down");
        Assert.Equal([], await scene.Client.ClosedAsync());
    }

    [Fact]
    public async Task Close_InsideItsOwnHandlers_IsToldOnce()
    {
        await using var scene = await Scene.StartAsync();
        scene.Socket.OnDisconnecting(async _ => await scene.Socket.CloseAsync());
        scene.Socket.OnDisconnect(async _ => await scene.Socket.CloseAsync(close: false));

        await scene.Socket.CloseAsync();

        await scene.ExpectAsync(DisconnectReason.ServerNamespaceDisconnect, "the server disconnected the socket");
        await scene.Client.ExpectAsync("41");
        await scene.Client.ExpectNothingAsync();
        Assert.Equal(0, scene.Events.Count);
    }

    [Fact]
    public async Task Disconnect_Twice_IsToldOnce()
    {
        await using var scene = await Scene.StartAsync();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => scene.Socket.Disconnect()))).Within();

        await scene.ExpectAsync(DisconnectReason.ServerNamespaceDisconnect, "the server disconnected the socket");
        await scene.Client.ExpectAsync("41");
        await scene.Client.ExpectNothingAsync();
        Assert.Equal(0, scene.Events.Count);
    }

    [Fact]
    public async Task Disconnect_InsideDisconnecting_IsToldOnce()
    {
        await using var scene = await Scene.StartAsync();
        scene.Socket.OnDisconnecting(_ => scene.Socket.Disconnect());
        scene.Socket.OnDisconnect(_ => scene.Socket.Disconnect(close: false));

        scene.Socket.Disconnect();

        await scene.ExpectAsync(DisconnectReason.ServerNamespaceDisconnect, "the server disconnected the socket");
        await scene.Client.ExpectAsync("41");
        await scene.Client.ExpectNothingAsync();
    }

    [Fact]
    public async Task Disconnect_InsideTheConnectionHandler_EndsTheSocket()
    {
        var reasons = new Inbox<string>();
        await using var server = await TestServer.StartAsync(io => io.OnConnection(socket =>
        {
            socket.OnDisconnect(reason => reasons.Add(reason.Name));
            socket.Disconnect();
        }));
        await using var client = await server.ConnectAsync();

        await client.ExpectAsync("41");
        Assert.Equal(DisconnectReason.ServerNamespaceDisconnect, await reasons.NextAsync());
        await client.ExpectNothingAsync();
        Assert.Empty(server.IO.Sockets);
    }

    [Fact]
    public async Task Disconnect_WithCloseInsideDisconnect_DoesNotHang()
    {
        await using var scene = await Scene.StartAsync();
        await scene.Client.JoinAsync("/other");
        scene.Socket.OnDisconnect(_ => scene.Socket.Disconnect(close: true));
        foreach (var other in scene.Server.IO.Of("/other").Sockets.Values)
        {
            other.OnDisconnect(_ => scene.Server.IO.Of("/other").DisconnectSocketsAsync(close: true).AsTask());
        }

        await scene.Client.SendAsync("41");

        await scene.ExpectAsync(DisconnectReason.ClientNamespaceDisconnect, "the client left the namespace");
        await scene.Client.ClosedAsync();
        await Waiting.Until(() => scene.Server.IO.Engine.ClientsCount == 0);
    }

    [Fact]
    public async Task Disconnect_OfEachOtherInConnectionHandlers_DoesNotDeadlock()
    {
        using var both = new Barrier(2);
        await using var server = await TestServer.StartAsync(io => io.OnConnection(async socket =>
        {
            await socket.JoinAsync("same user");
            both.SignalAndWait(Waiting.Limit);
            await io.In("same user").Except(socket.Id).DisconnectSocketsAsync();
        }));
        await using var one = await server.OpenAsync();
        await using var two = await server.OpenAsync();

        await Task.WhenAll(one.SendAsync("40"), two.SendAsync("40"));

        foreach (var client in (TestClient[])[one, two])
        {
            Assert.StartsWith("40{", await client.ReceiveAsync());
            await client.ExpectAsync("41");
        }

        await Waiting.Until(() => server.IO.Sockets.Count == 0);
    }

    private sealed class Scene : IAsyncDisposable
    {
        public Inbox<string> Events { get; } = new();

        public Inbox<string?> Descriptions { get; } = new();

        public required TestServer Server { get; init; }

        public required TestClient Client { get; init; }

        public required Socket Socket { get; init; }

        public static async Task<Scene> StartAsync(TestTransport transport = TestTransport.WebSocket, bool fakeTime = false)
        {
            var sockets = new Inbox<Socket>();
            var server = await TestServer.StartAsync(
                io =>
                {
                    io.Of("/other");
                    io.OnConnection(async socket =>
                    {
                        await socket.JoinAsync("room");
                        sockets.Add(socket);
                    });
                },
                fakeTime: fakeTime);
            var client = await server.ConnectAsync(transport: transport);
            var scene = new Scene { Server = server, Client = client, Socket = await sockets.NextAsync() };
            var socket = scene.Socket;
            socket.OnDisconnect(reason => scene.Descriptions.Add(reason.Description));
            socket.OnDisconnecting(reason => scene.Events.Add($"disconnecting {reason} {string.Join(',', socket.Rooms)} {socket.Connected}"));
            socket.OnDisconnect(reason => scene.Events.Add($"disconnect {reason} {string.Join(',', socket.Rooms)} {socket.Connected}"));
            return scene;
        }

        /// <summary>The rooms are there in <c>disconnecting</c> and left in <c>disconnect</c>; the cause is said.</summary>
        public async Task ExpectAsync(string reason, string description)
        {
            Assert.Equal(description, await Descriptions.NextAsync());
            Assert.Equal([$"disconnecting {reason} {Socket.Id},room True", $"disconnect {reason}  False"], await Events.NextAsync(2));
            Assert.Empty(Server.IO.Sockets);
            Assert.Empty(Server.IO.MainNamespace.Adapter.Rooms);
        }

        public async ValueTask DisposeAsync()
        {
            await Client.DisposeAsync();
            await Server.DisposeAsync();
        }
    }
}
