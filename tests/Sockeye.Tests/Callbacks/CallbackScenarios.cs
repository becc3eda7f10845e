using System.Diagnostics.Metrics;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sockeye.Engine;
using Sockeye.Engine.Sessions;
using Sockeye.Tests.Records;

namespace Sockeye.Tests.Callbacks;

/// <summary>How each callback of the public surface is brought about.</summary>
internal static class CallbackScenarios
{
    /// <summary>By the keys of <see cref="CallbackSurface"/>.</summary>
    public static IReadOnlyDictionary<string, Func<CallbackRun, Task>> All { get; } = new Dictionary<string, Func<CallbackRun, Task>>(StringComparer.Ordinal)
    {
        // The engine.
        ["EngineOptions.AllowRequest"] = run => Connect(run, options: options => options.AllowRequest = _ =>
        {
            run.Enter();
            return new(AllowRequestResult.Allow);
        }),
        ["EngineOptions.GenerateId"] = run => Connect(run, options: options => options.GenerateId = _ =>
        {
            run.Enter();
            return new(Guid.NewGuid().ToString("N"));
        }),
        ["EngineOptions.Headers"] = run => Connect(run, options: options => options.Headers = async (_, _) => await run.EnterAsync()),
        ["EngineOptions.InitialHeaders"] = run => Connect(run, options: options => options.InitialHeaders = async (_, _) => await run.EnterAsync()),
        ["EngineServer.OnConnectionRefused"] = async run =>
        {
            await run.StartAsync(io => run.Add(io.Engine, "OnConnectionRefused"));
            using var http = new HttpClient();
            await http.GetAsync(new Uri(run.Server.Url, "/socket.io/?EIO=4&transport=pigeon")).Within();
        },
        ["EngineServer.new"] = run => OpenSession(run, app =>
        {
            var engine = new EngineServer(
                new EngineOptions(), SessionOf(run), TimeProvider.System, app.Services.GetRequiredService<ILoggerFactory>(), app.Services.GetRequiredService<IMeterFactory>());
            app.Map("/engine.io/{**rest}", engine.HandleRequestAsync);
        }),
        ["EngineEndpointRouteBuilderExtensions.MapEngineIO"] = run => OpenSession(run, app => app.MapEngineIO("/engine.io", static _ => { }, SessionOf(run))),

        // Servers, namespaces.
        ["SocketIOServer.OnConnection"] = run => Connect(run, io => run.Add(io, "OnConnection")),
        ["SocketIOServer.Use"] = run => Connect(run, io => run.Add(io, "Use")),
        ["SocketIOServer.OnNamespaceCreated"] = async run =>
        {
            await run.StartAsync(io =>
            {
                run.Add(io, "OnNamespaceCreated");
                io.Of(static (name, _) => name == "/new");
            });
            await run.ConnectAsync("/new");
        },
        ["SocketIOServer.Of"] = async run =>
        {
            await run.StartAsync(io => io.Of((name, _) =>
            {
                run.Enter();
                return name == "/new";
            }));
            await Join(run, "/new");
        },
        ["Namespace.OnConnection"] = run => Connect(run, io => run.Add(io.Of("/chat"), "OnConnection"), "/chat"),
        ["Namespace.Use"] = run => Connect(run, io => run.Add(io.Of("/chat"), "Use"), "/chat"),
        ["Namespace.OnSessionExpired"] = async run =>
        {
            var recovery = new RecoveryOptions { MaxDisconnectionDuration = TimeSpan.FromMilliseconds(50) };
            await run.StartAsync(io => run.Add(io.MainNamespace, "OnSessionExpired"), options => options.ConnectionStateRecovery = recovery);
            var client = await run.ConnectAsync();
            client.Abort();
        },
        ["ParentNamespace.OnConnection"] = run => Connect(run, io => run.Add(io.Of(static (name, _) => name == "/new"), "OnConnection"), "/new"),
        ["ParentNamespace.Use"] = run => Connect(run, io => run.Add(io.Of(static (name, _) => name == "/new"), "Use"), "/new"),
        ["ServerSideEvents.On"] = run => TellServers(run, ns => run.Add(ns.ServerSide, "On", "news")),
        ["ServerSideEvents.OnAny"] = run => TellServers(run, ns => run.Add(ns.ServerSide, "OnAny")),

        // Rooms.
        ["Adapter.OnRoomCreated"] = run => ChangeRooms(run, "OnRoomCreated"),
        ["Adapter.OnRoomDeleted"] = run => ChangeRooms(run, "OnRoomDeleted"),
        ["Adapter.OnRoomJoined"] = run => ChangeRooms(run, "OnRoomJoined"),
        ["Adapter.OnRoomLeft"] = run => ChangeRooms(run, "OnRoomLeft"),

        // Sockets.
        ["EventReceiver.On"] = run => Receive(run, socket => run.Add(socket, "On", "e")),
        ["EventReceiver.Once"] = run => Receive(run, socket => run.Add(socket, "Once", "e")),
        ["Socket.OnAny"] = run => Receive(run, socket => run.Add(socket, "OnAny")),
        ["Socket.PrependAny"] = run => Receive(run, socket => run.Add(socket, "PrependAny")),
        ["Socket.OnUnhandled"] = run => Receive(run, socket => run.Add(socket, "OnUnhandled")),
        ["Socket.Use"] = run => Receive(run, socket => run.Add(socket, "Use")),
        ["Socket.OnAnyOutgoing"] = run => Send(run, socket => run.Add(socket, "OnAnyOutgoing")),
        ["Socket.PrependAnyOutgoing"] = run => Send(run, socket => run.Add(socket, "PrependAnyOutgoing")),
        ["Socket.OnDisconnecting"] = run => Disconnect(run, socket => run.Add(socket, "OnDisconnecting")),
        ["Socket.OnDisconnect"] = run => Disconnect(run, socket => run.Add(socket, "OnDisconnect")),
        ["Socket.OnError"] = async run =>
        {
            await run.StartAsync(io => io.OnConnection(socket => run.Add(socket, "OnError")));
            await (await run.ConnectAsync()).SendAsync("4x");
        },
        ["Socket.OnUpgrade"] = async run =>
        {
            await run.StartAsync(io => io.OnConnection(socket => run.Add(socket, "OnUpgrade")));
            await UpgradeAsync(run, run.Own(await run.Server.ConnectAsync(transport: TestTransport.Polling)));
        },

        // Features of rooms.
        ["Presence.OnChanged"] = run => JoinWithPresence(run, listen: presence => run.Add(presence, "OnChanged")),
        ["PresenceOptions.Identify"] = run => JoinWithPresence(run, options => options.Identify = _ =>
        {
            run.Enter();
            return "ann";
        }),
        ["PresenceOptions.Describe"] = run => JoinWithPresence(run, options => options.Describe = _ =>
        {
            run.Enter();
            return "Ann";
        }),
        ["PresenceOptions.Includes"] = run => JoinWithPresence(run, options => options.Includes = _ =>
        {
            run.Enter();
            return true;
        }),
        ["Occupancy.OnChanged"] = run => JoinCounted(run, listen: occupancy => run.Add(occupancy, "OnChanged")),
        ["OccupancyOptions.Includes"] = run => JoinCounted(run, options => options.Includes = _ =>
        {
            run.Enter();
            return true;
        }),
        ["RoomClusterExtensions.OnClusterLost"] = run => LoseCluster(run, "OnClusterLost"),
        ["RoomClusterExtensions.OnClusterFound"] = run => LoseCluster(run, "OnClusterFound"),
        ["RoomRecords.OnChanged"] = run => ChangeRecords(run, listen: records => run.Add(records, "OnChanged")),
        ["RoomRecords.HandleOnce"] = run => ChangeRecords(run, listen: records => records.HandleOnce("hook", async (_, _) => await run.EnterAsync())),
        ["RoomRecords.UpdateAsync"] = run => ChangeRecords(run, change: async records => await records.UpdateAsync("tea", lobby =>
        {
            run.Enter();
            return lobby with { Limit = 5 };
        })),
        ["RoomRecordQuery.Where"] = run => ChangeRecords(run, change: records =>
        {
            records.List(new RoomRecordQuery<Lobby>
            {
                Where = _ =>
                {
                    run.Enter();
                    return true;
                },
            });
            return Task.CompletedTask;
        }),
        ["RoomRecordOptions.ClientView"] = run => ChangeRecords(
            run,
            options => options.ClientView = _ =>
            {
                run.Enter();
                return "shown";
            },
            change: async _ => await (await run.ConnectAsync()).SendAsync("""421["rooms:get","tea"]""")),
        ["RoomRecordOptions.OnCreating"] = run => ChangeRecords(run, options => options.OnCreating = _ => new(Allowed(run))),
        ["RoomRecordOptions.OnUpdating"] = run => ChangeRecords(
            run, options => options.OnUpdating = _ => new(Allowed(run)), change: async records => await Refusable(records.UpdateAsync("tea", static lobby => lobby with { Limit = 5 }))),
        ["RoomRecordOptions.OnDeleting"] = run => ChangeRecords(run, options => options.OnDeleting = _ => new(Allowed(run)), change: async records => await Refusable(records.DeleteAsync("tea"))),
        ["PresenceOptions.OnUpdating"] = async run =>
        {
            await run.StartAsync(io => io.MainNamespace.UsePresence(options => options.OnUpdating = _ => new(Allowed(run))));
            var client = await run.ConnectAsync();
            await run.IO.Sockets[client.Id].JoinAsync("tea");
            await client.SendAsync("""421["presence:update","tea","away"]""");
        },
        ["RoomHistoryOptions.ReplayRooms"] = async run =>
        {
            await run.StartAsync(io => io.MainNamespace.UseHistory(options =>
            {
                options.ReplayOnJoin = 1;
                options.ReplayRooms = _ =>
                {
                    run.Enter();
                    return true;
                };
            }));
            await run.IO.In((await run.ConnectAsync()).Id).SocketsJoinAsync("tea");
        },
        ["RoomRule.Join"] = run => AskPermission(run, "join", rule => rule.Join(_ => Allowed(run))),
        ["RoomRule.Send"] = run => AskPermission(run, "say", rule => rule.Allow().Send(_ => Allowed(run))),
        ["RoomRule.List"] = run => AskPermission(run, "rooms:get", rule => rule.Allow().List(_ => Allowed(run))),
        ["RoomRule.Presence"] = run => AskPermission(run, "presence:count", rule => rule.Allow().Presence(_ => Allowed(run))),
        ["RoomRule.History"] = run => AskPermission(run, "history:read", rule => rule.Allow().History(_ => Allowed(run))),
        ["RoomPermissionOptions.For"] = async run =>
        {
            await StartWithPermissions(run, options => options.For(_ => Allowed(run)).Allow());
            await (await run.ConnectAsync()).SendAsync("""421["join","tea"]""");
        },
        ["RoomPermissionOptions.UserId"] = async run =>
        {
            RoomPermissions permissions = null!;
            await run.StartAsync(io => permissions = io.MainNamespace.UsePermissions(options =>
            {
                options.For("*").Allow();
                options.UserId = _ =>
                {
                    run.Enter();
                    return "ann";
                };
            }));
            var client = await run.ConnectAsync();
            await run.IO.Sockets[client.Id].JoinAsync("tea");
            await permissions.RecheckUserAsync("ann");
        },
        ["LiveAuthenticationOptions.Expires"] = run => Connect(run, io => io.MainNamespace.UseLiveAuthentication(options => options.Expires = _ =>
        {
            run.Enter();
            return null;
        })),
        ["LiveAuthenticationOptions.Renew"] = run => Renew(run, options => options.Renew = (_, _) =>
        {
            run.Enter();
            return new(AuthenticationRenewal.Of(Users.Named("ann")));
        }),
        ["LiveAuthenticationOptions.UserId"] = run => Renew(run, options =>
        {
            options.Renew = static (_, _) => new(AuthenticationRenewal.Of(Users.Named("ann")));
            options.UserId = _ =>
            {
                run.Enter();
                return "ann";
            };
        }),
        ["SocketIOOptions.UserId"] = async run =>
        {
            await run.StartAsync(
                static io => io.OnConnection(static socket => socket.On("become ann", () => socket.User = Users.Named("ann"))),
                options: options => options.UserId = user =>
                {
                    if (user.Identity?.Name == "ann")
                    {
                        run.Enter();
                    }

                    return user.Identity?.Name;
                });
            await (await run.ConnectAsync()).SendAsync("""42["become ann"]""");
        },

        // What makes the parts of a server.
        ["SocketIOServiceCollectionExtensions.UseAdapter"] = async run =>
        {
            await run.StartAsync(services: services => services.AddSocketIO().UseAdapter((_, ns) =>
            {
                if (ns.Name == "/later")
                {
                    run.Enter();
                }

                return new InMemoryAdapter(ns);
            }));
            run.IO.Of("/later");
        },
    };

