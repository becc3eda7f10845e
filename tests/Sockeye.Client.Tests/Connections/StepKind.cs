namespace Sockeye.Client.Tests.Connections;

/// <summary>What happens to a client, in <see cref="ReconnectionTests"/>.</summary>
internal enum StepKind
{
    /// <summary>The application connects a socket, and does not wait.</summary>
    Connect,

    /// <summary>The application connects a socket, and waits for it.</summary>
    ConnectAndWait,

    /// <summary>The application cancels the last waiting call of a socket.</summary>
    Cancel,

    /// <summary>The application disconnects a socket.</summary>
    Disconnect,

    /// <summary>The application disconnects the client.</summary>
    DisconnectAll,

    /// <summary>The application drops the connection.</summary>
    Abort,

    /// <summary>The auth of the second namespace fails from now on, or not any more.</summary>
    TurnAuth,

    /// <summary>The server takes the connection, and opens the session.</summary>
    Accept,

    /// <summary>The server takes the connection, and says nothing.</summary>
    AcceptMute,

    /// <summary>The server is not there.</summary>
    Refuse,

    /// <summary>The connection breaks.</summary>
    Cut,

    /// <summary>The server lets a socket in.</summary>
    Welcome,

    /// <summary>The server refuses a socket.</summary>
    RefuseSocket,

    /// <summary>The server disconnects a socket.</summary>
    Kick,

    /// <summary>The server sends a ping.</summary>
    Ping,

    /// <summary>Nothing comes until the next timer is due.</summary>
    Elapse,
}
