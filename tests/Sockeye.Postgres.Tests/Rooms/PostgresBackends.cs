using Microsoft.Extensions.Logging.Abstractions;
using Sockeye.Emitters.Postgres.Connections;
using Sockeye.Emitters.Postgres.Rooms;
using Sockeye.Postgres.Connections;
using Sockeye.Postgres.Rooms;
using Sockeye.Postgres.Tests.Support;

namespace Sockeye.Postgres.Tests.Rooms;

/// <summary>Backends of servers that share a Postgres.</summary>
internal static class PostgresBackends
{
    public static Task<RoomBackend> OpenAsync(PostgresInstance postgres, Action<PostgresRoomOptions>? configure = null, TimeProvider? time = null)
    {
        var options = new PostgresRoomOptions { CreateTables = true };
        configure?.Invoke(options);
        options.Validate();
        var connection = new PostgresConnection(PostgresSource.From(postgres.ConnectionString), options.ToSettings(), time ?? TimeProvider.System, NullLoggerFactory.Instance);
        return Task.FromResult<RoomBackend>(new Owner(connection, new PostgresRoomBackend(connection, new RoomTables(options.TableName), time ?? TimeProvider.System, NullLoggerFactory.Instance)));
    }

    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await condition())
        {
            await Task.Delay(20, limit.Token);
        }
    }

    /// <summary>A backend with a connection of its own.</summary>
    private sealed class Owner(PostgresConnection connection, PostgresRoomBackend backend) : RoomBackend
    {
        public override RoomChannel? Channel => backend.Channel;

        public override RecordStore Records => backend.Records;

        public override HistoryStore History => backend.History;

        public override ClaimStore Claims => backend.Claims;

        public override async ValueTask DisposeAsync()
        {
            await backend.DisposeAsync();
            await connection.DisposeAsync();
        }
    }
}
