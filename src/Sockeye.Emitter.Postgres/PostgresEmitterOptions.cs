using Sockeye.Emitters.Postgres.Connections;
using Sockeye.Emitters.Postgres.Rooms;

namespace Sockeye;

/// <summary>The options of the emitter on Postgres; they have to be those of the servers.</summary>
public sealed class PostgresEmitterOptions : EmitterOptions
{
    /// <summary>What the names of all channels begin with.</summary>
    /// <value><c>socket.io</c> by default; at most 24 bytes.</value>
    public string ChannelPrefix { get; set; } = "socket.io";

    /// <summary>The table for what is too large for a notification or has binary. The servers make it, or whoever runs them.</summary>
    /// <value><c>socket_io_attachments</c> by default.</value>
    public string TableName { get; set; } = "socket_io_attachments";

    /// <summary>What the names of the tables begin with that keep records and messages of rooms. The servers make them, or somebody who runs them.</summary>
    /// <value><c>socket_io_rooms</c> by default.</value>
    public string RoomTableName { get; set; } = "socket_io_rooms";

    /// <summary>From how many bytes of UTF-8 on a message goes through the table.</summary>
    /// <value>8000 by default, which is also the most.</value>
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
