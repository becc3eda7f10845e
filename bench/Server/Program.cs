using System.Globalization;
using Sockeye;
using Sockeye.Bench.Server;

WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
builder.WebHost.UseUrls($"http://127.0.0.1:{builder.Configuration["port"]}");
if (builder.Configuration["BENCH_EVENT_LOOPS"] is not null)
{
    builder.WebHost.UseEventLoops();
}

bool recovers = builder.Configuration["recovery"] is not null;
ISocketIOBuilder socketIO = builder.Services.AddSocketIO(options =>
{
    options.ConnectionStateRecovery = recovers ? new RecoveryOptions() : null;
    if (builder.Configuration["ping-interval"] is { } milliseconds)
    {
        options.Engine.PingInterval = TimeSpan.FromMilliseconds(int.Parse(milliseconds, CultureInfo.InvariantCulture));
    }
});
if (builder.Configuration["redis"] is { } redis)
{
    _ = builder.Configuration["adapter"] switch
    {
        "redis" => socketIO.AddRedis(redis),
        "redis-sharded" => socketIO.AddRedisSharded(redis),
        "redis-streams" => socketIO.AddRedisStreams(redis),
        var other => throw new ArgumentException($"--adapter {other}: none of redis, redis-sharded, redis-streams"),
    };
}

WebApplication app = builder.Build();
SocketIOServer io = app.MapSocketIO();
byte[] megabyte = new byte[1_000_000];
app.MapGet("/megabyte", context =>
{
    context.Response.ContentLength = megabyte.Length;
    return context.Response.Body.WriteAsync(megabyte).AsTask();
});
var contract = new Contract(io, logDisconnects: builder.Configuration["BENCH_LOG_DISCONNECTS"] is not null);
io.OnConnection(contract.Serve);
app.Lifetime.ApplicationStarted.Register(() => Console.WriteLine("ready"));
app.Run();
