using Sockeye.Emitters.Postgres.Connections;
using Sockeye.Emitters.Postgres.Messages;
using Sockeye.Emitters.Postgres.Rooms;
using Sockeye.Postgres.Connections;

namespace Sockeye;

/// <summary>How rooms are kept in Postgres.</summary>
public sealed class PostgresRoomOptions
{
    /// <summary>What the names of the channels begin with, and the keys in the tables. Applications that share a database need different ones.</summary>
    /// <value><c>socket.io</c> by default; at most 24 bytes.</value>
    public string ChannelPrefix { get; set; } = "socket.io";

    /// <summary>
    /// What the names of the tables begin with, with or without their schema: <c>_namespaces</c>, <c>_records</c>, <c>_rooms</c>, <c>_messages</c>, <c>_claims</c> and <c>_attachments</c> stand
    /// behind it. It stands in SQL as it is given here.
    /// </summary>
    /// <value><c>socket_io_rooms</c> by default.</value>
    public string TableName { get; set; } = "socket_io_rooms";

    /// <summary>Whether missing tables are made, by one server at a time. Otherwise somebody has to make them: the log has the SQL, and the health check is degraded until then.</summary>
    /// <value><see langword="false"/> by default: the application does not need the right to make tables.</value>
    public bool CreateTables { get; set; }

    /// <summary>From how many bytes on a message to other servers goes through the table of attachments.</summary>
    /// <value>8000 by default, which is also the most.</value>
    public int PayloadThreshold { get; set; } = 8000;

    /// <summary>After how long attachments are deleted, and how often each server deletes them, and what has expired. All servers have to have read them by then.</summary>
    /// <value>30 seconds by default.</value>
    public TimeSpan CleanupInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The messages, and the changes, that may be on their way to Postgres at a time. What comes beyond that fails.</summary>
    /// <value>10,000 by default.</value>
    public int MaxPendingPublishes { get; set; } = 10_000;

    /// <summary>Their bytes.</summary>
    /// <value>64 MiB by default.</value>
    public long MaxPendingPublishBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>Checks the options.</summary>
    /// <exception cref="ArgumentException">A value makes no sense.</exception>
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
