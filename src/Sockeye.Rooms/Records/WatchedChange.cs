namespace Sockeye.Records;

/// <summary>What those who watch are told of a room at the end of a window, before it is known who may list the room. It is the same for all of them.</summary>
/// <param name="Room">The room.</param>
/// <param name="Before">The record that clients were shown before the window; none if they were shown none.</param>
/// <param name="Between">A record that clients may have listed within the window only; none if there was none.</param>
/// <param name="Now">The record that clients are shown since; none if they are shown none.</param>
/// <param name="Json">What clients read of it now: the whole record, or its members only.</param>
/// <param name="Reason">Why they are shown none any more.</param>
/// <param name="IsMembersOnly">Whether the record is the same, and its members are others.</param>
internal sealed record WatchedChange(string Room, RecordPicture? Before, RecordPicture? Between, RecordPicture? Now, byte[] Json, string Reason, bool IsMembersOnly)
{
    /// <summary>Whether a client that may list everything knows a record that there was: only the end of such a room is told.</summary>
    public bool WasKnown => Before is not null || (Now is null && Between is not null);

    /// <summary>The event for a client that knew the room, or did not, and is shown it, or not; none if there is nothing to tell.</summary>
    public (string EventName, byte[] Json)? For(bool wasKnown, bool isShown) => (wasKnown, isShown) switch
    {
        (_, true) when IsMembersOnly => ("rooms:members", Json),
        (true, true) => ("rooms:changed", Json),
        (false, true) => ("rooms:created", Json),
        (true, false) when !IsMembersOnly => ("rooms:deleted", ClientRecord.WriteEnd(Room, Reason)),
        _ => null,
    };
}
