namespace Sockeye.Presences;

/// <summary>A member of a room with connections on this server.</summary>
internal sealed class LocalMember
{
    public int Connections { get; set; } = 1;

    /// <summary>By the clock of the server, until when the member stays without connections.</summary>
    public long? LingersUntil { get; set; }
}
