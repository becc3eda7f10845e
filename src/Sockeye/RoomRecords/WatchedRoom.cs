namespace Sockeye.Records;

/// <summary>What has happened to a room within a window.</summary>
internal sealed class WatchedRoom
{
    /// <summary>Whether clients were shown it before; nothing where its record is the same and only its members are others.</summary>
    public bool? WasShown { get; set; }

    /// <summary>Whether it was shown at some time within the window: a list may have had it, so its end is told.</summary>
    public bool WasEverShown { get; set; }

    /// <summary>Why it has ended, if it has.</summary>
    public RoomRecordEnd End { get; set; }
}
