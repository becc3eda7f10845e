using Microsoft.Extensions.Logging;
using Sockeye.Emitters.Postgres.Rooms;
using Sockeye.Postgres.Connections;

namespace Sockeye.Postgres.Rooms;

/// <summary>Keeps records, members and messages of rooms in Postgres, shared by all servers.</summary>
internal sealed class PostgresRoomBackend : RoomBackend
{
    private readonly PostgresConnection _connection;
    private readonly PostgresRoomChannel _channel;

    public PostgresRoomBackend(PostgresConnection connection, RoomTables tables, TimeProvider time, ILoggerFactory loggers)
    {
        var database = new RoomDatabase(
            connection.Source, connection.Settings.Publishing, tables, connection.Settings.CreateTables, loggers.CreateLogger("Sockeye.Postgres"));
        _connection = connection;
        connection.CleaningUp = database.CleanUpAsync;
        connection.FindingFault = database.FindFaultAsync;
        _channel = new PostgresRoomChannel(connection.Publisher, connection.Listener, connection.Attachments, connection.Settings.Publishing, database);
        Records = new PostgresRecordStore(database);
        History = new PostgresHistoryStore(database, time);
        Claims = new PostgresClaimStore(database);
    }

    public override RoomChannel? Channel => _channel;

    public override RecordStore Records { get; }

    public override HistoryStore History { get; }

    public override ClaimStore Claims { get; }

    public override ValueTask DisposeAsync()
    {
        _channel.Stop();
        _connection.CleaningUp = null;
        _connection.FindingFault = null;
        return default;
    }
}