    private static async Task Connect(CallbackRun run, Action<SocketIOServer>? io = null, string ns = "/", Action<EngineOptions>? options = null)
    {
        await run.StartAsync(io, all => options?.Invoke(all.Engine));
        await Join(run, ns);
    }

    // Where the callback fails the client may be refused.
    private static async Task Join(CallbackRun run, string ns)
    {
        try
        {
            await run.Own(await run.Server.OpenAsync()).SendAsync(ns == "/" ? "40" : $"40{ns},");
        }
        catch (WebSocketException)
        {
            Assert.True(run.Fails);
        }
    }

    private static async Task Receive(CallbackRun run, Action<Socket> listen)
    {
        await run.StartAsync(io => io.OnConnection(listen));
        await (await run.ConnectAsync()).SendAsync("""42["e"]""");
    }

    private static async Task Send(CallbackRun run, Action<Socket> listen)
    {
        await run.StartAsync(io => io.OnConnection(listen), static options => options.ConnectionStateRecovery = new RecoveryOptions());
        await run.ConnectAsync();
        await run.IO.EmitAsync("e");
    }

    private static async Task Disconnect(CallbackRun run, Action<Socket> listen)
    {
        await run.StartAsync(io => io.OnConnection(listen), static options => options.ConnectionStateRecovery = new RecoveryOptions());
        var client = await run.ConnectAsync();
        run.IO.Sockets[client.Id].Disconnect();
    }

