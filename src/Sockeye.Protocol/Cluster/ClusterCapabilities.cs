namespace Sockeye;

/// <summary>What a server that asks can do beyond a Node server. Node servers neither send this nor read it.</summary>
[Flags]
public enum ClusterCapabilities
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>
    /// It has also asked for a summary with the same request id (<see cref="ClusterMessageType.CountSockets"/>,
    /// <see cref="ClusterMessageType.AllRooms"/>). A server that knows that question answers it, and not this one.
    /// </summary>
    Summaries = 1,

    /// <summary>
    /// It needs no credentials of clients. The headers <c>Cookie</c>, <c>Authorization</c> and <c>Proxy-Authorization</c>, and <c>auth</c>,
    /// may be left out of handshakes.
    /// </summary>
    NoCredentials = 2,
}
