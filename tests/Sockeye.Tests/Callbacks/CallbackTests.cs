namespace Sockeye.Tests.Callbacks;

/// <summary>
/// Code of the application runs under no lock of the library, and what it throws stays with it: for every callback of the public surface. A new one fails here until it has a scenario.
/// </summary>
public sealed class CallbackTests
{
    /// <summary>Those that run before there is a server, or that are not called by it: each with the reason.</summary>
    private static readonly Dictionary<string, string> Others = new(StringComparer.Ordinal)
    {
        ["SocketIOServiceCollectionExtensions.AddSocketIO"] = "called in place while the application starts",
        ["PresenceNamespaceExtensions.UsePresence"] = "called in place while the application starts",
        ["OccupancyNamespaceExtensions.UseOccupancy"] = "called in place while the application starts",
        ["RoomRecordsExtensions.UseRecords"] = "called in place while the application starts",
        ["RoomHistoryExtensions.UseHistory"] = "called in place while the application starts",
        ["RoomPermissionsExtensions.UsePermissions"] = "called in place while the application starts",
        ["LiveAuthenticationExtensions.UseLiveAuthentication"] = "called in place while the application starts",
        ["SocketIORedisExtensions.AddRedis"] = "called in place while the application starts",
        ["SocketIORedisExtensions.AddRedisSharded"] = "called in place while the application starts",
        ["SocketIORedisExtensions.AddRedisStreams"] = "called in place while the application starts",
        ["SocketIORedisExtensions.AddRedisRooms"] = "called in place while the application starts",
        ["SocketIOPostgresExtensions.AddPostgres"] = "called in place while the application starts",
        ["SocketIOPostgresExtensions.AddPostgresRooms"] = "called in place while the application starts",
        ["RedisEmitter.Create"] = "called in place while the application starts",
        ["RedisEmitter.CreateSharded"] = "called in place while the application starts",
        ["RedisEmitter.CreateStreams"] = "called in place while the application starts",
        ["PostgresEmitter.Create"] = "called in place while the application starts",
        ["SocketIOEmitter.Records"] = "called in place, by the application itself",
        ["SocketIOEmitter.Presence"] = "called in place, by the application itself",
        ["SocketIOEmitter.History"] = "called in place, by the application itself",
        ["SocketIOServiceCollectionExtensions.UseParser"] = "a factory of the container, called when the server is made",
        ["SocketIORoomsExtensions.ConfigureRooms"] = "called when the first namespace needs the options, for the application that sets it up",
        ["SocketIORoomsExtensions.UseRoomBackend"] = "a factory of the container, called when the first namespace needs it",
        ["RoomChannel.StartAsync"] = "the library gives it to a backend",
        ["HandlerExtensions.MapHandlers"] = "called in place while the application starts",
        ["IHandlerFilter.InvokeAsync"] = "the library gives it to a filter",
        ["HandlerDelegate.(delegate)"] = "the library gives it to a filter",
        ["HandlerDelegate.BeginInvoke"] = "the library gives it to a filter",
        ["ServerSideEvents.Receive"] = "an adapter gives it, and calls this itself",
        ["EventLoopWebHostBuilderExtensions.UseEventLoops"] = "called in place while the application starts",
        ["EventLoopOptions.Serves"] = "called in place while the application starts",
        ["SocketIOClientServiceCollectionExtensions.AddSocketIOClient"] = "called in place while the application starts",
        ["FakeServer.new"] = "called in place, by the test itself",
        ["FakeServer.ConnectAsync"] = "called in place, by the test itself",
        ["FakeSocket.ConnectAsync"] = "called in place, by the test itself",
        ["SocketIOTestServerExtensions.CreateSocketIOClient"] = "called in place, by the test itself",
        ["SocketIOClient.new"] = "called in place, by the application itself",
        ["SocketIOClientOptions.ConnectWebSocket"] = "of the client, whose connection fails as by a network: ApplicationCodeTests",
        ["ClientSocket.AuthFactory"] = "of the client, whose connection fails by it: AuthTests",
    };

    /// <summary>The hooks of the client: <see cref="ClientCallbackTests"/> has them by reflection too.</summary>
    private static readonly HashSet<string> Clients = ["ClientReceiver", "ClientSocket", "SocketIOClient"];