    private static async Task ChangeRooms(CallbackRun run, string hook)
    {
        await run.StartAsync();
        var socket = run.IO.Sockets[(await run.ConnectAsync()).Id];
        run.Add(run.IO.MainNamespace.Adapter, hook);
        await socket.JoinAsync("tea");
        await socket.LeaveAsync("tea");
    }

    private static async Task TellServers(CallbackRun run, Action<Namespace> listen)
    {
        var cluster = new LoopbackCluster();
        await run.StartAsync(io => listen(io.MainNamespace), services: cluster.Services);
        var other = run.Own(await TestServer.StartAsync(services: cluster.Services));
        await other.IO.MainNamespace.ServerSideEmitAsync("news");
    }

    private static async Task JoinWithPresence(CallbackRun run, Action<PresenceOptions>? configure = null, Action<Presence>? listen = null)
    {
        await run.StartAsync(io =>
        {
            var presence = io.MainNamespace.UsePresence(options =>
            {
                options.Identify = static _ => "ann";
                configure?.Invoke(options);
            });
            listen?.Invoke(presence);
        });
        var client = await run.ConnectAsync();
        await run.IO.Sockets[client.Id].JoinAsync("tea");
    }

    private static async Task JoinCounted(CallbackRun run, Action<OccupancyOptions>? configure = null, Action<Occupancy>? listen = null)
    {
        await run.StartAsync(io =>
        {
            var occupancy = io.MainNamespace.UseOccupancy(configure);
            listen?.Invoke(occupancy);
        });
        var client = await run.ConnectAsync();
        await run.IO.Sockets[client.Id].JoinAsync("tea");
    }

