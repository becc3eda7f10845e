using Sockeye.Emitters.Postgres.Connections;
using Sockeye.Emitters.Postgres.Rooms;
using Sockeye.Postgres.Connections;

namespace Sockeye;

/// <summary>The options of the adapter on Postgres. Names and defaults follow <c>@socket.io/postgres-adapter</c>.</summary>
public sealed class PostgresAdapterOptions : HeartbeatAdapterOptions
{
    /// <summary>The prefix of the names of all channels. Applications that share a database need different prefixes.</summary>
    /// <value><c>socket.io</c> by default; at most 24 bytes.</value>
    public string ChannelPrefix { get; set; } = "socket.io";

    /// <summary>
    /// The table for messages that are too large for a notification or have binary values, with or without its schema. The name is written
    /// to SQL unchanged.
    /// </summary>
    /// <value><c>socket_io_attachments</c> by default.</value>
    public string TableName { get; set; } = "socket_io_attachments";

    /// <summary>
    /// The prefix of the names of the tables with records and messages of rooms, with or without a schema. The suffixes are
    /// <c>_namespaces</c>, <c>_records</c>, <c>_rooms</c>, <c>_messages</c> and <c>_claims</c>. Applications with different values of
    /// <see cref="ChannelPrefix"/> may share the tables.
    /// </summary>
    /// <value><c>socket_io_rooms</c> by default.</value>
    public string RoomTableName { get; set; } = "socket_io_rooms";

    /// <summary>
    /// Whether missing tables are created, by one server at a time. If not, create them yourself: <c>CREATE TABLE socket_io_attachments (id
    /// bigserial UNIQUE, created_at timestamptz DEFAULT now(), payload bytea)</c>, and those of rooms if the application uses records,
    /// presence or history. The log names missing tables, and has the SQL to create them.
    /// </summary>
    /// <value>
    /// <see langword="false"/> by default, as in Node, so that the application does not need the permission to create tables.
    /// </value>
    public bool CreateTable { get; set; }

    /// <summary>The size of a message in bytes of UTF-8 from which it goes through the table.</summary>
    /// <value>8000 by default, which is also the maximum, because notifications in Postgres must be shorter.</value>
    public int PayloadThreshold { get; set; } = 8000;

    /// <summary>
    /// After how long rows of the table are deleted, and how often each server does so. All servers must have read a row within this time.
    /// </summary>
    /// <value>30 seconds by default.</value>
    public TimeSpan CleanupInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How many messages may be on their way to Postgres at the same time. Further messages reach only the sockets of this server, and
    /// count as not published.
    /// </summary>
    /// <value>10,000 by default.</value>
    public int MaxPendingPublishes { get; set; } = 10_000;

    /// <summary>
    /// How many bytes of messages may be on their way to Postgres at the same time. A larger message is neither sent nor read.
    /// </summary>
    /// <value>64 MiB by default.</value>
    public long MaxPendingPublishBytes { get; set; } = 64 * 1024 * 1024;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        ArgumentOutOfRangeException.ThrowIfLessThan(CleanupInterval, TimeSpan.FromMilliseconds(1));
        _ = new RoomTables(RoomTableName);
        ToSettings();
    }

    internal ConnectionSettings ToSettings() =>
        new(PublisherSettings.Validated(ChannelPrefix, TableName, PayloadThreshold, MaxPendingPublishes, MaxPendingPublishBytes), CreateTable, CleanupInterval);
}
