namespace Sockeye.Client;

/// <summary>Why a connection, or a namespace on it, could not be had.</summary>
public enum ConnectErrorKind
{
    /// <summary>The server refused the namespace: a middleware said no, or there is no such namespace.</summary>
    Refused,

    /// <summary>The application's <see cref="ClientSocket.AuthFactory"/> failed, or its auth cannot be written.</summary>
    Authentication,

    /// <summary>Nothing came in time.</summary>
    Timeout,

    /// <summary>The server speaks another version of the protocol.</summary>
    Version,

    /// <summary>The name of the host was not found.</summary>
    Dns,

    /// <summary>The host was not reached, or the TCP connection broke.</summary>
    Tcp,

    /// <summary>TLS failed, such as by a certificate that is not trusted.</summary>
    Tls,

    /// <summary>An HTTP answer came that is none of Engine.IO, such as that of another server or of a proxy.</summary>
    Http,

    /// <summary>The transport failed in another way, such as by bytes that are no packets.</summary>
    Transport,

    /// <summary>The client, or its socket, was closed before it was connected.</summary>
    Disconnected,
}
