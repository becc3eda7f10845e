using System.Globalization;

namespace Sockeye.Records;

/// <summary>A change to report on this server.</summary>
/// <param name="Kind">The kind of change.</param>
/// <param name="Picture">The record after the change; for a record that has ended, as it was.</param>
/// <param name="Before">The record before the change, if it was changed.</param>
/// <param name="End">Why it has ended.</param>
/// <param name="IsLost">Whether the store went back to a state without the record, as in a restart or a failover.</param>
/// <param name="IsOwn">
/// Whether this server knows that it has made the change. It may have made it without knowing, if it had to read the change from the store.
/// </param>
internal readonly record struct RecordNews(RoomRecordChangeKind Kind, RecordPicture Picture, RecordPicture? Before, RoomRecordEnd End, bool IsLost, bool IsOwn)
{
    /// <summary>
    /// Identifies the change on all servers, whether they got a message about it or found it in the store. No other change has the same id.
    /// </summary>
    /// <remarks>
    /// A state is identified by its tag. The end of a record is identified by the time at which the record was created, because a server
    /// may not know its last state. If a state comes again because the store went back to an older one, it is not a new change.
    /// </remarks>
    public string Id => Kind == RoomRecordChangeKind.Deleted
        ? string.Create(CultureInfo.InvariantCulture, $"{Picture.Record.Origin:x}-{Picture.Record.Created.ToUnixTimeMilliseconds():x}-end")
        : string.Create(CultureInfo.InvariantCulture, $"{Picture.Record.Tag:x16}");
}