    private static async Task LoseCluster(CallbackRun run, string hook)
    {
        var rooms = new LoopbackRooms();
        var lost = new TaskCompletionSource();
        await run.StartAsync(
            io =>
            {
                run.AddByExtension(typeof(RoomClusterExtensions), io, hook);
                io.OnClusterLost(lost.SetResult);
            },
            services: rooms.Services + RoomSettings.Heartbeat(TimeSpan.FromMilliseconds(100)));
        rooms.IsAway = true;
        await lost.Task.Within();
        rooms.IsAway = false;
    }

    private static async Task ChangeRecords(
        CallbackRun run, Action<RoomRecordOptions<Lobby>>? configure = null, Action<RoomRecords<Lobby>>? listen = null, Func<RoomRecords<Lobby>, Task>? change = null)
    {
        RoomRecords<Lobby> records = null!;
        await run.StartAsync(io => records = io.MainNamespace.UseRecords(configure));
        await records.Ready.Within();
        listen?.Invoke(records);
        await Refusable(records.CreateAsync("tea", new Lobby("Tea")));
        if (change is not null)
        {
            await change(records);
        }
    }

    // What is refused because the callback throws, as it does in some of the tests.
    private static async Task Refusable(Task change)
    {
        try
        {
            await change;
        }
        catch (EventRefusedException)
        {
        }
    }

