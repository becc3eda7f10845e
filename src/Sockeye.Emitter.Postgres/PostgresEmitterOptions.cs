using Sockeye.Emitters.Postgres.Connections;
using Sockeye.Emitters.Postgres.Rooms;

namespace Sockeye;

/// <summary>The options of the emitter on Postgres. They have to be the same as on the servers.</summary>
public sealed class PostgresEmitterOptions : EmitterOptions
{
    /// <summary>The prefix of the names of all channels.</summary>
    /// <value><c>socket.io</c> by default; at most 24 bytes.</value>
    public string ChannelPrefix { get; set; } = "socket.io";

    /// <summary>
    /// The table for messages that are too large for a notification or have binary values. The servers or an administrator create it.
    /// </summary>
    /// <value><c>socket_io_attachments</c> by default.</value>
    public string TableName { get; set; } = "socket_io_attachments";

    /// <summary>
    /// The prefix of the names of the tables with records and messages of rooms. The servers or an administrator create them.
    /// </summary>
    /// <value><c>socket_io_rooms</c> by default.</value>
    public string RoomTableName { get; set; } = "socket_io_rooms";

    /// <summary>The size of a message in bytes of UTF-8 from which it goes through the table.</summary>
    /// <value>8000 by default, which is also the maximum.</value>
    public int PayloadThreshold { get; set; } = 8000;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        _ = new RoomTables(RoomTableName);
        ToSettings();
    }

    internal PublisherSettings ToSettings() => PublisherSettings.Validated(ChannelPrefix, TableName, PayloadThreshold, MaxPendingPublishes, MaxPendingPublishBytes);
}
