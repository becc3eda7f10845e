namespace Sockeye;

/// <summary>How long the record of a room lasts. Without one it stays until it is deleted, whether anybody is in the room or not.</summary>
public sealed record RoomRecordLifetime
{
    /// <summary>Whether it ends with the last member of the room, on whatever server that is; <c>EmptyGrace</c> later.</summary>
    public bool EndsWithLastMember { get; init; }

    /// <summary>How long it lasts from now on, whoever is in the room then; none where it has no end.</summary>
    public TimeSpan? ExpiresAfter { get; init; }
}
