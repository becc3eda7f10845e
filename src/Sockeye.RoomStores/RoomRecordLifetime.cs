namespace Sockeye;

/// <summary>
/// How long the record of a room lasts. Without a lifetime it stays until it is deleted, whether the room has members or not.
/// </summary>
public sealed record RoomRecordLifetime
{
    /// <summary>Whether it ends with the last member of the room, on all servers, after <c>EmptyGrace</c>.</summary>
    /// <value><see langword="false"/> by default.</value>
    public bool EndsWithLastMember { get; init; }

    /// <summary>How long it lasts from now on, even if the room has members then.</summary>
    /// <value><see langword="null"/> by default: it does not expire.</value>
    public TimeSpan? ExpiresAfter { get; init; }
}
