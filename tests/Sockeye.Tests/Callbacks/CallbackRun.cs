using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Linq.Expressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Sockeye.Hosting;

namespace Sockeye.Tests.Callbacks;

/// <summary>One callback that is provoked: it stands in for code of the application, and does there what the test is about.</summary>
internal sealed class CallbackRun : IAsyncDisposable
{
    private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentQueue<string> _failures = new();
    private readonly List<IAsyncDisposable> _owned = [];
    private readonly List<TestClient> _clients = [];
    private readonly MeterListener _meters = new();
    private readonly LoopbackLog? _log;
    private TestServer? _server;
    private bool _recovers;
    private int _calls;

    // Of the request or the code that something of the library runs for.
    private static readonly AsyncLocal<string?> Local = new();
    private readonly HttpContextAccessor? _accessor;

    private CallbackRun(bool fails, CallbackShape shape, LoopbackLog? log = null, HttpContextAccessor? accessor = null)
    {
        _accessor = accessor;
        Fails = fails;
        Shape = shape;
        _log = log;
    }

    /// <summary>What the callback throws.</summary>
    public const string Secret = "the callback failed";

    public bool Fails { get; }

    public CallbackShape Shape { get; }

    public TestServer Server => _server!;

    public SocketIOServer IO => Server.IO;

    /// <summary>What the callback has found in its context.</summary>
    public string? Context { get; private set; }

    /// <summary>What was counted as a failure.</summary>
    public IReadOnlyCollection<string> Failures => _failures;

    /// <summary>Whether the socket of a client is gone.</summary>
    public bool HasLostASocket => _clients.Any(client => IO.Namespaces.All(ns => !ns.Sockets.ContainsKey(client.Id)));

    /// <summary>Completes when the callback was called and has done its work; fails if it could not.</summary>
    public Task Entered => _entered.Task;

    /// <summary>A callback that waits, in the way that hurts most, for another thread that uses the library.</summary>
    /// <param name="log">A backend that keeps events: then deliveries wait for it, and what they cause happens behind it.</param>
    /// <param name="recovers">Whether the server keeps the events: then deliveries are one after the other, under a lock of their namespace.</param>
    public static CallbackRun ThatBlocks(LoopbackLog? log = null, bool recovers = false) => new(false, CallbackShape.Nothing, log) { _recovers = recovers || log is not null };

    /// <summary>A callback that looks at its context.</summary>
    public static CallbackRun ThatLooks() => new(false, CallbackShape.Nothing, accessor: new HttpContextAccessor());

    /// <summary>A callback that fails the first time: at once, or in its task.</summary>
    public static CallbackRun ThatFails(CallbackShape shape) => new(true, shape);

    public async Task<TestServer> StartAsync(
        Action<SocketIOServer>? io = null,
        Action<SocketIOOptions>? options = null,
        Action<IServiceCollection>? services = null,
        Action<WebApplication>? app = null,
        bool fakeTime = false)
    {
        _server = await TestServer.StartAsync(
            server =>
            {
                server.OnConnection(static socket => socket.On("are you there", static (Acknowledgement ack) => ack.SendAsync("yes")));
                server.Of("/bystanders");
                io?.Invoke(server);
            },
            all =>
            {
                options?.Invoke(all);
                all.ConnectionStateRecovery ??= _recovers ? new RecoveryOptions() : null;
            },
            (services ?? _log?.Services + RoomSettings.With(static options => options.AllowUnshared = true)) + (_accessor is null ? null : all => all.AddSingleton<IHttpContextAccessor>(_accessor)),
            _accessor is null ? app : MarkRequests + app,
            fakeTime);
        _server.Log.Expect(Secret);
        Listen(_server.App.Services.GetRequiredService<IMeterFactory>());
        return _server;
    }

    /// <summary>Connects a client, whose socket outlives the callback unless the scenario ends it.</summary>
    public async Task<TestClient> ConnectAsync(string ns = "/")
    {
        var client = Own(await Server.ConnectAsync(ns));
        _clients.Add(client);
        return client;
    }

    public T Own<T>(T owned)
        where T : IAsyncDisposable
    {
        _owned.Add(owned);
        return owned;
    }

    /// <summary>The body of a callback.</summary>
    public void Enter()
    {
        if (Interlocked.Increment(ref _calls) != 1)
        {
            return;
        }

        if (_accessor is not null)
        {
            // Tests that run at the same time may listen to the activities of events.
            var activity = Activity.Current is { Source.Name: not "Sockeye" } current ? current.OperationName : null;
            string?[] found = [Local.Value, activity, _accessor.HttpContext?.Request.Method];
            Context = string.Join(", ", found.Where(static value => value is not null));
            _entered.TrySetResult();
            return;
        }

        if (Fails)
        {
            _entered.TrySetResult();
            throw new InvalidOperationException(Secret);
        }

        // The callback holds its thread until another one has got through.
        var other = new Thread(() => Work(UseLibraryAsync()), 256 * 1024) { IsBackground = true };
        other.Start();
        Work(_entered.Task);

        void Work(Task work)
        {
            try
            {
                work.Wait(Waiting.Limit / 2);
                _ = work.IsCompleted ? _entered.TrySetResult() : _entered.TrySetException(new TimeoutException("the callback keeps others from using the library"));
            }
            catch (AggregateException exception)
            {
                _entered.TrySetException(exception.InnerExceptions);
            }
        }
    }

