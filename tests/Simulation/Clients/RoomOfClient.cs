namespace Sockeye.Simulation;

/// <summary>What a client knows of a room.</summary>
internal sealed class RoomOfClient
{
    public RoomPhase Phase { get; set; }

    /// <summary>Since when it has been there without a break.</summary>
    public long PresentSince { get; set; }

    public HistoryView History { get; } = new();

    public PresenceView Presence { get; } = new();
}
