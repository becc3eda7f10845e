namespace Sockeye.Engine.Tests.Fixture;

/// <summary>How a WebSocket uses the socket of its connection.</summary>
public enum SocketUse
{
    /// <summary>It reads and writes through the web server.</summary>
    None,

    /// <summary>It writes to it.</summary>
    DirectWrites,

    /// <summary>The web server has handed it over.</summary>
    HandedOver,
}
