using Sockeye.Emitters.Postgres.Connections;
using Sockeye.Emitters.Postgres.Messages;
using Sockeye.Emitters.Postgres.Rooms;
using Sockeye.Postgres.Connections;

namespace Sockeye;

/// <summary>The options of rooms in Postgres.</summary>
public sealed class PostgresRoomOptions
{
    /// <summary>
    /// The prefix of the names of the channels, and of the keys in the tables. Applications that share a database need different prefixes.
    /// </summary>
    /// <value><c>socket.io</c> by default; at most 24 bytes.</value>
    public string ChannelPrefix { get; set; } = "socket.io";

    /// <summary>
    /// The prefix of the names of the tables, with or without a schema. The suffixes are <c>_namespaces</c>, <c>_records</c>,
    /// <c>_rooms</c>, <c>_messages</c>, <c>_claims</c> and <c>_attachments</c>. The name is written to SQL unchanged.
    /// </summary>
    /// <value><c>socket_io_rooms</c> by default.</value>
    public string TableName { get; set; } = "socket_io_rooms";

    /// <summary>
    /// Whether missing tables are created, by one server at a time. If not, create them yourself: the log has the SQL, and the health check
    /// is degraded until then.
    /// </summary>
    /// <value><see langword="false"/> by default, so that the application does not need the permission to create tables.</value>
    public bool CreateTables { get; set; }

    /// <summary>The size of a message to other servers in bytes from which it goes through the table of attachments.</summary>
    /// <value>8000 by default, which is also the maximum.</value>
    public int PayloadThreshold { get; set; } = 8000;

    /// <summary>
    /// After how long attachments are deleted, and how often each server deletes them and expired data. All servers must have read an
    /// attachment within this time.
    /// </summary>
    /// <value>30 seconds by default.</value>
    public TimeSpan CleanupInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How many messages and changes may be on their way to Postgres at the same time. Further ones fail.</summary>
    /// <value>10,000 by default.</value>
    public int MaxPendingPublishes { get; set; } = 10_000;

    /// <summary>How many bytes of messages and changes may be on their way to Postgres at the same time.</summary>
    /// <value>64 MiB by default.</value>
    public long MaxPendingPublishBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>Checks the options.</summary>
    /// <exception cref="ArgumentException">A value is not valid.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(CleanupInterval, TimeSpan.FromMilliseconds(1));
        _ = new RoomTables(TableName);
        ToSettings();
    }

    internal ConnectionSettings ToSettings() => new(
        PublisherSettings.Validated(ChannelPrefix, new TableName(TableName).With("_attachments").ToString(), PayloadThreshold, MaxPendingPublishes, MaxPendingPublishBytes),
        CreateTables,
        CleanupInterval);
}
