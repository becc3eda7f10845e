namespace Sockeye;

/// <summary>What a server that asks can do beyond the reference. Servers of Node's neither say it nor see it.</summary>
[Flags]
public enum ClusterCapabilities
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>
    /// It has asked for a summary as well, with the same request id (<see cref="ClusterMessageType.CountSockets"/>, <see cref="ClusterMessageType.AllRooms"/>): who
    /// understands that question answers it, and not this one.
    /// </summary>
    Summaries = 1,

    /// <summary>It needs no credentials of clients: the headers <c>Cookie</c>, <c>Authorization</c> and <c>Proxy-Authorization</c> and <c>auth</c> may be left out of handshakes.</summary>
    NoCredentials = 2,
}
