namespace Sockeye.Tests.Namespaces;

public sealed class MiddlewareTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Middleware_ThatClosesItsSocket_DoesNotWaitForItself(bool close)
    {
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await TestServer.StartAsync(io => io.Use(async socket =>
        {
            await socket.CloseAsync(close);
            closed.SetResult();
        }));
        await using var client = await server.OpenAsync();

        await client.SendAsync("40");

        await closed.Task.WaitAsync(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Use_SeveralMiddlewares_RunInOrderBeforeTheConnectionHandlers()
    {
        var steps = new Inbox<string>();
        await using var server = await TestServer.StartAsync(io => io
            .OnConnection(socket => steps.Add($"connection {socket.Connected}"))
            .Use(socket => steps.Add($"first {socket.Connected} {socket.Rooms.Count}"))
            .Use(async socket =>
            {
                await Task.Yield();
                steps.Add("second");
            })
            .Use(_ => steps.Add("third")));

        await using var client = await server.ConnectAsync();

        Assert.Equal(["first False 0", "second", "third", "connection True"], await steps.NextAsync(4));
    }

    [Fact]
    public async Task Use_OnOneNamespace_DoesNotRunForOthers()
    {
        var steps = new Inbox<string>();
        await using var server = await TestServer.StartAsync(io =>
        {
            io.Use(socket => steps.Add(socket.Namespace.Name));
            io.Of("/a").Use(socket => steps.Add(socket.Namespace.Name));
            io.Of("/b");
        });
        await using var client = await server.ConnectAsync("/b");

        await client.JoinAsync("/a");
        await client.JoinAsync("/");

        Assert.Equal(["/a", "/"], await steps.NextAsync(2));
        Assert.Equal(0, steps.Count);
    }

    [Theory]
    [InlineData(TestTransport.WebSocket)]
    [InlineData(TestTransport.Polling)]
    public async Task Refusal_WithMessageAndData_IsTold(TestTransport transport)
    {
        await using var server = await TestServer.StartAsync(io =>
        {
            io.Use(static _ => throw new ConnectRefusedException("Not authorized"));
            io.Of("/auth").Use(static _ => throw new ConnectRefusedException("Unauthorized", new { code = "E_AUTH", list = new[] { 1 } }));
        });
        await using var client = await server.OpenAsync(transport);

        await client.SendAsync("40", "40/auth,");

        await client.ExpectAsync("""44{"message":"Not authorized"}""", """44/auth,{"message":"Unauthorized","data":{"code":"E_AUTH","list":[1]}}""");
        Assert.Empty(server.IO.Sockets);
    }

    [Fact]
    public async Task Refusal_AfterJoiningRooms_LeavesNothingBehind()
    {
        var sockets = new Inbox<Socket>();
        var events = new Inbox<string>();
        await using var server = await TestServer.StartAsync(io =>
        {
            io.MainNamespace.Adapter.OnRoomCreated(room => events.Add($"created {room}"));
            io.MainNamespace.Adapter.OnRoomDeleted(room => events.Add($"deleted {room}"));
            io.Use(async socket =>
            {
                socket.OnDisconnecting(_ => Assert.Fail("never connected"));
                socket.OnDisconnect(_ => Assert.Fail("never connected"));
                await socket.JoinAsync("early");
                sockets.Add(socket);
                throw new ConnectRefusedException("no");
            });
            io.Use(static _ => Assert.Fail("behind a refusal"));
            io.OnConnection(static _ => Assert.Fail("refused"));
        });
        await using var client = await server.OpenAsync();

        await client.SendAsync("40");

        await client.ExpectAsync("""44{"message":"no"}""");
        var socket = await sockets.NextAsync();
        Assert.False(socket.Connected);
        Assert.Empty(socket.Rooms);
        Assert.Empty(server.IO.MainNamespace.Adapter.Rooms);
        Assert.Equal(["created early", "deleted early"], await events.NextAsync(2));
        await socket.JoinAsync("late");
        Assert.Empty(server.IO.MainNamespace.Adapter.Rooms);
        Assert.Empty(server.IO.Sockets);
    }

    [Fact]
    public async Task JoinInAMiddleware_OfASocketThatIsLetIn_Lasts()
    {
        await using var server = await TestServer.StartAsync(io => io.Use(async socket => await socket.JoinAsync("early")));
        await using var client = await server.ConnectAsync();

        Assert.Equal(["early", client.Id], server.IO.Sockets[client.Id].Rooms.OrderBy(static room => room.Length));
        await server.IO.To("early").EmitAsync("e");
        await client.ExpectAsync("""42["e"]""");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Failure_OfAMiddleware_IsLoggedAndNotTold(bool isAsync)
    {
        await using var server = await TestServer.StartAsync(io => io.Use(async _ =>
        {
            if (isAsync)
            {
                await Task.Yield();
            }

            throw new InvalidOperationException("database password");
        }));
        server.Log.Expect("database password");
        await using var client = await server.OpenAsync();

        await client.SendAsync("40");

        await client.ExpectAsync("""44{"message":"Internal server error"}""");
        Assert.Empty(server.IO.MainNamespace.Adapter.Rooms);
        await server.Log.FindAsync("database password");
        await client.ExpectNothingAsync();
    }

    [Fact]
    public async Task Refusal_WithDataThatCannotBeWritten_IsStillARefusal()
    {
        await using var server = await TestServer.StartAsync(io => io.Use(static _ => throw new ConnectRefusedException("no", typeof(string))));
        server.Log.Expect("NotSupportedException");
        await using var client = await server.OpenAsync();

        await client.SendAsync("40");

        Assert.StartsWith("44{", await client.ReceiveAsync());
        await client.ExpectNothingAsync();
    }

    [Fact]
    public async Task Middlewares_TakingTooLong_RefuseTheClient()
    {
        var entered = new Inbox<Socket>();
        var release = new TaskCompletionSource();
        await using var server = await TestServer.StartAsync(
            io => io
                .Use(async socket =>
                {
                    entered.Add(socket);
                    await release.Task;
                })
                .OnConnection(static _ => Assert.Fail("too late")),
            static options =>
            {
                options.MiddlewareTimeout = TimeSpan.FromSeconds(3);
                options.ConnectTimeout = options.Engine.PingInterval = TimeSpan.FromDays(10);
            },
            fakeTime: true);
        await using var client = await server.OpenAsync();
        await client.SendAsync("40");
        var socket = await entered.NextAsync();

        // The middleware has begun before its time has.
        var answer = client.ReceiveAsync();
        await Waiting.Until(() =>
        {
            server.Time.Advance(TimeSpan.FromSeconds(4));
            return answer.IsCompleted;
        });

        Assert.Equal("""44{"message":"operation has timed out"}""", await answer);
        release.SetResult();
        await client.ExpectNothingAsync();
        Assert.False(socket.Connected);
        Assert.Empty(server.IO.Sockets);
    }

    [Fact]
    public async Task TimeoutException_OfAMiddlewareItself_IsAFailureOfIt()
    {
        await using var server = await TestServer.StartAsync(io => io.Use(static async _ =>
        {
            await Task.Yield();
            throw new TimeoutException("database too slow");
        }));
        server.Log.Expect("database too slow");
        await using var client = await server.OpenAsync();

        await client.SendAsync("40");

        await client.ExpectAsync("""44{"message":"Internal server error"}""");
        await server.Log.FindAsync("database too slow");
    }

    [Fact]
    public async Task Emit_InAMiddleware_ReachesTheClient()
    {
        await using var server = await TestServer.StartAsync(io => io.Use(async socket =>
        {
            await socket.EmitAsync("early", 1);
            await socket.Namespace.EmitAsync("not for those outside");
        }));
        await using var client = await server.OpenAsync();

        await client.SendAsync("40");

        await client.ExpectAsync("""42["early",1]""");
        Assert.StartsWith("40{", await client.ReceiveAsync());
        await client.ExpectNothingAsync();
    }

    [Fact]
    public async Task Client_GoneWhileMiddlewaresDecide_IsNotConnected()
    {
        var entered = new Inbox<Socket>();
        var release = new TaskCompletionSource();
        await using var server = await TestServer.StartAsync(io => io
            .Use(async socket =>
            {
                await socket.JoinAsync("early");
                entered.Add(socket);
                await release.Task;
            })
            .OnConnection(static _ => Assert.Fail("gone")));
        await using var client = await server.OpenAsync();
        await client.SendAsync("40");
        var socket = await entered.NextAsync();

        await client.CloseAsync();
        await Waiting.Until(() => server.IO.Engine.ClientsCount == 0);
        release.SetResult();

        await using var other = await server.OpenAsync();
        await other.ExpectNothingAsync();
        Assert.False(socket.Connected);
        Assert.Empty(server.IO.MainNamespace.Adapter.Rooms);
        Assert.Empty(server.IO.Sockets);
    }

    [Fact]
    public async Task Middleware_MayReadCredentialsAndSetData()
    {
        await using var server = await TestServer.StartAsync(io => io.Use(static socket =>
            socket.Data.Set(socket.Handshake.Auth.GetString("token"))));
        await using var client = await server.ConnectAsync(auth: """{"token":"abc"}""");

        Assert.Equal("abc", server.IO.Sockets[client.Id].Data.Get<string>());
    }

    [Fact]
    public async Task Middleware_ThatFailsAfterTheTimeout_IsLogged()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await TestServer.StartAsync(
            io => io.Use(async _ =>
            {
                await gate.Task;
                throw new InvalidOperationException("secret");
            }),
            static options =>
            {
                options.MiddlewareTimeout = TimeSpan.FromSeconds(3);
                options.ConnectTimeout = options.Engine.PingInterval = TimeSpan.FromDays(10);
            },
            fakeTime: true);
        server.Log.Expect("secret");
        await using var client = await server.OpenAsync();
        await client.SendAsync("40");
        var answer = client.ReceiveAsync();
        await Waiting.Until(() =>
        {
            server.Time.Advance(TimeSpan.FromSeconds(1));
            return answer.IsCompleted;
        });
        Assert.StartsWith("44", await answer, StringComparison.Ordinal);

        gate.SetResult();

        await server.Log.FindAsync("secret");
    }
}
