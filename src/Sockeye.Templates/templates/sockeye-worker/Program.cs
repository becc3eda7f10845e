using Sockeye;
using SockeyeWorker;

var builder = Host.CreateApplicationBuilder(args);

// The servers use the same Redis: builder.Services.AddSocketIO().AddRedisSharded("localhost:6379").
var redis = builder.Configuration.GetConnectionString("Redis") ?? "localhost:6379";
builder.Services.AddSingleton(services => RedisEmitter.CreateSharded(redis, loggers: services.GetRequiredService<ILoggerFactory>()));
builder.Services.AddHostedService<TimeSender>();

builder.Build().Run();
