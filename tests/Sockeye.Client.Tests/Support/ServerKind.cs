namespace Sockeye.Client.Tests.Support;

/// <summary>Whose server a test talks to.</summary>
public enum ServerKind
{
    /// <summary>Ours, in this process.</summary>
    Sockeye,

    /// <summary>npm's socket.io, in a process of its own.</summary>
    Node,
}
