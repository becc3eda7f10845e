using System.Net;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.HttpOverrides;
using Sockeye;
using Sockeye.Engine;
using Sockeye.Fixture.CommandLine;
using Sockeye.Fixture.Contract;
using Sockeye.Fixture.Engine;
using Sockeye.Fixture.FromSignalR;
using Sockeye.Fixture.Suites;
using Sockeye.Fixture.Values;

FixtureOptions options;
try
{
    options = CommandLineParser.Parse(args);
}
catch (CommandLineException exception)
{
    Console.Error.WriteLine(exception.Message);
    return 2;
}

var builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Warning).AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(2));
builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, PortOf(options)));
if (options.EventLoops)
{
    builder.WebHost.UseEventLoops();
}

WebApplication app;
switch (options.Suite)
{
    case Suite.Client:
        app = ClientSuite.Build(builder);
        break;
    case Suite.EngineClient:
        app = EngineClientSuite.Build(builder);
        break;
    case Suite.FromSignalR:
        QueryAuthentication.Add(builder.Services);
        app = SockeyeApp.Build(builder);
        break;
    default:
        app = BuildContract(builder, options);
        break;
}

try
{
    await app.StartAsync();
}
catch (IOException exception)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}

Console.WriteLine($"ready {app.Urls.First()}");
await app.WaitForShutdownAsync();
return 0;

static int PortOf(FixtureOptions options) => options.Port ?? (options.Suite == Suite.Client ? ClientSuite.Port : 3000);

static WebApplication BuildContract(WebApplicationBuilder builder, FixtureOptions options)
{
    var server = builder.Services.AddSocketIO(io =>
    {
        Configure(io.Engine, options);
        io.JsonSerializerOptions = FixtureJson.ForServers;
        io.ConnectTimeout = options.ConnectTimeout;
        io.UserIdClaim = "sub";
        io.CleanupEmptyChildNamespaces = options.CleanupEmptyNamespaces;
        io.ConnectionStateRecovery = options.Recovery > TimeSpan.Zero ? new RecoveryOptions { MaxDisconnectionDuration = options.Recovery } : null;
    });
    switch (options.Adapter)
    {
        case AdapterKind.Redis:
            server.AddRedis(options.Redis);
            break;
        case AdapterKind.RedisStreams:
            server.AddRedisStreams(options.Redis);
            break;
        case AdapterKind.RedisSharded:
            server.AddRedisSharded(options.Redis);
            break;
        case AdapterKind.Postgres:
            server.AddPostgres(options.Postgres!, postgres =>
            {
                postgres.CreateTable = true;
                (postgres.HeartbeatInterval, postgres.HeartbeatTimeout) = (options.HeartbeatTimeout / 2, options.HeartbeatTimeout);
            });
            break;
    }

    if (options.MessagePack)
    {
        server.AddMessagePack();
    }

    builder.Services.AddHealthChecks();
    var app = builder.Build();
    app.UseForwardedHeaders(new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto });
    app.MapHealthChecks("/health");
    ContractNamespaces.Serve(app.MapSocketIO(options.Path));
    if (options.EnginePath is { } path)
    {
        var engine = new EngineOptions();
        Configure(engine, options);
        EngineEndpoint.Map(app, path, engine, session => new EchoHandler(session));
    }

    return app;
}

static void Configure(EngineOptions engine, FixtureOptions options)
{
    engine.PingInterval = options.PingInterval;
    engine.PingTimeout = options.PingTimeout;
    engine.MaxPayload = options.MaxPayload;
    engine.Transports = options.Transports;
    engine.Cookie = options.Cookie is { } cookie ? new CookieBuilder { Name = cookie } : null;
    engine.PerMessageDeflate = options.PerMessageDeflate ? new PerMessageDeflateOptions() : null;
    engine.AllowEIO3 = options.AllowEIO3;
    engine.Cors = options.Cors switch
    {
        null => null,
        "*" => new CorsPolicyBuilder().AllowAnyOrigin().AllowAnyHeader().AllowAnyMethod().Build(),
        var origin => new CorsPolicyBuilder(origin).AllowAnyHeader().AllowAnyMethod().Build(),
    };
}
