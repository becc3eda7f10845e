namespace Sockeye;

/// <summary>
/// Whether servers send the credentials of clients to each other when you ask for sockets. Credentials are the headers <c>Cookie</c>,
/// <c>Authorization</c> and <c>Proxy-Authorization</c>, and <c>auth</c>. Everyone who can read the backend can read them.
/// </summary>
public enum ClusterCredentials
{
    /// <summary>Only to Node servers that ask, because those need them. This is the default.</summary>
    OnlyToNode,

    /// <summary>This server asks for credentials, and sends them to every server that asks.</summary>
    Always,

    /// <summary>This server does not send credentials and does not ask for them.</summary>
    Never,
}