    /// <summary>What may be an <see cref="Action"/> alone: it is called in place, by the method that takes it, or the library is what gives it.</summary>
    private static readonly HashSet<string> NoListeners = ["HandlerDelegate.BeginInvoke", "FakeServer.new", "FakeServer.ConnectAsync", "FakeSocket.ConnectAsync", "RoomChannel.StartAsync"];

    /// <summary>What they throw reaches their own caller, who is the application itself.</summary>
    private static readonly HashSet<string> ThrowToTheirCaller = ["RoomRecords.UpdateAsync", "RoomRecordQuery.Where", "SocketIOServiceCollectionExtensions.UseAdapter", "RoomPermissionOptions.UserId"];

    /// <summary>The sockets of these go, whatever the callback does.</summary>
    private static readonly HashSet<string> EndTheSocket = ["Namespace.OnSessionExpired", "Socket.OnDisconnect", "Socket.OnDisconnecting", "Socket.OnError"];

    /// <summary>They answer a request, and get it or what belongs to it.</summary>
    private static readonly HashSet<string> OfTheRequest =
    [
        "EngineOptions.AllowRequest", "EngineOptions.GenerateId", "EngineOptions.Headers", "EngineOptions.InitialHeaders", "EngineServer.new", "EngineEndpointRouteBuilderExtensions.MapEngineIO",
    ];

    public static TheoryData<string> Callbacks => [.. CallbackScenarios.All.Keys];

    /// <summary>Those that something which is sent, or an end, may call.</summary>
    public static TheoryData<string> Deliveries =>
        [.. CallbackScenarios.All.Keys.Where(static key => key.Split('.')[0] is "Adapter" or "EventReceiver" or "Presence" or "PresenceOptions" or "Socket" or "SocketIOServer")];

    public static TheoryData<string, CallbackShape> Shapes => new(
        from key in CallbackScenarios.All.Keys
        where !ThrowToTheirCaller.Contains(key)
        from shape in CallbackSurface.All[key].Any(static member => member.Result == typeof(Task)) ? Enum.GetValues<CallbackShape>() : [CallbackShape.Nothing]
        select (key, shape));

    [Fact]
    public void Surface_HasNoCallbackThatIsNotTested()
    {
        var known = CallbackScenarios.All.Keys.Concat(Others.Keys).ToArray();
        var present = CallbackSurface.All.Select(static callback => callback.Key).Where(static key => !IsRemoval(key) && !IsHookOfAClient(key)).ToArray();

        Assert.Equal([], present.Except(known).Order(StringComparer.Ordinal));
        Assert.Equal([], known.Except(present).Order(StringComparer.Ordinal));
        Assert.Equal(known.Length, known.Distinct().Count());
    }

    [Fact]
    public void Surface_EveryListener_HasAFormThatReturnsATask() =>
        Assert.All(CallbackScenarios.All.Keys, static key =>
        {
            var results = CallbackSurface.All[key].Where(static member => !IsConfiguration(member)).Select(static member => member.Result).ToArray();
            Assert.True(!results.Contains(typeof(void)) || (results.Contains(typeof(Task)) && results.Contains(typeof(ValueTask))), key);
        });

    /// <summary>Of each overload. Otherwise an <c>async</c> lambda would be <c>async void</c>, and what it throws would end the process.</summary>
    [Fact]
    public void Surface_EveryAction_HasSiblingsThatReturnTasks()
    {
        var overloads = CallbackSurface.All.SelectMany(static callback => callback.Select(member => (callback.Key, member))).ToLookup(static found => $"{found.Key}({found.member.Shape})", static found => found.member);
        var alone = from overload in overloads
                    where overload.Any(static member => member.Result == typeof(void) && !IsConfiguration(member))
                    where !overload.Any(static member => member.Result == typeof(Task)) || !overload.Any(static member => member.Result == typeof(ValueTask))
                    where !NoListeners.Contains(overload.Key[..overload.Key.IndexOf('(', StringComparison.Ordinal)])
                    select overload.Key;

        Assert.NotEmpty(overloads);
        Assert.Equal([], alone);
    }

