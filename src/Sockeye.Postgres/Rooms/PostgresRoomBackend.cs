using Microsoft.Extensions.Logging;
using Sockeye.Postgres.Connections;

namespace Sockeye.Postgres.Rooms;

/// <summary>Rooms whose records, members and messages all servers of a Postgres share.</summary>
internal sealed class PostgresRoomBackend : RoomBackend
{
    private readonly RoomDatabase _database;
    private readonly PostgresRoomChannel _channel;

    public PostgresRoomBackend(PostgresConnection connection, RoomTables tables, TimeProvider time, ILoggerFactory loggers)
    {
        _database = new RoomDatabase(connection, tables, loggers);
        _channel = new PostgresRoomChannel(connection);
        Records = new PostgresRecordStore(_database);
        History = new PostgresHistoryStore(_database, time);
        Claims = new PostgresClaimStore(_database);
    }

    public override RoomChannel? Channel => _channel;

    public override RecordStore Records { get; }

    public override HistoryStore History { get; }

    public override ClaimStore Claims { get; }

    public override ValueTask DisposeAsync()
    {
        _channel.Stop();
        _database.Dispose();
        return default;
    }
}