    /// <summary>The body of an asynchronous callback.</summary>
    public async Task EnterAsync()
    {
        await Task.Yield();
        Enter();
    }

    /// <summary>Adds the callback as a listener, in the shape of the run.</summary>
    /// <param name="target">What is listened to.</param>
    /// <param name="method">The method that takes it.</param>
    /// <param name="leading">The arguments before it.</param>
    public void Add(object target, string method, params object[] leading) => AddTo(target.GetType(), target, method, leading);

    /// <summary>Adds the callback as a listener by an extension method.</summary>
    /// <param name="extensions">The class that has the method.</param>
    /// <param name="target">What is listened to.</param>
    /// <param name="method">The method that takes the listener.</param>
    public void AddByExtension(Type extensions, object target, string method) => AddTo(extensions, null, method, target);

    private void AddTo(Type type, object? target, string method, params object[] leading)
    {
        var wanted = Shape switch
        {
            CallbackShape.Nothing => typeof(void),
            CallbackShape.Task => typeof(Task),
            _ => typeof(ValueTask),
        };
        var overload = type.GetMethods().Single(candidate =>
            candidate.Name == method
            && candidate.GetParameters() is { } parameters
            && parameters.Length == leading.Length + 1
            && !candidate.IsGenericMethodDefinition
            && typeof(Delegate).IsAssignableFrom(parameters[^1].ParameterType)
            && parameters[^1].ParameterType.GetMethod("Invoke") is { } invoke
            && invoke.ReturnType == wanted
            && invoke.GetParameters().All(static parameter => parameter.ParameterType != typeof(Acknowledgement))
            && (method is not ("On" or "Once") || target is not Socket || invoke.GetParameters().Length == 0));
        overload.Invoke(target, [.. leading, Create(overload.GetParameters()[^1].ParameterType)]);
    }

    /// <summary>The server serves everybody as before: the sockets that are there, and a new one.</summary>
    public async Task VerifyAliveAsync()
    {
        await using var newcomer = await Server.ConnectAsync();
        foreach (var client in _clients.Where(client => IO.Sockets.ContainsKey(client.Id)).Append(newcomer))
        {
            await client.SendAsync("""429["are you there"]""");
            while (await client.ReceiveAsync() != """439["yes"]""")
            {
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var owned in _owned)
        {
            await owned.DisposeAsync();
        }

        _meters.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    private static void MarkRequests(WebApplication app) => app.Use(async (HttpContext context, RequestDelegate next) =>
    {
        using var activity = new Activity("request").Start();
        Local.Value = "left by the request";
        await next(context);
    });

    private Delegate Create(Type type)
    {
        var parameters = type.GetMethod("Invoke")!.GetParameters().Select(static parameter => Expression.Parameter(parameter.ParameterType)).ToArray();
        var run = Expression.Constant(this);
        Expression body = Shape switch
        {
            CallbackShape.Nothing => Expression.Call(run, nameof(Enter), null),
            CallbackShape.Task => Expression.Call(run, nameof(EnterAsync), null),
            _ => Expression.New(typeof(ValueTask).GetConstructor([typeof(Task)])!, Expression.Call(run, nameof(EnterAsync), null)),
        };
        return Expression.Lambda(type, body, parameters).Compile();
    }

    // What an application does all day, with every lock of the library that it can reach, and with the sockets that the callback is about.
    private async Task UseLibraryAsync()
    {
        await using var bystander = await Server.ConnectAsync("/bystanders");
        foreach (var ns in IO.Namespaces)
        {
            foreach (var socket in ns.Sockets.Values)
            {
                await socket.EmitAsync("probe");
                ns.Adapter.Rooms.Contains("probe");
                if (ns.Permissions is null)
                {
                    await socket.JoinAsync("probe");
                    await socket.LeaveAsync("probe");
                }
            }

            await ns.EmitAsync("probe", 1);
            await ns.To("tea").EmitAsync("probe", 2);
            await ns.In("tea").SocketsJoinAsync("coffee");
            await ns.In("tea").SocketsLeaveAsync("coffee");
            await ns.CountAsync();
            await ns.FetchSocketsAsync();
            ns.Presence?.Members("tea");
            if (ns.Permissions is { } permissions)
            {
                await permissions.RecheckAsync("nothing");
            }
        }

        await IO.Of($"/made-{Guid.NewGuid():N}").EmitAsync("probe");
        foreach (var socket in IO.Namespaces.SelectMany(static ns => ns.Sockets.Values))
        {
            socket.Disconnect();
        }
    }

    private void Listen(IMeterFactory factory)
    {
        _meters.InstrumentPublished = (instrument, self) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, factory) && instrument.Name is "sockeye.handler.failures" or "sockeye.engine.listener.failures")
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        _meters.SetMeasurementEventCallback<long>((instrument, _, _, _) => _failures.Enqueue(instrument.Name));
        _meters.Start();
    }
}
