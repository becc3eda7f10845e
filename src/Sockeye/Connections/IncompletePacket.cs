using Sockeye.Addresses;
using Sockeye.Timing;

namespace Sockeye.Connections;

/// <summary>
/// A packet that waits for its attachments, as one of the <see cref="IncompletePackets"/>. It is also a timer: a connection whose packet
/// waits too long is closed, because the bytes that it holds are of no use.
/// </summary>
internal sealed class IncompletePacket(Client client) : WheelTimer
{
    /// <summary>The address of the client. All clients without an address, such as those of a Unix socket, count as one.</summary>
    public AddressBlock Address { get; } = AddressBlock.Of(client.Session.Handshake.RemoteAddress) ?? default;

    /// <summary>The packets of the same address that have waited a bit longer and a bit less. Guarded by the lock of the list.</summary>
    public IncompletePacket? Older { get; set; }

    /// <inheritdoc cref="Older"/>
    public IncompletePacket? Newer { get; set; }

    /// <summary>How many bytes it holds; zero while it is not in the list. Guarded by the lock of the list.</summary>
    public long Bytes { get; set; }

    /// <summary>Whether it is in the list. Guarded by the lock of the list.</summary>
    public bool IsListed { get; set; }

    /// <summary>
    /// Closes the connection: all packets together hold too many bytes, and this one is the oldest of the address that holds most.
    /// </summary>
    public void Drop() => client.OnIncompletePacketsFull();

    protected override void OnElapsed() => client.OnIncompletePacketTimeout();
}
