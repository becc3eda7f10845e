namespace Sockeye.Records;

/// <summary>
/// What clients that watch get about a room at the end of a window, before permissions are checked. It is the same for all of them.
/// </summary>
/// <param name="Room">The room.</param>
/// <param name="Before">The record that clients could see before the window; <see langword="null"/> if there was none.</param>
/// <param name="Between">A record that clients could list only within the window; <see langword="null"/> if there was none.</param>
/// <param name="Now">The record that clients can see now; <see langword="null"/> if there is none.</param>
/// <param name="Json">The JSON for clients: the whole record, or its number of members only.</param>
/// <param name="Reason">Why they cannot see a record any more.</param>
/// <param name="IsMembersOnly">Whether only the number of members has changed.</param>
internal sealed record WatchedChange(string Room, RecordPicture? Before, RecordPicture? Between, RecordPicture? Now, byte[] Json, string Reason, bool IsMembersOnly)
{
    /// <summary>Whether a client that may list everything knows a record of the room. If only the end of a room is sent, it does.</summary>
    public bool WasKnown => Before is not null || (Now is null && Between is not null);

    /// <summary>
    /// The event for a client, which depends on whether it knew the room and whether it may see it now; <see langword="null"/> if there is
    /// nothing to send.
    /// </summary>
    public (string EventName, byte[] Json)? For(bool wasKnown, bool isShown) => (wasKnown, isShown) switch
    {
        (_, true) when IsMembersOnly => ("rooms:members", Json),
        (true, true) => ("rooms:changed", Json),
        (false, true) => ("rooms:created", Json),
        (true, false) when !IsMembersOnly => ("rooms:deleted", ClientRecord.WriteEnd(Room, Reason)),
        _ => null,
    };
}
