using Sockeye.Client.Sockets;

namespace Sockeye.Client;

/// <summary>A socket with modifiers for what you send. It has no state of its own, and you may keep it.</summary>
public sealed class ClientOperator : ClientEmitter
{
    internal ClientOperator(ClientSocket socket, EmitFlags flags)
    {
        Self = socket;
        Flags = flags;
    }

    private protected override ClientSocket Self { get; }

    private protected override EmitFlags Flags { get; }
}
