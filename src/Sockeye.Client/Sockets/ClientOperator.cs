using Sockeye.Client.Sockets;

namespace Sockeye.Client;

/// <summary>A socket with something said of how it sends. It has no state of its own, and may be kept.</summary>
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
