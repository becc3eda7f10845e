namespace Sockeye;

/// <summary>A socket with modifiers for what you send to it. It is immutable.</summary>
public sealed class SocketOperator : SocketEmitter
{
    internal SocketOperator(Socket socket, BroadcastFlags flags)
    {
        Self = socket;
        Flags = flags;
    }

    private protected override Socket Self { get; }

    private protected override BroadcastFlags Flags { get; }
}
