using Sockeye.Addresses;
using Sockeye.Timing;

namespace Sockeye.Connections;

/// <summary>
/// The packet of a connection that waits for its attachments, as one of the <see cref="IncompletePackets"/>. It is a timer too: a connection whose packet waits too long is ended, since what
/// it holds is of no use to anybody.
/// </summary>
internal sealed class IncompletePacket(Client client) : WheelTimer
{
    /// <summary>Whose it is. What has no address, as a Unix socket, has one together.</summary>
    public AddressBlock Address { get; } = AddressBlock.Of(client.Session.Handshake.RemoteAddress) ?? default;

    /// <summary>The one of the same address that has waited a bit longer, and the one that has waited a bit less. Under the lock of the list.</summary>
    public IncompletePacket? Older { get; set; }

    /// <inheritdoc cref="Older"/>
    public IncompletePacket? Newer { get; set; }

    /// <summary>What it holds; nothing while it is not in the list. Under the lock of the list.</summary>
    public long Bytes { get; set; }

    /// <summary>Whether it waits. Under the lock of the list.</summary>
    public bool IsListed { get; set; }

    /// <summary>All of them hold too much, and this one is the oldest of the address that holds most.</summary>
    public void Drop() => client.OnIncompletePacketsFull();

    protected override void OnElapsed() => client.OnIncompletePacketTimeout();
}
