namespace Sockeye.Protocol.SocketIO;

/// <summary>
/// Turns the messages of one connection into packets. It keeps the state of at most one incomplete packet, bounded, and
/// never throws on bad input.
/// </summary>
public abstract class PacketDecoder
{
    /// <summary>What was wrong with the last bytes, where <see cref="Decode"/> said <see cref="DecodeStatus.Invalid"/>.</summary>
    public PacketError Error { get; protected set; }

    /// <summary>Whether a packet waits for attachments.</summary>
    public abstract bool IsIncomplete { get; }

    /// <summary>Takes one message.</summary>
    /// <param name="data">The message as it came: UTF-8 text, or bytes.</param>
    /// <param name="isBinary">Whether it came as a binary message.</param>
    /// <param name="packet">The packet, where the result is <see cref="DecodeStatus.Complete"/>.</param>
    public abstract DecodeStatus Decode(ReadOnlySpan<byte> data, bool isBinary, out Packet packet);

    /// <summary>Drops an incomplete packet and what it holds.</summary>
    public abstract void Reset();
}
