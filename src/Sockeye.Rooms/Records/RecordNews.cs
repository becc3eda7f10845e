using System.Globalization;

namespace Sockeye.Records;

/// <summary>A change that is to be told on this server.</summary>
/// <param name="Kind">What has happened.</param>
/// <param name="Picture">The record since then; if it has ended, as it was.</param>
/// <param name="Before">The record as it was, if it was changed.</param>
/// <param name="End">Why it has ended.</param>
/// <param name="IsLost">Whether the store went back to a state without it, as in a restart or a failover.</param>
/// <param name="IsOwn">Whether this server has made the change. It may have, and not know it, if it had to read it from the store.</param>
internal readonly record struct RecordNews(RoomRecordChangeKind Kind, RecordPicture Picture, RecordPicture? Before, RoomRecordEnd End, bool IsLost, bool IsOwn)
{
    /// <summary>What the change is known by on all servers, whether they were told of it or found it in the store; no other change has it.</summary>
    /// <remarks>
    /// A state is known by its tag. The end of a record is known by when the record was made, since a server may not have heard of its last state. A state that comes again, because the store
    /// went back to an older one, is not a new change.
    /// </remarks>
    public string Id => Kind == RoomRecordChangeKind.Deleted
        ? string.Create(CultureInfo.InvariantCulture, $"{Picture.Record.Origin:x}-{Picture.Record.Created.ToUnixTimeMilliseconds():x}-end")
        : string.Create(CultureInfo.InvariantCulture, $"{Picture.Record.Tag:x16}");
}
