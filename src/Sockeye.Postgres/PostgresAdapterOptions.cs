using Sockeye.Emitters.Postgres.Connections;
using Sockeye.Emitters.Postgres.Rooms;
using Sockeye.Postgres.Connections;

namespace Sockeye;

/// <summary>The options of the adapter on Postgres; names and defaults follow <c>@socket.io/postgres-adapter</c>.</summary>
public sealed class PostgresAdapterOptions : HeartbeatAdapterOptions
{
    /// <summary>What the names of all channels begin with. Applications that share a database need different ones.</summary>
    /// <value><c>socket.io</c> by default; at most 24 bytes.</value>
    public string ChannelPrefix { get; set; } = "socket.io";

    /// <summary>The table for what is too large for a notification or has binary, with or without its schema. It stands in SQL as it is given here.</summary>
    /// <value><c>socket_io_attachments</c> by default.</value>
    public string TableName { get; set; } = "socket_io_attachments";

    /// <summary>
    /// What the names of the tables begin with that keep records and messages of rooms, with or without their schema: <c>_namespaces</c>, <c>_records</c>, <c>_rooms</c>, <c>_messages</c> and
    /// <c>_claims</c> stand behind it. Applications with different values of <see cref="ChannelPrefix"/> may share them.
    /// </summary>
    /// <value><c>socket_io_rooms</c> by default.</value>
    public string RoomTableName { get; set; } = "socket_io_rooms";

    /// <summary>
    /// Whether missing tables are made, by one server at a time. Otherwise somebody has to make them:
    /// <c>CREATE TABLE socket_io_attachments (id bigserial UNIQUE, created_at timestamptz DEFAULT now(), payload bytea)</c>, and those of rooms if the application has records, presence or
    /// history. The log says which are missing, and the SQL that makes them.
    /// </summary>
    /// <value><see langword="false"/> by default, as in the reference: the application does not need the right to make tables.</value>
    public bool CreateTable { get; set; }

    /// <summary>From how many bytes of UTF-8 on a message goes through the table.</summary>
    /// <value>8000 by default, which is also the most: Postgres takes notifications that are shorter.</value>
    public int PayloadThreshold { get; set; } = 8000;

    /// <summary>After how long rows of the table are deleted, and how often each server does so. All servers have to have read them by then.</summary>
    /// <value>30 seconds by default.</value>
    public TimeSpan CleanupInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The messages that may be on their way to Postgres at a time. What is sent beyond that reaches the sockets of this server only, and the caller is told.</summary>
    /// <value>10,000 by default.</value>
    public int MaxPendingPublishes { get; set; } = 10_000;

    /// <summary>The bytes of messages that may be on their way to Postgres at a time. A message that is larger is neither sent nor read.</summary>
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
