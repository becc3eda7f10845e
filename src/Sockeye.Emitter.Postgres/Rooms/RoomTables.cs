using Sockeye.Emitters.Postgres.Messages;

namespace Sockeye.Emitters.Postgres.Rooms;

/// <summary>
/// The tables with records, messages and claims of rooms. Times are in milliseconds since 1970; revisions and ids of messages are in
/// microseconds.
/// </summary>
internal sealed class RoomTables
{
    /// <exception cref="ArgumentException">It is not a valid table name, or it is too long.</exception>
    public RoomTables(string name)
    {
        var start = new TableName(name);
        Namespaces = start.With("_namespaces");
        Records = start.With("_records");
        Rooms = start.With("_rooms");
        Messages = start.With("_messages");
        Claims = start.With("_claims");

        // With a second unique index, two transactions that add a row at the same time could wait for each other.
        Set = new TableSet(
            [Namespaces, Records, Rooms, Messages, Claims],
            $"""
            CREATE TABLE IF NOT EXISTS {Namespaces} (
              namespace bytea PRIMARY KEY, epoch text NOT NULL, revision bigint NOT NULL, digest bigint NOT NULL, records int NOT NULL, ended int NOT NULL,
              bytes bigint NOT NULL, forgotten bigint NOT NULL);
            CREATE TABLE IF NOT EXISTS {Records} (
              namespace bytea NOT NULL, key bytea NOT NULL, room bytea NOT NULL, revision bigint NOT NULL, has_ended boolean NOT NULL, why smallint NOT NULL,
              version bigint NOT NULL, origin bigint NOT NULL, tag bigint NOT NULL, created bigint NOT NULL, updated bigint NOT NULL,
              ends_with_last_member boolean NOT NULL, expires bigint NOT NULL, value bytea NOT NULL,
              PRIMARY KEY (namespace, key), UNIQUE (namespace, revision), UNIQUE (namespace, has_ended, revision));
            CREATE TABLE IF NOT EXISTS {Rooms} (key bytea PRIMARY KEY, last bigint NOT NULL, expires bigint NOT NULL);
            CREATE INDEX IF NOT EXISTS {Rooms.With("_expires").WithoutSchema} ON {Rooms} (expires);
            CREATE TABLE IF NOT EXISTS {Messages} (
              key bytea NOT NULL, id bigint NOT NULL, event bytea NOT NULL, sizes text NOT NULL, attachments bytea NOT NULL, PRIMARY KEY (key, id));
            CREATE TABLE IF NOT EXISTS {Claims} (
              key bytea PRIMARY KEY, claimant text NOT NULL, until bigint NOT NULL, attempt int NOT NULL, is_done boolean NOT NULL, expires bigint NOT NULL);
            CREATE INDEX IF NOT EXISTS {Claims.With("_expires").WithoutSchema} ON {Claims} (expires)
            """);
    }

    /// <summary>The time in microseconds since 1970, by the clock of Postgres.</summary>
    public static string Now => "floor(extract(epoch FROM clock_timestamp()) * 1000000)::bigint";

    /// <summary>The state of the records of each namespace. A change locks the row.</summary>
    public TableName Namespaces { get; }

    /// <summary>Records, including ended ones.</summary>
    public TableName Records { get; }

    /// <summary>The last id of a message in each room. A new message locks the row.</summary>
    public TableName Rooms { get; }

    public TableName Messages { get; }

    public TableName Claims { get; }

    public TableSet Set { get; }
}
