using Microsoft.Extensions.DependencyInjection;
using Sockeye.Postgres.Tests.Support;
using Sockeye.Tests.Backends;

namespace Sockeye.Postgres.Tests.Rooms;

public sealed class PostgresEmitterTests(PostgresInstance postgres) : EmitterContract, IClassFixture<PostgresInstance>
{
    private readonly string _prefix = Guid.NewGuid().ToString("N")[..20];

    private protected override async Task<TestServer> StartAsync(Action<SocketIOServer> io)
    {
        var server = await TestServer.StartAsync(
            io,
            services: services => services.AddSocketIO()
                .AddPostgres(postgres.ConnectionString, options => (options.ChannelPrefix, options.CreateTable) = (_prefix, true))
                .ConfigureRooms(static options => options.HeartbeatInterval = TimeSpan.FromMilliseconds(500)));

        // The server makes the tables in the background when it starts.
        await PostgresBackends.UntilAsync(() => postgres.QueryAsync<bool>("SELECT to_regclass('socket_io_rooms_claims') IS NOT NULL"));
        return server;
    }

    protected override SocketIOEmitter CreateEmitter() => PostgresEmitter.Create(postgres.ConnectionString, options => options.ChannelPrefix = _prefix);
}
