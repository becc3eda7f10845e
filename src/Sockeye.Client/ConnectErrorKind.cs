namespace Sockeye.Client;

/// <summary>Why a connection failed, or a namespace on it.</summary>
public enum ConnectErrorKind
{
    /// <summary>The server refused the namespace: a middleware rejected the client, or the namespace does not exist.</summary>
    Refused,

    /// <summary>Your <see cref="ClientSocket.AuthFactory"/> failed, or its result cannot be written as JSON.</summary>
    Authentication,

    /// <summary>The server did not answer in time.</summary>
    Timeout,

    /// <summary>The server uses another version of the protocol.</summary>
    Version,

    /// <summary>The host name was not found.</summary>
    Dns,

    /// <summary>The host could not be reached, or the TCP connection broke.</summary>
    Tcp,

    /// <summary>TLS failed, for example because the certificate is not trusted.</summary>
    Tls,

    /// <summary>An HTTP response came that is not from an Engine.IO server, for example from another server or from a proxy.</summary>
    Http,

    /// <summary>The transport failed in another way, for example by bytes that are not a packet.</summary>
    Transport,

    /// <summary>The client, or its socket, was closed before it was connected.</summary>
    Disconnected,
}