    private static bool Allowed(CallbackRun run)
    {
        run.Enter();
        return true;
    }

    private static Task<TestServer> StartWithPermissions(CallbackRun run, Action<RoomPermissionOptions> rules) => run.StartAsync(io =>
    {
        io.MainNamespace.UsePermissions(rules);
        io.MainNamespace.UseRecords<string>();
        io.MainNamespace.UsePresence();
        io.MainNamespace.UseHistory();
        io.OnConnection(static socket => socket
            .On<string>("join", async room => await socket.JoinAsync(room))
            .On<string>("say", async room => await socket.To(room).EmitAsync("said")));
    });

    private static async Task AskPermission(CallbackRun run, string request, Action<RoomRule> set)
    {
        await StartWithPermissions(run, options => set(options.For("*")));
        await (await run.ConnectAsync()).SendAsync($$"""421["{{request}}","tea"]""");
    }

    private static async Task Renew(CallbackRun run, Action<LiveAuthenticationOptions> configure)
    {
        await run.StartAsync(io => io.MainNamespace.UseLiveAuthentication(configure));
        await (await run.ConnectAsync()).SendAsync("""421["auth:renew",{"token":"ann"}]""");
    }

    private static async Task OpenSession(CallbackRun run, Action<WebApplication> map)
    {
        await run.StartAsync(app: map);
        using var http = new HttpClient();
        await http.GetAsync(new Uri(run.Server.Url, "/engine.io/?EIO=4&transport=polling")).Within();
    }

    private static Func<EngineSession, IEngineSessionHandler> SessionOf(CallbackRun run) => session =>
    {
        run.Enter();
        return new Silent();
    };

    private static async Task UpgradeAsync(CallbackRun run, TestClient client)
    {
        using var webSocket = new ClientWebSocket();
        var uri = new UriBuilder(run.Server.Url) { Scheme = "ws", Path = "/socket.io/", Query = $"EIO=4&transport=websocket&sid={client.SessionId}" }.Uri;
        await webSocket.ConnectAsync(uri, CancellationToken.None).Within();
        await webSocket.SendAsync(Encoding.UTF8.GetBytes("2probe"), WebSocketMessageType.Text, true, CancellationToken.None).Within();
        await webSocket.ReceiveAsync(new byte[16].AsMemory(), CancellationToken.None);
        await webSocket.SendAsync(Encoding.UTF8.GetBytes("5"), WebSocketMessageType.Text, true, CancellationToken.None).Within();
        await run.Entered.Within();
    }

    private sealed class Silent : IEngineSessionHandler
    {
        public ValueTask OnMessageAsync(ReadOnlySpan<byte> data, bool isBinary) => default;

        public void OnClosed(EngineCloseReason reason, string? description)
        {
        }
    }
}