    [Theory]
    [MemberData(nameof(Callbacks))]
    public async Task Callback_ThatWaitsForAnotherThreadWhichUsesTheLibrary_GetsThrough(string key)
    {
        await using var run = CallbackRun.ThatBlocks();

        await CallbackScenarios.All[key](run).Within();

        await run.Entered.Within();
    }

    [Theory]
    [MemberData(nameof(Callbacks))]
    public async Task Callback_OfAnyThread_FindsNothingOfARequestInItsContext(string key)
    {
        await using var run = CallbackRun.ThatLooks();

        await CallbackScenarios.All[key](run).Within();

        await run.Entered.Within();
        Assert.Equal(OfTheRequest.Contains(key) ? "left by the request, request, GET" : string.Empty, run.Context);
    }

    [Theory]
    [MemberData(nameof(Deliveries))]
    public async Task Callback_BehindTheOrderOfABackend_GetsThroughToo(string key)
    {
        await using var run = CallbackRun.ThatBlocks(new LoopbackLog());

        await CallbackScenarios.All[key](run).Within();

        await run.Entered.Within();
    }

    [Theory]
    [MemberData(nameof(Deliveries))]
    public async Task Callback_BehindTheLogOfTheServer_GetsThroughToo(string key)
    {
        await using var run = CallbackRun.ThatBlocks(recovers: true);

        await CallbackScenarios.All[key](run).Within();

        await run.Entered.Within();
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/chat")]
    [InlineData("/made")]
    public async Task ConnectionHandler_ThatWaitsForItsOwnClientInAnotherNamespace_GetsThrough(string ns)
    {
        var order = new Inbox<string>();
        using var elsewhere = new ManualResetEventSlim();
        var letIn = new TaskCompletionSource();
        await using var server = await TestServer.StartAsync(io =>
        {
            io.Of("/elsewhere").OnConnection(socket => socket.On("go", elsewhere.Set).On("let in", () => new Thread(letIn.SetResult).Start()));
            io.Use(_ => letIn.Task).OnConnection(Block);
            io.Of("/chat").Use(_ => letIn.Task).OnConnection(Block);
            io.Of(static (name, _) => name == "/made").Use(_ => letIn.Task).OnConnection(Block);
        });
        await using var client = await server.ConnectAsync("/elsewhere");
        var prefix = ns == "/" ? string.Empty : ns + ",";

        // It runs on another thread than that which reads from the client.
        await client.SendAsync("40" + prefix, """42/elsewhere,["let in"]""");
        Assert.StartsWith("40" + prefix, await client.ReceiveAsync());
        await client.SendAsync($"""42{prefix}["mine"]""", "41" + prefix, """42/elsewhere,["go"]""");

        Assert.Equal(["got through True", "mine", DisconnectReason.ClientNamespaceDisconnect], await order.NextAsync(3));

        void Block(Socket socket)
        {
            socket.On("mine", () => order.Add("mine")).OnDisconnect(reason => order.Add(reason.Name));
            order.Add($"got through {elsewhere.Wait(Waiting.Limit)}");
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task Callback_ThatFails_IsLoggedAndCountedAndNothingElse(string key, CallbackShape shape)
    {
        await using var run = CallbackRun.ThatFails(shape);

        await CallbackScenarios.All[key](run).Within();

        await run.Entered.Within();
        await run.Server.Log.FindAsync(CallbackRun.Secret);
        await Waiting.Until(() => run.Failures.Count > 0);
        if (EndTheSocket.Contains(key))
        {
            await Waiting.Until(() => run.HasLostASocket);
        }

        Assert.Equal(EndTheSocket.Contains(key), run.HasLostASocket);
        await run.VerifyAliveAsync();
    }

    private static bool IsHookOfAClient(string key) =>
        Clients.Contains(key.Split('.')[0]) && key.Split('.')[1] is var name && (name.StartsWith("On", StringComparison.Ordinal) || name.StartsWith("Prepend", StringComparison.Ordinal));

    // It only names a listener.
    private static bool IsRemoval(string key) => key.Split('.')[1].StartsWith("Off", StringComparison.Ordinal);

    // Called in place, once, by the method that takes it: the idiom of .NET.
    private static bool IsConfiguration(CallbackMember member) =>
        member.Result == typeof(void) && member.Type.GenericTypeArguments is [.., { } options] && options.Name.Split('`')[0].EndsWith("Options", StringComparison.Ordinal);
}
