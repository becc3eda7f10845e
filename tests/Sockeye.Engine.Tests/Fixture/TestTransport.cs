namespace Sockeye.Engine.Tests.Fixture;

/// <summary>What a server of the tests has below its HTTP.</summary>
public enum TestTransport
{
    /// <summary>Kestrel's own sockets: the default of every application.</summary>
    Sockets,

    /// <summary>Event loops, as an application asks for them.</summary>
    Loops,

    /// <summary>TLS on Kestrel's own sockets.</summary>
    Tls,

    /// <summary>TLS on event loops, where it is no different. No suite runs with it, only some tests.</summary>
    TlsOnLoops,

    /// <summary>A middleware that frames the messages of WebSockets, and gives no stream. No suite runs with it, only some tests.</summary>
    Framed,
}
