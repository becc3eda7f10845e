namespace Sockeye.EventLoops.Tests.Fixture;

/// <summary>What listens.</summary>
public enum Transport
{
    /// <summary>Kestrel's own sockets.</summary>
    Sockets,

    /// <summary>The listener of the event loops.</summary>
    EventLoops,
}
