namespace Sockeye.Tests.Recovery;

/// <summary>Middlewares and clients that come back.</summary>
public sealed class RecoveryMiddlewareTests
{
    [Fact]
    public async Task Middlewares_ByDefault_AreNotAskedAgain()
    {
        var asked = new Inbox<int>();
        await using var server = await RecoveryTests.StartAsync(io => io.Use(_ => asked.Add(1)));
        await using var client = new RecoveringClient(server);
        await client.ConnectAsync();
        await client.LoseAsync();

        await client.ConnectAsync();

        Assert.True(client.Recovered);
        Assert.Equal(1, asked.Count);
    }

    [Fact]
    public async Task Middlewares_ThatRefuse_DecideBeforeAnythingIsGivenBack()
    {
        var refuse = false;
        await using var server = await RecoveryTests.StartAsync(
            io => io.Use(_ =>
            {
                if (refuse)
                {
                    throw new ConnectRefusedException("denied");
                }
            }),
            static options => options.SkipMiddlewares = false);
        await using var client = new RecoveringClient(server);
        await client.ConnectAsync();
        await server.IO.Sockets[client.Id].JoinAsync("room");
        await client.LoseAsync();
        await server.IO.To("room").EmitAsync("secret");

        refuse = true;
        await client.SendConnectAsync();

        await client.Connection.ExpectAsync("""44{"message":"denied"}""");
        await client.Connection.ExpectNothingAsync();
        Assert.False(server.IO.MainNamespace.Adapter.Rooms.Contains("room"));

        // The session was given out, and is spent.
        refuse = false;
        Assert.Equal([], await client.ConnectAsync());
        Assert.False(client.Recovered);
    }

    [Fact]
    public async Task Middlewares_DuringWhichTheOnlyClientOfANamespaceGoes_LeaveItsSessionThere()
    {
        var entered = new Inbox<Socket>();
        var gate = Task.CompletedTask;
        await using var server = await RecoveryTests.StartAsync(
            io => io.Of(static (name, _) => name == "/t-1").Use(async socket =>
            {
                entered.Add(socket);
                await gate;
            }),
            static options => options.SkipMiddlewares = false);
        await using var client = new RecoveringClient(server, "/t-1");
        await client.ConnectAsync();
        await (await entered.NextAsync()).JoinAsync("room");
        client.Connection.Abort();
        await Waiting.Until(() => server.IO.Engine.ClientsCount == 0);

        // It comes back, and goes again before the middlewares have decided.
        var decision = new TaskCompletionSource();
        gate = decision.Task;
        await client.SendConnectAsync();
        await entered.NextAsync();
        client.Connection.Abort();
        await Waiting.Until(() => server.IO.Engine.ClientsCount == 0);
        gate = Task.CompletedTask;
        decision.SetResult();

        await client.ConnectAsync();
        Assert.True(client.Recovered);
        Assert.True((await entered.NextAsync()).IsIn("room"));
        client.Connection.Abort();
        server.Time.Advance(RecoveryTests.Window + TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Emit_InAMiddlewareOfAClientThatComesBack_ArrivesOnce()
    {
        await using var server = await RecoveryTests.StartAsync(
            static io => io.Use(static socket => socket.EmitAsync("from the middleware", socket.Recovered)),
            static options => options.SkipMiddlewares = false);
        await using var client = new RecoveringClient(server);
        await client.SendConnectAsync();
        await client.Connection.ExpectAsync("""42["from the middleware",false]""");
        await client.WelcomedAsync();
        await client.LoseAsync();
        await server.IO.EmitAsync("missed");

        await client.SendConnectAsync();
        await client.Connection.ExpectAsync("""42["from the middleware",true]""");
        Assert.Equal(["missed"], await client.WelcomedAsync());

        Assert.True(client.Recovered);
        await client.Connection.ExpectNothingAsync();
    }

    [Fact]
    public async Task Middlewares_ThatTakeTheirTime_LoseNothingOfWhatIsSentMeanwhile()
    {
        var entered = new Inbox<bool>();
        var gate = Task.CompletedTask;
        await using var server = await RecoveryTests.StartAsync(
            io => io.Use(async socket =>
            {
                entered.Add(socket.Recovered);
                await gate;
            }),
            static options => options.SkipMiddlewares = false);
        await using var client = new RecoveringClient(server);
        await client.ConnectAsync();
        Assert.False(await entered.NextAsync());
        await client.LoseAsync();
        await server.IO.EmitAsync("n", 1);

        var release = new TaskCompletionSource();
        gate = release.Task;
        await client.SendConnectAsync();
        Assert.True(await entered.NextAsync());
        await server.IO.EmitAsync("n", 2);
        release.SetResult();
        Assert.Equal(["n 1", "n 2"], await client.WelcomedAsync());
        await server.IO.EmitAsync("n", 3);

        await client.ExpectAsync("n 3");
        await client.Connection.ExpectNothingAsync();
    }
}
