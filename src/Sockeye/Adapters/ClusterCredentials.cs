namespace Sockeye;

/// <summary>
/// Whether the credentials of clients go from server to server when sockets are asked for: the headers <c>Cookie</c>, <c>Authorization</c> and <c>Proxy-Authorization</c>, and
/// <c>auth</c>. Everybody who may read the backend sees what goes through it.
/// </summary>
public enum ClusterCredentials
{
    /// <summary>Only to servers of Node's that ask; they cannot do without. The default.</summary>
    OnlyToNode,

    /// <summary>This server asks for them, and gives them to every server that asks.</summary>
    Always,

    /// <summary>This server gives them to nobody, and does not ask for them.</summary>
    Never,
}
